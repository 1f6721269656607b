"""Pictures that would take too much memory to be encoded again: their files are cleaned, and read in little memory."""

import io
import pickle
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture

from articles import imaging, picture_files
from articles.elbow_room import giving_way, others_give_way
from articles.picture_files import costs, lean, strips
from articles.picture_files.containers import without_words
from articles.picture_files.webp import reduced_webp, scales_webp
from interchange.tuning import few_checkpoints

SECRET = b"secret place"
KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
TURNED = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"


def grain(size: tuple[int, int] = (2000, 1200), mode: str = "RGB") -> Picture.Image:
    tile = Picture.effect_noise((64, 64), 60).resize(size)
    return tile if mode == "L" else tile.convert("RGB").convert(mode)


def saved(picture: Picture.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def telling(kind: str, picture: Picture.Image | None = None, *, turned: int = 1, **options: Any) -> bytes:
    """A picture that says where it was taken in every way that its format knows."""
    exif = Picture.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = turned
    said: dict[str, Any] = {"exif": exif, "xmp": b"<x>" + SECRET + b"</x>"}
    said |= {"GIF": {"comment": SECRET}, "JPEG": {"comment": SECRET} | said}.get(kind, {})
    if kind == "GIF":
        said = {"comment": SECRET}
    return saved(picture or grain(), kind, **said, **options)


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """So little memory that every picture is a large one."""
    monkeypatch.setattr(costs, "MOST", 1)


def pixels(content: bytes) -> bytes:
    with Picture.open(io.BytesIO(content)) as picture:
        return picture.convert("RGBA").tobytes()


# -- What they tell


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_tells_is_cut_out_and_what_it_shows_stays(kind: str) -> None:
    raw = telling(kind)
    assert SECRET in raw

    cut = without_words(raw, kind)

    assert SECRET not in cut
    assert pixels(cut) == pixels(raw)
    assert without_words(cut, kind) == cut


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "AVIF"])
def test_an_animation_goes_on_moving(kind: str) -> None:
    moving = [grain((60, 40)).point(lambda value, shade=shade: value ^ shade) for shade in (0, 90, 180)]
    raw = telling(kind, moving[0], save_all=True, append_images=moving[1:], duration=[100, 200, 300], loop=0)

    cut = without_words(raw, kind)

    with Picture.open(io.BytesIO(raw)) as before, Picture.open(io.BytesIO(cut)) as after:
        assert after.n_frames == before.n_frames == 3
        for frame in range(3):
            before.seek(frame)
            after.seek(frame)
            assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()
            assert after.info["duration"] == before.info["duration"]
        assert after.info.get("loop") == before.info.get("loop")


def test_what_lies_behind_a_picture_goes() -> None:
    """Another picture, or a whole archive."""
    raw = saved(grain(), "JPEG")
    assert without_words(raw + SECRET, "JPEG") == without_words(raw, "JPEG")
    raw = saved(grain(), "PNG")
    assert without_words(raw + SECRET, "PNG") == raw


