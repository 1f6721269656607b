"""Pictures on the desk."""

import io

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image as Picture

from articles import imaging
from articles.models import Image
from articles.picture_files import costs
from tests import factories
from tests.admin import pages

UPLOAD = "/admin/articles/image/upload/"


def send(client: Client, name: str = "meadow.png", content: bytes | None = None):
    return client.post(UPLOAD, {"picture": pages.upload(name, content or factories.picture())})


def test_an_upload_answers_with_the_stored_picture(author: User, login) -> None:
    """What was dropped into the text is stored once, however often it is sent."""
    client = login(author)

    first, second = send(client), send(client, "again.png")

    image = Image.objects.get()
    assert first.json() == second.json()
    assert first.json()["src"] == image.url
    assert (first.json()["width"], first.json()["height"]) == (1200, 800)


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"plain text"])
def test_what_is_no_picture_is_refused(author: User, login, content: bytes) -> None:
    """The answer says why, and nothing is stored."""
    response = send(login(author), content=content)

    assert response.status_code == 400
    assert "not a JPEG, PNG, WebP, GIF or AVIF picture" in response.json()["error"]
    assert not Image.objects.exists()


def test_a_picture_that_becomes_smaller_is_told(author: User, login, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes much memory and has to be turned upright: to whoever drops it into a text or adds it by itself."""
    monkeypatch.setattr(costs, "MOST", 1)
    exif = Picture.Exif()
    exif[0x0112] = 6
    content = io.BytesIO()
    Picture.new("RGB", (60, 40)).save(content, "PNG", exif=exif)

    remark = send(login(author), content=content.getvalue()).json()["remark"]

    assert "half its width and height" in remark
    Image.objects.all().delete()
    added = login(author).post(
        "/admin/articles/image/add/",
        {"picture": pages.upload("a.png", content.getvalue()), "alt": "", "caption": ""},
        follow=True,
    )
    assert remark in added.content.decode()


def test_a_file_that_is_too_large_is_refused_unread(
    author: User, login, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is asked before the file is taken into memory."""
    monkeypatch.setattr(imaging, "MAX_BYTES", 1000)

    response = send(login(author))

    assert response.status_code == 400
    assert "over the limit" in response.json()["error"]


def test_uploading_needs_the_right_and_a_token(db: None, login) -> None:
    """Staff without a role may not upload; a request from elsewhere is refused."""
    nobody, author = factories.user("nobody"), factories.user("ann", group="Author")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)

    assert send(login(nobody)).status_code == 403
    assert send(strict).status_code == 403
    assert login(author).get(UPLOAD).status_code == 405


def test_pictures_are_found_by_name_and_description(author: User, login) -> None:
    """The dialog's search looks where people remember."""
    imaging.ingest(factories.picture(colour="#102030"), name="night.png", alt="A dark sky")
    imaging.ingest(factories.picture(colour="#f0e0d0"), name="day.png")
    client = login(author)

    found = client.get("/admin/articles/image/browse/", {"q": "dark"}).json()

    assert [image["name"] for image in found["images"]] == ["night.png"]
    assert found["next"] is None


def test_a_picture_is_added_and_described(editor: User, login) -> None:
    """The form of the list of pictures goes through the same checks."""
    client = login(editor)

    client.post(
        "/admin/articles/image/add/",
        {"picture": pages.upload("meadow.png", factories.picture()), "alt": "Green", "caption": ""},
    )
    refused = client.post(
        "/admin/articles/image/add/", {"picture": pages.upload("x.png", b"x"), "alt": "", "caption": ""}
    )

    image = Image.objects.get()
    assert image.alt == "Green"
    assert default_storage.exists(image.file.name)
    assert "not a JPEG" in pages.text(refused)


def test_a_picture_in_use_stays(editor: User, login) -> None:
    """As long as an article shows it, in its head or in its text, it cannot be deleted."""
    client = login(editor)
    head = imaging.ingest(factories.picture(colour="#102030"), name="head.png")
    inside = imaging.ingest(factories.picture(colour="#405060"), name="inside.png")
    factories.article("Head", image=head.url)
    factories.draft("Inside", f"![A thing]({inside.url})\n")

    for image in (head, inside):
        response = client.post(f"/admin/articles/image/{image.pk}/delete/", {"post": "yes"})
        assert "The article" in pages.text(response)

    assert Image.objects.count() == 2


def test_an_unused_picture_goes_with_its_files(
    editor: User, login, django_capture_on_commit_callbacks
) -> None:
    """Row, file and variants are gone."""
    image = imaging.ingest(factories.picture(), name="free.png")
    files = [image.file.name, *(variant["name"] for variant in image.variants)]

    with django_capture_on_commit_callbacks(execute=True):
        login(editor).post(f"/admin/articles/image/{image.pk}/delete/", {"post": "yes"})

    assert not Image.objects.exists()
    assert not [name for name in files if default_storage.exists(name)]


def test_an_author_may_add_pictures_but_not_change_them(author: User, login) -> None:
    """What others described stays as they described it."""
    image = imaging.ingest(factories.picture(), name="free.png", alt="Theirs")
    client = login(author)

    client.post(f"/admin/articles/image/{image.pk}/change/", {"alt": "Mine", "caption": "", "name": "x"})
    client.post(f"/admin/articles/image/{image.pk}/delete/", {"post": "yes"})

    image.refresh_from_db()
    assert image.alt == "Theirs"
