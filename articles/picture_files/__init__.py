"""The files of pictures, without the database: what they are, what they may be, and how they are cleaned."""

from .cleaning import clean, clean_here
from .encoding import VARIANT_WIDTHS
from .kinds import HASH_DIGITS, MAX_BYTES, MAX_PIXELS, Cleaned, ImageRefused, Variant

__all__ = [
    "HASH_DIGITS",
    "MAX_BYTES",
    "MAX_PIXELS",
    "VARIANT_WIDTHS",
    "Cleaned",
    "ImageRefused",
    "Variant",
    "clean",
    "clean_here",
]
