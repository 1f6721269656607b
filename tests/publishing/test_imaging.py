"""Pictures coming in."""

import io
import struct
import zlib
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image as Picture
from PIL import PngImagePlugin

from articles import covers, imaging, picture_files
from articles.models import Image
from articles.picture_files import cleaning
from tests import factories

pytestmark = pytest.mark.django_db


def files(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_a_picture_is_stored_under_its_name_and_hash_with_smaller_copies(media_root: Path) -> None:
    """The name stays readable; the variants are narrower than the picture."""
    image = imaging.ingest(factories.picture(1200, 800), name="My Photo.PNG", alt="A photo")

    assert image.file.name.startswith("images/my-photo-")
    assert image.file.name.endswith(f"{image.sha256[:12]}.png")
    assert [each["width"] for each in image.variants] == [480, 960]
    assert len(files(media_root)) == 3
    assert image.srcset().count("w") >= 3


def test_the_same_content_is_stored_once_and_the_same_name_twice(media_root: Path) -> None:
    """Identity is content; a name may be shared."""
    first = imaging.ingest(factories.picture(10, 10, "red"), name="a.png")
    again = imaging.ingest(factories.picture(10, 10, "red"), name="b.png")
    other = imaging.ingest(factories.picture(10, 10, "blue"), name="a.png")

    assert first == again
    assert other != first
    assert len(files(media_root)) == 2


def test_where_a_photo_was_taken_is_not_published(media_root: Path) -> None:
    """EXIF is dropped, and what it said about the way up is done to the pixels."""
    buffer = io.BytesIO()
    exif = Picture.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif[0x010E] = "secret place"
    Picture.new("RGB", (40, 20), "red").save(buffer, "JPEG", exif=exif)

    image = imaging.ingest(buffer.getvalue(), name="photo.jpg")

    assert (image.width, image.height) == (20, 40)
    stored = (media_root / image.file.name).read_bytes()
    assert b"secret place" not in stored


def test_a_photo_with_a_second_picture_behind_it_is_a_photo(media_root: Path) -> None:
    """Many cameras write a depth map or a preview after the JPEG; neither it nor its EXIF is kept."""
    buffer = io.BytesIO()
    exif = Picture.Exif()
    exif[0x010E] = "secret place"
    first, second = Picture.new("RGB", (40, 20), "red"), Picture.new("RGB", (20, 10), "blue")
    first.save(buffer, "MPO", save_all=True, append_images=[second], exif=exif)

    image = imaging.ingest(buffer.getvalue(), name="photo.jpg")

    with Picture.open(media_root / image.file.name) as stored:
        assert (stored.format, stored.size, dict(stored.getexif())) == ("JPEG", (40, 20), {})


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "GIF", "AVIF"])
def test_an_animation_tells_only_what_it_shows(media_root: Path, kind: str) -> None:
    """One that carries EXIF or a comment is written again: the same frames for the same time."""
    buffer = io.BytesIO()
    exif = Picture.Exif()
    exif[0x010E] = "secret place"
    frames = [Picture.new("RGB", (40, 20), colour) for colour in ("red", "blue", "red")]
    said = {"comment": b"secret place"} if kind == "GIF" else {"exif": exif}
    frames[0].save(
        buffer, kind, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0, **said
    )
    assert b"secret place" in buffer.getvalue()

    image = imaging.ingest(buffer.getvalue(), name="moving")

    assert b"secret place" not in (media_root / image.file.name).read_bytes()
    times = []
    with Picture.open(media_root / image.file.name) as stored:
        for frame in range(stored.n_frames):
            stored.seek(frame)
            stored.load()
            times.append(stored.info["duration"])
    assert (stored.format, times) == (kind, [100, 200, 300])


def test_a_name_like_ours_hides_nothing(media_root: Path) -> None:
    """The hash in a name spares a clean file a second encoding, and no other."""
    buffer = io.BytesIO()
    exif = Picture.Exif()
    exif[0x010E] = "secret place"
    Picture.new("RGB", (40, 20), "red").save(buffer, "JPEG", exif=exif)
    digits = sha256(buffer.getvalue()).hexdigest()[: imaging.HASH_DIGITS]

    image = imaging.ingest(buffer.getvalue(), name=f"photo-{digits}.jpg")

    assert b"secret place" not in (media_root / image.file.name).read_bytes()


def test_what_was_exported_comes_back_byte_for_byte(media_root: Path) -> None:
    """A stored file that enters an empty site again is not encoded a second time."""
    buffer = io.BytesIO()
    Picture.effect_noise((300, 200), 80).convert("RGB").save(buffer, "JPEG", quality=70)
    image = imaging.ingest(buffer.getvalue(), name="photo.jpg")
    stored = (media_root / image.file.name).read_bytes()
    name = image.file.name
    imaging.discard(image)

    back = imaging.ingest(stored, name=Path(name).name)

    assert back.file.name == name
    assert (media_root / name).read_bytes() == stored