def test_colours_stay_what_they_were() -> None:
    """The profile says what the numbers mean."""
    profile = b"profile" * 20_000
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        cut = without_words(saved(grain(), kind, icc_profile=profile), kind)
        with Picture.open(io.BytesIO(cut)) as picture:
            assert picture.info["icc_profile"] == profile


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_none(kind: str) -> None:
    """Whatever is wrong with it: nothing else is raised, and nothing goes on for ever."""
    dice = random.Random(7)  # noqa: S311  # the same damages every time
    whole = telling(kind, grain((80, 60)))
    for _ in range(300):
        data = bytearray(whole[: dice.randrange(2, len(whole))] if dice.random() < 0.5 else whole)
        for _ in range(dice.randint(1, 6)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            without_words(bytes(data), kind)
        except ValueError:
            continue


# -- What becomes of them


@pytest.mark.usefixtures("little")
@pytest.mark.parametrize("kind", KINDS)
def test_a_large_picture_is_stored_as_it_is_without_what_it_tells(kind: str) -> None:
    """Nothing of what it shows is lost, it has the usual copies, and cleaned again it is the same."""
    raw = telling(kind)

    cleaned = picture_files.clean_here(raw, name="a")

    assert SECRET not in cleaned.content
    assert pixels(cleaned.content) == pixels(raw)
    assert (cleaned.width, cleaned.height) == (2000, 1200)
    assert [(each.width, each.height) for each in cleaned.variants] == [(480, 288), (960, 576)]
    assert cleaned.remark == ""
    assert picture_files.clean_here(cleaned.content, name="b").content == cleaned.content


@pytest.mark.usefixtures("little")
@pytest.mark.parametrize("kind", KINDS)
def test_its_copies_show_what_it_shows(kind: str) -> None:
    """Though it is read at half its size."""
    gradient = Picture.radial_gradient("L").resize((2000, 1200)).convert("RGB")
    cleaned = picture_files.clean_here(saved(gradient, kind), name="a")
    with Picture.open(io.BytesIO(cleaned.variants[0].content)) as copy:
        for place in ((0, 0), (240, 144), (479, 287), (120, 200)):
            at = place[0] * 2000 // 480, place[1] * 1200 // 288
            expected, found = gradient.getpixel(at), copy.convert("RGB").getpixel(place)
            assert all(abs(one - other) < 12 for one, other in zip(expected, found, strict=True))  # type: ignore[arg-type]


@pytest.mark.usefixtures("little")
@pytest.mark.parametrize("kind", ["JPEG", "AVIF"])
def test_a_photo_says_itself_which_way_up_it_is(kind: str) -> None:
    """Every browser knows; its copies are turned."""
    raw = telling(kind, turned=6)

    cleaned = picture_files.clean_here(raw, name="a")

    assert SECRET not in cleaned.content
    assert (cleaned.width, cleaned.height) == (1200, 2000)
    assert [(each.width, each.height) for each in cleaned.variants] == [(480, 800)]
    with Picture.open(io.BytesIO(cleaned.content)) as stored:
        assert stored.getexif()[0x0112] == 6
    again = picture_files.clean_here(cleaned.content, name="b")
    assert (again.content, again.width) == (cleaned.content, 1200)


@pytest.mark.usefixtures("little")
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_where_a_format_does_not_say_it_a_turned_one_becomes_smaller(kind: str) -> None:
    """And that is told."""
    cleaned = picture_files.clean_here(telling(kind, turned=6), name="a")
    assert (cleaned.width, cleaned.height) == (600, 1000)
    assert "half its width and height" in cleaned.remark
    with Picture.open(io.BytesIO(cleaned.content)) as stored:
        assert stored.size == (600, 1000)
        assert not stored.getexif()


@pytest.mark.usefixtures("little")
@pytest.mark.parametrize("kind", KINDS)
def test_a_large_picture_that_is_damaged_is_refused(kind: str) -> None:
    raw = saved(grain(), kind)
    with pytest.raises(imaging.ImageRefused) as refused:
        picture_files.clean_here(raw[: len(raw) // 2], name="a")
    assert refused.value.code in {"image-broken", "image-unknown-format"}


@pytest.mark.usefixtures("little")
@pytest.mark.parametrize(
    ("options", "kind", "said"),
    [
        ({"progressive": True}, "JPEG", "progressive JPEG of 2 megapixels"),
        ({}, "GIF", "2 megapixels in this format"),
        ({}, "AVIF", "2 megapixels in this format"),
        ({"lossless": True}, "WEBP", "2 megapixels in this format"),
    ],
)
def test_what_can_be_read_in_no_less_is_refused(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], kind: str, said: str
) -> None:
    """Before it is decoded, and with what would help."""
    monkeypatch.setattr(costs, "MOST_APART", 2_500_000)
    raw = saved(grain(), kind, **options)
    monkeypatch.setattr(lean, "load", None)
    monkeypatch.setattr(lean, "reduced_webp", None)
    with pytest.raises(imaging.ImageRefused, match=said) as refused:
        lean.clean_lean(io.BytesIO(raw), name="a")
    assert refused.value.code == "image-too-costly"


def test_ordinary_pictures_are_encoded_again() -> None:
    """Photos of today's telephones and cameras, and all pictures that are smaller."""
    for size, mode, options in (
        ((5472, 3648), "RGB", {}),
        ((4000, 3000), "RGB", {"exif": TURNED}),
        ((3600, 2700), "CMYK", {}),
        ((4000, 3000), "RGB", {"progressive": True}),
        ((4000, 6000), "L", {}),
    ):
        with Picture.open(io.BytesIO(saved(Picture.new(mode, size), "JPEG", **options))) as picture:
            assert costs.whole(picture, 0) <= costs.MOST


def test_a_very_tall_picture_has_the_copies_that_webp_can_hold() -> None:
    """It holds no more than 16,383 rows."""
    cleaned = picture_files.clean_here(saved(Picture.new("L", (1000, 20_000)), "PNG"), name="a.png")
    assert [(each.width, each.height) for each in cleaned.variants] == [(480, 9600)]


# -- Read in little memory


def png(depth: int, colours: int, *, transparent: bool, size: tuple[int, int] = (37, 53)) -> bytes:
    """A PNG of noise, each row filtered in any way."""
    dice = random.Random(depth * 10 + colours)  # noqa: S311  # the same noise every time
    row = (size[0] * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colours] * depth + 7) // 8
    rows = zlib.compress(b"".join(bytes([dice.randrange(5)]) + dice.randbytes(row) for _ in range(size[1])))
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", *size, depth, colours, 0, 0, 0))]
    if colours == 3:
        chunks.append((b"PLTE", dice.randbytes(3 << depth)))
    if transparent:
        chunks.append((b"tRNS", {0: b"\0\1", 2: b"\0\1\0\2\0\3", 3: b"\x80\x10"}[colours]))
    chunks += [(b"IDAT", rows[start : start + 50]) for start in range(0, len(rows), 50)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in [*chunks, (b"IEND", b"")]
    )


@pytest.mark.parametrize("factor", [1, 2, 3, 8])
@pytest.mark.parametrize(
    ("colours", "depth"),
    [
        (0, 1),
        (0, 2),
        (0, 4),
        (0, 8),
        (0, 16),
        (2, 8),
        (2, 16),
        (3, 1),
        (3, 4),
        (3, 8),
        (4, 8),
        (4, 16),
        (6, 8),
        (6, 16),
    ],
)
def test_a_png_is_read_strip_by_strip_as_it_is_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, colours: int, depth: int, factor: int
) -> None:
    """Every type of colour, every depth, every filter."""
    monkeypatch.setattr(strips, "_STRIP", 2000)
    for transparent in (False, True)[: 1 if colours > 3 else 2]:
        raw = png(depth, colours, transparent=transparent)
        with Picture.open(io.BytesIO(raw)) as whole:
            expected = strips.shown(whole).reduce(factor)
            in_memory = strips.reduced(whole, factor)
        read = strips.reduced_png(io.BytesIO(raw), factor)
        assert (read.mode, read.size, read.tobytes()) == (expected.mode, expected.size, expected.tobytes())
        assert in_memory.tobytes() == expected.tobytes()


