"""Generated covers: what stands where an article has no picture.

A cover is drawn from the article's slug and title alone, so it is the same in every process and needs no storage.
It shows no text: the title stands beside it wherever it is used.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from PIL import Image as Picture
from PIL import ImageDraw

# Counts changes of the design, so that covers drawn before are drawn again.
DESIGN = 1
WIDTH, HEIGHT = 1600, 900
# What sites that show link cards ask for.
CARD_WIDTH, CARD_HEIGHT = 1200, 630
# Drawn larger and reduced, because Pillow's shapes have hard edges.
OVERSAMPLING = 2
COLUMNS, ROWS = 8, 5

# Ground, then three inks. Each set keeps its contrast in the light and in the dark scheme.
PALETTES = (
    ("#1f2a44", "#e07a5f", "#f2cc8f", "#81b29a"),
    ("#283618", "#dda15e", "#fefae0", "#8a9a5b"),
    ("#3d2c4f", "#f4a261", "#e9d8fd", "#7f9fd1"),
    ("#0f3d3e", "#e2b714", "#f1f1e6", "#5fb0a5"),
    ("#4a1c2b", "#f28482", "#f7ede2", "#c9a227"),
    ("#22333b", "#c6ac8f", "#eae0d5", "#d1603d"),
    ("#1d3557", "#e63946", "#f1faee", "#a8dadc"),
    ("#2b2d42", "#ef8354", "#edf2f4", "#8d99ae"),
)


@dataclass(frozen=True)
class Shape:
    """One tile's figure, turned clockwise by `turn` quarters."""

    kind: str
    column: int
    row: int
    turn: int
    colour: str


def compose(seed: str) -> tuple[str, list[Shape]]:
    """The ground colour and the figures of the cover for `seed`."""
    digits = _digits(seed)
    ground, *inks = PALETTES[next(digits) % len(PALETTES)]
    kinds = ("quarter", "quarter", "disc", "triangle", "ring", "bar", "none")
    shapes = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            kind = kinds[next(digits) % len(kinds)]
            turn, ink = next(digits) % 4, inks[next(digits) % len(inks)]
            if kind != "none":
                shapes.append(Shape(kind, column, row, turn, ink))
    return ground, shapes


def _digits(seed: str) -> Iterator[int]:
    counter = 0
    while True:
        yield from sha256(f"{seed}/{counter}".encode()).digest()
        counter += 1


def svg(seed: str) -> str:
    """The cover as an SVG document of 1600 × 900 units."""
    ground, shapes = compose(seed)
    side, top = _grid(WIDTH, HEIGHT)
    figures = "".join(
        f'<g transform="translate({shape.column * side} {top + shape.row * side}) scale({side}) '
        f'rotate({shape.turn * 90} .5 .5)" fill="{shape.colour}">{_FIGURES[shape.kind]}</g>'
        for shape in shapes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ground}"/>{figures}</svg>'
    )


_FIGURES = {
    "quarter": '<path d="M0 0H1A1 1 0 0 1 0 1Z"/>',
    "disc": '<circle cx=".5" cy=".5" r=".34"/>',
    "triangle": '<path d="M0 0H1L0 1Z"/>',
    "ring": '<path fill-rule="evenodd" d="M.5 .1a.4 .4 0 1 0 .001 0ZM.5 .3a.2 .2 0 1 1-.001 0Z"/>',
    "bar": '<path d="M0 .38H1V.62H0Z"/>',
}


def png(seed: str) -> bytes:
    """The cover as a PNG of 1200 × 630 pixels, for sites that show link cards."""
    ground, shapes = compose(seed)
    width, height = CARD_WIDTH * OVERSAMPLING, CARD_HEIGHT * OVERSAMPLING
    picture = Picture.new("RGB", (width, height), ground)
    side, top = _grid(width, height)
    for shape in shapes:
        tile = Picture.new("L", (side, side), 0)
        _draw(ImageDraw.Draw(tile), shape.kind, side)
        tile = tile.rotate(-90 * shape.turn)
        picture.paste(shape.colour, (shape.column * side, top + shape.row * side), tile)
    picture = picture.resize((CARD_WIDTH, CARD_HEIGHT), Picture.Resampling.BOX)
    buffer = BytesIO()
    picture.quantize(32).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _grid(width: int, height: int) -> tuple[int, int]:
    """The side of a tile, and where the first row begins so that the rows overlap top and bottom alike."""
    side = width // COLUMNS
    return side, (height - ROWS * side) // 2


def _draw(pen: ImageDraw.ImageDraw, kind: str, side: int) -> None:
    if kind == "quarter":
        pen.pieslice((-side, -side, side, side), 0, 90, fill=255)
    elif kind == "disc":
        pen.ellipse((side * 0.16, side * 0.16, side * 0.84, side * 0.84), fill=255)
    elif kind == "triangle":
        pen.polygon([(0, 0), (side, 0), (0, side)], fill=255)
    elif kind == "ring":
        pen.ellipse((side * 0.1, side * 0.1, side * 0.9, side * 0.9), fill=255)
        pen.ellipse((side * 0.3, side * 0.3, side * 0.7, side * 0.7), fill=0)
    else:
        pen.rectangle((0, side * 0.38, side, side * 0.62), fill=255)