def _png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"", "image-empty", id="empty"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image-unknown-format", id="svg"),
        pytest.param(b"not a picture", "image-unknown-format", id="text"),
        pytest.param(_png_that_claims(40_000, 40_000), "image-too-many-pixels", id="claims a huge size"),
        pytest.param(_png_that_claims(100, 100), "image-broken", id="lies about its size"),
        pytest.param(factories.picture(50, 50)[:-40], "image-broken", id="cut off"),
    ],
)
def test_what_is_not_a_sound_picture_leaves_neither_row_nor_file(
    media_root: Path, raw: bytes, code: str
) -> None:
    """The refusal names the file."""
    with pytest.raises(imaging.ImageRefused, match=r"bad\.png") as caught:
        imaging.ingest(raw, name="bad.png")

    assert caught.value.code == code
    assert not Image.objects.exists()
    assert files(media_root) == []


def test_an_animation_stays_one(media_root: Path) -> None:
    """Encoding it again would lose its timing."""
    frames = [Picture.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=50)

    image = imaging.ingest(buffer.getvalue(), name="moving.gif")

    assert (media_root / image.file.name).read_bytes() == buffer.getvalue()


def test_covers_differ_by_slug_and_never_by_time() -> None:
    """Every process draws the same."""
    assert covers.svg("one") == covers.svg("one")
    assert covers.svg("one") != covers.svg("two")
    assert Picture.open(io.BytesIO(covers.png("one"))).size == (1200, 630)


def test_a_large_picture_is_worked_on_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes out the same; what takes too much there is refused, and this process goes on."""
    raw = factories.picture(3000, 2100)
    apart = picture_files.clean(raw, name="large.png")
    assert apart == picture_files.clean_here(raw, name="large.png")
    assert [each.width for each in apart.variants] == [480, 960, 1600]

    broken = raw[: len(raw) // 2]
    with pytest.raises(picture_files.ImageRefused) as refused:
        picture_files.clean(broken, name="large.png")
    assert refused.value.code == "image-broken"

    monkeypatch.setattr(cleaning, "_COMMAND", "import os; os.abort()")
    with pytest.raises(picture_files.ImageRefused) as refused:
        picture_files.clean(raw, name="large.png")
    assert refused.value.code == "image-too-costly"


def _gif_with_a_larger_frame(width: int, height: int) -> bytes:
    """A picture of 10 × 10 pixels, by its header, whose second frame is larger."""
    small, large = io.BytesIO(), io.BytesIO()
    Picture.new("P", (10, 10)).save(small, "GIF")
    Picture.new("P", (width, height), 1).save(large, "GIF")
    end_of_head = 13 + 3 * (2 << (large.getvalue()[10] & 7))
    return small.getvalue()[:-1] + large.getvalue()[end_of_head:-1] + b";"


def test_a_frame_that_is_larger_than_its_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size stands in no header; nothing is decoded for it, and nothing of the sort in this process."""
    monkeypatch.delattr(cleaning, "clean_here")
    with pytest.raises(imaging.ImageRefused, match="megapixels"):
        imaging.ingest(_gif_with_a_larger_frame(9000, 9000), name="lie.gif")


def test_texts_in_a_picture_are_bounded() -> None:
    """A few kilobytes may unpack to as much as there is memory."""
    texts = PngImagePlugin.PngInfo()
    for number in range(5):
        texts.add_itxt(f"k{number}", "a" * 1_000_000, zip=True)
    content = io.BytesIO()
    Picture.new("RGB", (10, 10)).save(content, "PNG", pnginfo=texts)
    with pytest.raises(imaging.ImageRefused, match="text chunks"):
        imaging.ingest(content.getvalue(), name="texts.png")


@pytest.mark.parametrize("name", ["häuser am meer.webp", "odd\n'\"name.webp", "x" * 250 + ".webp"])
def test_a_large_picture_is_cleaned_elsewhere(name: str) -> None:
    """It comes back as it would here, whatever it is called."""
    content = io.BytesIO()
    Picture.new("RGB", (1000, 800), "red").save(content, "WEBP")
    assert picture_files.clean(content.getvalue(), name=name) == picture_files.clean_here(
        content.getvalue(), name=name
    )


def test_a_grey_picture_has_the_copies_of_a_coloured_one() -> None:
    """Though it is resized as it is."""
    grey, coloured = io.BytesIO(), io.BytesIO()
    picture = Picture.linear_gradient("L").resize((1000, 300))
    picture.save(grey, "PNG")
    picture.convert("RGB").save(coloured, "PNG")

    made = [picture_files.clean_here(each.getvalue(), name="a.png").variants for each in (grey, coloured)]

    assert made[0] == made[1]
