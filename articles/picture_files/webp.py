"""WebP read at a smaller size, by the library that Pillow reads it with.

Pillow's own reader holds a picture four times over. libwebp scales what it decodes, row by row, but for pictures
without loss, which it holds once.
"""

import ctypes
import os
import struct
from importlib import import_module
from typing import IO

from PIL import Image as Picture

# include/webp/decode.h: only what is in this version of its structures is relied on.
_ABI = 0x0209
_RGBA = 1  # MODE_RGBA
_OK = 0


class _Features(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_int) for name in ["width", "height", "has_alpha", "has_animation", "format"]
    ] + [("pad", ctypes.c_uint32 * 5)]


class _Rgba(ctypes.Structure):
    _fields_ = [("rgba", ctypes.c_void_p), ("stride", ctypes.c_int), ("size", ctypes.c_size_t)]


class _Planes(ctypes.Structure):
    _fields_ = [("rgba", _Rgba), ("rest", ctypes.c_uint8 * 56)]


class _Buffer(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int) for name in ["colorspace", "width", "height", "is_external"]),
        ("planes", _Planes),
        ("pad", ctypes.c_uint32 * 4),
        ("private", ctypes.c_void_p),
    ]


_OPTIONS = """bypass_filtering no_fancy_upsampling use_cropping crop_left crop_top crop_width crop_height use_scaling
scaled_width scaled_height use_threads dithering_strength flip alpha_dithering_strength"""


class _Options(ctypes.Structure):
    _fields_ = [*((name, ctypes.c_int) for name in _OPTIONS.split()), ("pad", ctypes.c_uint32 * 5)]


class _Config(ctypes.Structure):
    _fields_ = [("input", _Features), ("output", _Buffer), ("options", _Options)]


def scales_webp(file: IO[bytes]) -> bool:
    """Whether the picture in `file` is decoded without holding all of it, and the library can be reached."""
    if _library() is None:
        return False
    file.seek(12)
    while len(head := file.read(8)) == 8:
        kind, length = struct.unpack("<4sI", head)
        if kind in {b"VP8 ", b"VP8L", b"ANMF"}:
            is_lossy: bool = kind == b"VP8 "
            return is_lossy
        file.seek(length + (length & 1), os.SEEK_CUR)
    return False


def _library() -> ctypes.CDLL | None:
    try:
        # What Pillow is linked with is found through it, wherever it lies.
        library = ctypes.CDLL(import_module("PIL._webp").__file__)
        library.WebPDecode.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p]
        library.WebPInitDecoderConfigInternal.argtypes = [ctypes.c_void_p, ctypes.c_int]
    except (ImportError, OSError, AttributeError):
        return None
    return library


def reduced_webp(file: IO[bytes], size: tuple[int, int]) -> Picture.Image | None:
    """The still picture in `file` at that size; None where the library can't be reached, or is another.

    Raises ValueError where the picture is damaged, MemoryError where there is not enough.
    """
    library = _library()
    config = _Config()
    if library is None or not library.WebPInitDecoderConfigInternal(ctypes.byref(config), _ABI):
        return None
    pixels = bytearray(4 * size[0] * size[1])
    config.options.use_scaling, config.options.scaled_width, config.options.scaled_height = 1, *size
    config.output.colorspace, config.output.is_external = _RGBA, 1
    plane = config.output.planes.rgba
    plane.rgba, plane.stride, plane.size = (
        ctypes.addressof(ctypes.c_char.from_buffer(pixels)),
        4 * size[0],
        len(pixels),
    )
    file.seek(0)
    raw = file.read()
    status = library.WebPDecode(raw, len(raw), ctypes.byref(config))
    if status != _OK:
        raise MemoryError if status == 1 else ValueError(f"libwebp's status {status}")
    picture = Picture.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1)
    return picture if config.input.has_alpha else picture.convert("RGB")