def test_a_damaged_png_is_noticed() -> None:
    """Cut off anywhere, or with a wrong byte in its pixels."""
    raw = png(8, 2, transparent=False)
    for end in range(8, len(raw) - 16, 97):
        with pytest.raises((ValueError, zlib.error, OSError)):
            strips.reduced_png(io.BytesIO(raw[:end]), 2)
    wrong = bytearray(raw)
    wrong[len(raw) // 2] ^= 1
    with pytest.raises((ValueError, zlib.error, OSError)):
        strips.reduced_png(io.BytesIO(wrong), 2)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_webp_is_made_smaller_while_it_is_read(mode: str) -> None:
    gradient = Picture.linear_gradient("L").resize((800, 600)).convert("RGB")
    if mode == "RGBA":
        gradient.putalpha(Picture.linear_gradient("L").resize((800, 600)))
    file = io.BytesIO(saved(gradient, "WEBP", quality=90))
    assert scales_webp(file)
    small = reduced_webp(file, (400, 300))
    assert small is not None
    assert (small.mode, small.size) == (mode, (400, 300))
    for place in ((0, 0), (200, 150), (399, 299)):
        expected = gradient.reduce(2).getpixel(place)
        assert all(abs(a - b) < 12 for a, b in zip(expected, small.getpixel(place), strict=True))  # type: ignore[arg-type]
    assert not scales_webp(io.BytesIO(saved(gradient, "WEBP", lossless=True)))
    with pytest.raises(ValueError, match="libwebp"):
        reduced_webp(io.BytesIO(file.getvalue()[:2000]), (400, 300))


_BOUNDED = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from articles.picture_files import cleaning
cleaning._MEMORY = 190_000_000
cleaning.main()
"""


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("PNG", "RGB", {"compress_level": 1}),
        ("JPEG", "RGB", {}),
        ("WEBP", "RGB", {"quality": 1, "method": 0}),
    ],
)
def test_a_picture_of_fifty_megapixels_is_cleaned_in_little_memory(
    tmp_path: Path, kind: str, mode: str, options: dict[str, Any]
) -> None:
    """As a whole it would take 200 MB at least, and what encodes it as much again."""
    Picture.new(mode, (7000, 7000), "red").save(tmp_path / "a", kind, **options)
    with (tmp_path / "a").open("rb") as file:
        ended = subprocess.run(
            [sys.executable, "-c", _BOUNDED, str(Path(picture_files.__file__).parents[2]), '"a"'],
            stdin=file,
            stdout=subprocess.PIPE,
            check=True,
        )
    cleaned = pickle.loads(ended.stdout)  # noqa: S301  # what this program wrote
    assert (cleaned.width, cleaned.height) == (7000, 7000)
    assert [each.width for each in cleaned.variants] == [480, 960, 1600]


def test_others_give_way_to_what_takes_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """For as long as it lasts, and to nothing that takes little."""
    seen: list[str] = []

    @contextmanager
    def way() -> Iterator[None]:
        seen.append("gives way")
        try:
            yield
        finally:
            seen.append("is back")

    raw = saved(grain((3000, 2000)), "JPEG")
    with giving_way(way):
        picture_files.clean(raw, name="a.jpg")
        assert seen == []
        monkeypatch.setattr(costs, "ROOMY", 1)
        with pytest.raises(imaging.ImageRefused):
            picture_files.clean(raw[:90_000], name="a.jpg")
        assert seen == ["gives way", "is back"]
    picture_files.clean(raw, name="a.jpg")
    assert len(seen) == 2


def test_who_makes_others_give_way_goes_on() -> None:
    """It has a way of its own, for others that take still more."""
    seen: list[str] = []

    @contextmanager
    def way(name: str) -> Iterator[None]:
        seen.append(name)
        yield

    mine, theirs = (partial(way, name) for name in ("mine", "theirs"))
    with giving_way(mine, theirs), ExitStack() as lasting:
        others_give_way(lasting, besides=mine)

    assert seen == ["theirs"]


@pytest.mark.django_db
def test_the_database_gives_way() -> None:
    """SQLite's pages are up to 16 MB of an import's memory."""
    with few_checkpoints(), ExitStack() as lasting, CaptureQueriesContext(connection) as asked:
        others_give_way(lasting)

    said = [query["sql"] for query in asked.captured_queries]
    assert said == (["PRAGMA shrink_memory"] if connection.vendor == "sqlite" else [])
