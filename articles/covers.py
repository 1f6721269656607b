"""Generated covers: what stands where an article has no picture.

A cover is drawn from the article's slug and title alone, so it is the same in every process and needs no storage.
It shows no text: the title stands beside it wherever it is used.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from itertools import pairwise

from PIL import Image as Picture
from PIL import ImageDraw

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


@lru_cache(maxsize=16)
def compose(seed: str) -> tuple[str, tuple[Shape, ...]]:
    """The ground colour and the figures of the cover for `seed`. Both its forms are often wanted at once."""
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
    return ground, tuple(shapes)


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
    """The cover as a PNG of 1200 × 630 pixels, for sites that show link cards.

    There are few different tiles. Their lines are kept as a PNG stores them (four bits a pixel, each line as its
    difference from the one above), so that a cover is a matter of joining and compressing: 1 ms, where drawing the
    whole takes 80.
    """
    ground, shapes = compose(seed)
    inks = _inks(ground)
    tiles: dict[tuple[int, int], list[bytes]] = {
        (shape.column, shape.row): _tile_lines(shape.kind, shape.turn, inks.index(shape.colour))
        for shape in shapes
    }
    side, top = _grid(CARD_WIDTH, CARD_HEIGHT)
    blank = [bytes(side // 2)] * (2 * side)
    lines: list[bytes] = []
    for row in range(ROWS):
        across = [tiles.get((column, row), blank) for column in range(COLUMNS)]
        first = max(0, -(top + row * side))
        last = min(side, CARD_HEIGHT - top - row * side)
        # The first line stands for itself, the others for what changes from the one above.
        lines += [_AS_IS, *(tile[first] for tile in across)]
        for line in zip(*(tile[side + first + 1 : side + last] for tile in across), strict=True):
            lines += [_FROM_ABOVE, *line]
    return _png(lines, [ground, *(shade for ink in inks for shade in _shades(ground, ink))])


_AS_IS, _FROM_ABOVE = b"\0", b"\2"
# How many steps lie between ground and ink along an edge; with three inks all colours fit into four bits.
_STEPS = 4


def _inks(ground: str) -> list[str]:
    return next(inks for first, *inks in PALETTES if first == ground)


def _shades(ground: str, ink: str) -> list[str]:
    """The colours between `ground` and `ink`, which is the last."""
    pairs = [(int(ground[at : at + 2], 16), int(ink[at : at + 2], 16)) for at in (1, 3, 5)]
    return [
        "#" + "".join(f"{round(low + (high - low) * step / _STEPS):02x}" for low, high in pairs)
        for step in range(1, _STEPS + 1)
    ]


@cache
def _tile_lines(kind: str, turn: int, ink: int) -> list[bytes]:
    """A tile's lines as they are, followed by the differences of each from the one above it."""
    side, _ = _grid(CARD_WIDTH, CARD_HEIGHT)
    large = side * OVERSAMPLING
    mask = Picture.new("L", (large, large), 0)
    _draw(ImageDraw.Draw(mask), kind, large)
    mask = mask.rotate(-90 * turn).resize((side, side), Picture.Resampling.BOX)
    steps = [round(value * _STEPS / 255) for value in mask.tobytes()]
    colours = [step and ink * _STEPS + step for step in steps]
    pixels = bytes(high << 4 | low for high, low in zip(colours[::2], colours[1::2], strict=True))
    lines = [pixels[start : start + side // 2] for start in range(0, len(pixels), side // 2)]
    changes = [
        bytes((now - above) & 0xFF for now, above in zip(line, before, strict=True))
        for before, line in pairwise([lines[0], *lines])
    ]
    return [*lines, *changes]


def _png(lines: list[bytes], palette: list[str]) -> bytes:
    """A PNG (W3C's specification, third edition) of four bits a pixel: each line's filter, then its bytes."""
    header = struct.pack(">IIBBBBB", CARD_WIDTH, CARD_HEIGHT, 4, 3, 0, 0, 0)
    colours = b"".join(bytes.fromhex(colour[1:]) for colour in palette)
    # Most of it is runs, beside which looking for repetitions finds little.
    squeeze = zlib.compressobj(1, strategy=zlib.Z_RLE)
    body = squeeze.compress(b"".join(lines)) + squeeze.flush()
    chunks = [(b"IHDR", header), (b"PLTE", colours), (b"IDAT", body), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


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
