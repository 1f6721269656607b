"""Pictures that take very much memory to read. Each function writes one beside a post that shows it."""

import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image

from .hostile_files import Maker

_POST = "---\ntitle: {name}\ndate: 2020-01-01\nimage: {name}\n---\nText.\n"
_TURNED = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"


def picture(
    name: str, mode: str, size: tuple[int, int], *, count: int = 1, turned: bool = False, **options: Any
) -> Maker:
    """`count` pictures of grain, saved with Pillow's `options`, each in a post of its own."""

    def make(folder: Path) -> Path:
        stem, _, suffix = name.rpartition(".")
        said = {"exif": _TURNED} if turned else {}
        for number in range(count):
            shown = _grain(mode, (size[0], size[1] - number))
            named = f"{stem}-{number}.{suffix}"
            shown.save(folder / named, **said, **options)
            (folder / f"{stem}-{number}.md").write_text(_POST.format(name=named))
        return folder

    return make


def animation(name: str, size: tuple[int, int], frames: int, **options: Any) -> Maker:
    def make(folder: Path) -> Path:
        shown = [_grain("RGB", size).point(lambda value, shade=shade: value ^ shade) for shade in range(2)]
        rest = [shown[number % 2] for number in range(1, frames)]
        shown[0].save(folder / name, save_all=True, append_images=rest, duration=50, loop=0, **options)
        (folder / "a.md").write_text(_POST.format(name=name))
        return folder

    return make


def _grain(mode: str, size: tuple[int, int]) -> Image.Image:
    tile = Image.effect_noise((256, 256), 40)
    tile = tile.resize((512, 512), Image.Resampling.BILINEAR)
    if mode == "P":
        tile = tile.convert("RGB").quantize(64)
    elif mode == "I;16":
        tile = tile.convert("I").point(lambda value: value * 256).convert("I;16")
    elif mode != "L":
        tile = tile.convert("RGB").convert(mode)
    whole = Image.new(tile.mode, size)
    if tile.mode == "P":
        whole.putpalette(tile.getpalette() or [])
    for left in range(0, size[0], 512):
        for top in range(0, size[1], 512):
            whole.paste(tile, (left, top))
    return whole


def png(
    name: str,
    size: tuple[int, int],
    *,
    depth: int = 8,
    colours: int = 2,
    interlaced: bool = False,
    text: int = 0,
) -> Maker:
    """A PNG written by hand: `depth` bits, `colours` as the format numbers them (2: RGB, 6: with alpha), any order."""

    def make(folder: Path) -> Path:
        with (folder / name).open("wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n")
            file.write(_chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, colours, 0, 0, interlaced)))
            if text:
                file.write(_chunk(b"tEXt", b"Comment\0" + b"secret " * (text // 7)))
            packer = zlib.compressobj(1)
            for wide, high in _passes(size, interlaced=interlaced):
                row = bytes((wide * _SAMPLES[colours] * depth + 7) // 8)
                for number in range(high):
                    data = packer.compress(
                        b"\2" + row[:-8] + struct.pack(">Q", number * 0x01030507)[-len(row) :]
                    )
                    if data:
                        file.write(_chunk(b"IDAT", data))
            file.write(_chunk(b"IDAT", packer.flush()) + _chunk(b"IEND", b""))
        (folder / "a.md").write_text(_POST.format(name=name))
        return folder

    return make


_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def _passes(size: tuple[int, int], *, interlaced: bool) -> list[tuple[int, int]]:
    """Width and height of what is written one after the other (PNG, section 8.2)."""
    if not interlaced:
        return [size]
    return [
        (-(-(size[0] - left) // across), -(-(size[1] - top) // down)) for left, top, across, down in _ADAM7
    ]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def lying_picture(folder: Path) -> Path:
    """Pictures that say to be immense, of another kind, or are no pictures at all, each shown by a post of its own."""
    immense = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0)
    small = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    head = b"\x89PNG\r\n\x1a\n"
    zeros = zlib.compress(bytes(50_000_000), 9)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    entities = b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
    for name, data in {
        "immense.png": head + _chunk(b"IHDR", immense) + _chunk(b"IDAT", b"x") + _chunk(b"IEND", b""),
        "more.png": head + _chunk(b"IHDR", small) + _chunk(b"IDAT", zeros) + _chunk(b"IEND", b""),
        "long.png": head + struct.pack(">I", 2**31 - 1) + b"IHDR" + small,
        "empty.png": b"",
        "text.png": b"This is no picture.",
        "script.svg": svg,
        "entities.svg": entities,
        "svg.png": svg,
        "html.jpg": b"<html><script>alert(1)</script>",
        "gif.jpg": b"GIF89a\xff\xff\xff\xff\x80\0\0" + b"\0" * 6 + b",\0\0\0\0\xff\xff\xff\xff\0\x08",
        "jpeg.png": b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9",
        "webp.webp": b"RIFF\xff\xff\xff\x7fWEBPVP8X\n\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff",
        "avif.avif": b"\0\0\0\x18ftypavif\0\0\0\0avifmif1\xff\xff\xff\xffmeta",
        "tiff.png": b"II*\0\x08\0\0\0\xff\xff" + b"\0" * 100,
        "eps.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nquit\n",
    }.items():
        (folder / name).write_bytes(data)
        (folder / f"{name}.md").write_text(_POST.format(name=name))
    return folder
