"""Archives and folders made to do harm: refused with a reason, in little memory, and nothing is left of them."""

import bz2
import gzip
import io
import lzma
import os
import random
import re
import stat
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from interchange import rules, tars
from interchange.archives import UnreadableSource, open_tree
from interchange.recognition import export_kind

from .conftest import bring_in, put, tarred, zipped
from .test_archives import refusals


def raw_header(kind: bytes, size: int) -> bytes:
    member = tarfile.TarInfo("././@LongLink")
    member.type, member.size = kind, size
    return member.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
def test_a_huge_header_is_not_read_into_memory(tmp_path: Path, kind: bytes) -> None:
    """Names, extended and global headers of a gigabyte cost a few kilobytes in a compressed tar."""
    with gzip.open(tmp_path / "a.tgz", "wb", 1) as file:
        file.write(raw_header(kind, 1 << 30) + b"a" * 1_000_000)
    with pytest.raises(UnreadableSource, match="header of more than 128 KB"):
        open_tree(tmp_path / "a.tgz")


def test_a_chain_of_headers_ends(tmp_path: Path) -> None:
    """Each long name may be followed by the next; that is refused before it becomes deep."""
    link = raw_header(tarfile.GNUTYPE_LONGNAME, 2) + b"a\0".ljust(512, b"\0")
    (tmp_path / "a.tar").write_bytes(link * 5000 + tarfile.TarInfo("a.md").tobuf() + bytes(1024))
    with pytest.raises(UnreadableSource, match="header"):
        open_tree(tmp_path / "a.tar")


def test_a_tar_that_says_it_is_immense_ends(tmp_path: Path) -> None:
    """A member of 2^87 bytes; skipping it ends where the file ends."""
    header = bytearray(tarfile.TarInfo("a.md").tobuf())
    header[124:136] = b"\x80" + b"\x7f" * 11
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header[:512])
    (tmp_path / "a.tar").write_bytes(bytes(header) + bytes(1024))
    with pytest.raises(UnreadableSource):
        open_tree(tmp_path / "a.tar")


@pytest.mark.parametrize("damaged", [b"x" * 512, b"x" * 100, bytes(511) + b"x"])
def test_a_damaged_header_is_no_end(tmp_path: Path, damaged: bytes) -> None:
    """What follows it would be missing without a word; whoever breaks off between two files says nothing wrong."""
    member = tarfile.TarInfo("a.md").tobuf()
    (tmp_path / "whole.tar").write_bytes(member)
    assert refusals(tmp_path / "whole.tar") == {}
    (tmp_path / "a.tar").write_bytes(member + damaged + member)
    with pytest.raises(UnreadableSource, match="damaged"):
        open_tree(tmp_path / "a.tar")


def test_a_size_below_zero_does_not_hide_what_follows(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        for name, said in (("a.md", {"size": "-1"}), ("b.md", {})):
            entry = tarfile.TarInfo(name)
            entry.size, entry.pax_headers = 4, said
            archive.addfile(entry, io.BytesIO(b"text"))
    with pytest.raises(UnreadableSource, match="damaged"):
        open_tree(tmp_path / "a.tar")


def test_an_xz_that_asks_for_much_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the highest preset needs is allowed; a dictionary of a gigabyte is not."""
    path = tmp_path / "a.tar.xz"
    path.write_bytes(lzma.compress(gzip.decompress(tarred(tmp_path / "a.tgz", {"a.md": "x"}).read_bytes())))
    assert refusals(path) == {}
    monkeypatch.setattr(tars, "_MAX_XZ_MEMORY", 1 << 20)
    with pytest.raises(UnreadableSource, match="Memory usage limit"):
        open_tree(path)


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_member_that_is_nothing_but_zeros_is_a_bomb(
    tmp_path: Path, compress: Callable[[bytes], bytes]
) -> None:
    """Whatever compressed it; what follows it is read all the same."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, size in (("bomb.md", 12_000_000), ("ok.md", 3)):
            member = tarfile.TarInfo(name)
            member.size = size
            archive.addfile(member, io.BytesIO(bytes(size)))
    (tmp_path / "a.tar").write_bytes(compress(plain.getvalue()))
    with open_tree(tmp_path / "a.tar") as tree:
        assert {entry.path: entry.refusal and entry.refusal.code for entry in tree} == {
            "bomb.md": "archive-bomb",
            "ok.md": None,
        }
        assert tree.entries[1].read() == bytes(3)


def test_an_archive_unpacks_to_no_more_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what is skipped counts: it takes the time all the same."""
    monkeypatch.setattr(rules, "MAX_ARCHIVE_BYTES", 100_000)
    path = tarred(tmp_path / "a.tgz", {".git/pack": bytes(200_000), "a.md": "A"})
    with pytest.raises(UnreadableSource, match="unpacks to more"):
        open_tree(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bound_are_not_read(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", method) as archive:
        archive.writestr("a.md", "x")
    assert refusals(tmp_path / "a.zip") == {"a.md": "compression-unknown"}


@pytest.mark.parametrize("plain", [1000, 10])
def test_the_members_of_a_zip_are_counted_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain: int
) -> None:
    """Whatever number the zip itself gives, and in the format for large ones too."""
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", plain)
    zipped(tmp_path / "a.zip", {f"{number}.md": "" for number in range(101)})
    assert refusals(tmp_path / "a.zip") == {}
    monkeypatch.setattr(rules, "MAX_ENTRIES", 100)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(UnreadableSource, match="more than 100 files"):
        open_tree(tmp_path / "a.zip")


def test_only_files_of_a_zip_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, kind in (("device.md", stat.S_IFCHR), ("pipe.md", stat.S_IFIFO), ("ok.md", stat.S_IFREG)):
            member = zipfile.ZipInfo(name)
            member.external_attr = (kind | 0o644) << 16
            archive.writestr(member, "x")
    assert refusals(tmp_path / "a.zip") == {"device.md": "not-a-file", "pipe.md": "not-a-file"}


def test_whatever_is_wrong_with_a_member_is_an_os_error(tmp_path: Path) -> None:
    """Damaged anywhere, an archive is refused or its member is, and nothing else is raised."""
    dice = random.Random(7)  # noqa: S311  # the same damages every time
    plain = zipped(tmp_path / "a.zip", {"a.md": "words " * 50, "b.xml": "<rss/>"}).read_bytes()
    tar = tarred(tmp_path / "a.tgz", {"a.md": "words " * 50, "b.xml": "<rss/>"}).read_bytes()
    for number in range(400):
        whole = plain if number % 2 else tar
        data = bytearray(whole[: dice.randrange(len(whole))] if number % 8 > 5 else whole)
        for _ in range(dice.randint(1, 6) if data else 0):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path = tmp_path / f"{number}.{'zip' if number % 2 else 'tar.gz'}"
        path.write_bytes(data)
        try:
            with open_tree(path) as tree:
                for entry in tree:
                    entry.read()
        except (UnreadableSource, OSError):
            continue


def test_nothing_of_a_tar_is_left_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was unpacked has no name, so that not even the end of the process leaves it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "aside"))
    (tmp_path / "aside").mkdir()
    with open_tree(tarred(tmp_path / "a.tgz", {"a.md": "A", "b.md": "B" * 300_000})) as tree:
        assert os.listdir(tmp_path / "aside") == []
        assert [len(entry.read()) for entry in tree] == [1, 300_000]


def test_members_that_are_refused_count_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Millions of links take no room in a compressed tar; and names may be long."""
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as archive:
        for number in range(101):
            member = tarfile.TarInfo(f"{number:0100}.md")
            member.type, member.linkname = tarfile.SYMTYPE, "x"
            archive.addfile(member)
    assert len(refusals(tmp_path / "a.tgz")) == 101
    for limit, value in (("MAX_ENTRIES", 100), ("MAX_NAMES", 10_000)):
        with monkeypatch.context() as patch:
            patch.setattr(rules, limit, value)
            with pytest.raises(UnreadableSource, match="unpack it and import the folder"):
                open_tree(tmp_path / "a.tgz")


def test_long_names_of_a_zip_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zipped(tmp_path / "a.zip", {f"{number:0100}.md": "" for number in range(10)})
    monkeypatch.setattr(rules, "MAX_NAMES", 1000)
    with pytest.raises(UnreadableSource, match="unpack it and import the folder"):
        open_tree(tmp_path / "a.zip")


@pytest.mark.parametrize(
    ("name", "said"), [("a\nb.md", "line break"), ("a\x1b[31m.md", "U\\+001B"), ("a\u2028.md", "line break")]
)
@pytest.mark.parametrize(
    "make",
    [
        lambda p, f: put(p / "d", f),
        lambda p, f: zipped(p / "a.zip", f),
        lambda p, f: tarred(p / "a.tar.gz", f),
        lambda p, f: put(p / "d", f) / next(iter(f)),
    ],
)
def test_a_name_that_is_no_line_of_a_report_is_refused(
    tmp_path: Path, make: Callable[[Path, dict[str, str]], Path], name: str, said: str
) -> None:
    """Wherever the file lies; what lies beside it is read."""
    with open_tree(make(tmp_path, {name: "x", "ok.md": "fine"})) as tree:
        (refused,) = (entry for entry in tree if entry.refusal)
        assert refused.refusal is not None
        assert refused.refusal.code == "unsafe-path"
        assert re.search(said, refused.refusal.message)
        with pytest.raises(OSError, match="refused"):
            refused.read()
        assert all(entry.read() == b"fine" for entry in tree if entry is not refused)


# -- Folders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pipe.md", "pipe.zip", "pipe.xml"])
def test_a_pipe_is_no_source(tmp_path: Path, name: str) -> None:
    """Opening it would wait for ever."""
    os.mkfifo(tmp_path / name)
    with pytest.raises(UnreadableSource, match="neither a file nor a folder"):
        open_tree(tmp_path / name)


def test_a_circle_of_links_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(UnreadableSource, match="cannot be opened"):
        open_tree(tmp_path / "a")


def test_a_file_that_becomes_something_else_is_not_read(tmp_path: Path) -> None:
    """Between looking and reading: a link, a pipe, a folder, nothing at all."""
    folder = put(tmp_path / "d", dict.fromkeys(["a.md", "b.md", "c.md", "d.md"], "x"))
    with open_tree(folder) as tree:
        for entry in tree:
            (folder / entry.path).unlink()
        (folder / "a.md").symlink_to("/etc/hostname")
        os.mkfifo(folder / "b.md")
        (folder / "c.md").mkdir()
        for entry in tree:
            with pytest.raises(OSError, match=r"a\.md|no file|directory|d\.md"):
                entry.read()


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is called "closed" can't be read, as by permissions for all but root."""
    for name in ("open", "scandir"):
        real = getattr(os, name)

        def checked(
            path: str, *args: object, real: Callable[..., object] = real, **options: object
        ) -> object:
            if "closed" in os.path.basename(str(path)):
                raise PermissionError(13, "Permission denied", path)
            return real(path, *args, **options)

        monkeypatch.setattr(os, name, checked)


@pytest.mark.django_db
@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    "name", ["closed.xml", "closed.json", "closed.csv", "closed.md", "closed.txt", "closed.xml.gz"]
)
def test_an_export_that_cannot_be_read_is_not_taken_for_something_else(tmp_path: Path, name: str) -> None:
    """What it is nobody knows; that is no reason to say that there is nothing in it."""
    put(tmp_path, {name: EXPORT, "a.md": "---\ntitle: A\ndate: 2020-01-02\n---\nText\n"})
    imported = bring_in(tmp_path)
    assert imported["a.md"].result == "created"
    assert (imported[name].result, imported[name].error and imported[name].error.code) == (
        "rejected",
        "unreadable",
    )


@pytest.mark.usefixtures("closed")
def test_a_folder_that_cannot_be_read_is_no_source(tmp_path: Path) -> None:
    """As a whole, so that --media is refused too; below another one it is one line."""
    put(tmp_path / "closed", {"a.md": "x"})
    with pytest.raises(UnreadableSource, match="Permission denied"):
        open_tree(tmp_path / "closed")
    assert refusals(tmp_path) == {"closed/": "unreadable"}


def test_folders_may_lie_as_deep_as_they_like(tmp_path: Path) -> None:
    """What lies deeper than the system can name is one line; the rest is read."""
    put(tmp_path, {"ok.md": "fine"})
    start = os.open(tmp_path, os.O_RDONLY)
    here = start
    try:
        for _ in range(2100):
            os.mkdir("d", dir_fd=here)
            deeper = os.open("d", os.O_RDONLY, dir_fd=here)
            if here != start:
                os.close(here)
            here = deeper
        assert list(refusals(tmp_path).values()) == ["unreadable"]
        with open_tree(tmp_path) as tree:
            assert "ok.md" in tree
    finally:
        os.close(here)
        os.close(start)
        # Python's rmtree, with which pytest tidies up, descends by recursion.
        subprocess.run(["rm", "-r", tmp_path / "d"], check=True)


def test_names_that_are_no_text_stay_apart(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    for name in (b"x\xff.md", b"x\xfe.md"):
        (folder / os.fsdecode(name)).write_text(name.hex())
    with open_tree(folder) as tree:
        assert {entry.path: entry.read() for entry in tree} == {
            "x\\xfe.md": b"78fe2e6d64",
            "x\\xff.md": b"78ff2e6d64",
        }
        assert len({entry.identity for entry in tree}) == 2


# -- Exports that were packed by themselves

EXPORT = (
    '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>B</title><item><title>P</title><wp:post_id>1</wp:post_id>'
    "<wp:post_type>post</wp:post_type><description>x</description></item></channel></rss>"
)


def test_a_packed_export_is_read_wherever_it_lies(tmp_path: Path) -> None:
    packed = gzip.compress(EXPORT.encode())
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.xml.gz").write_bytes(packed)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.xml.gz", packed)
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        member = tarfile.TarInfo("a.xml.gz")
        member.size = len(packed)
        tar.addfile(member, io.BytesIO(packed))
    for name in ("d", "d/a.xml.gz", "a.zip", "a.tar"):
        with open_tree(tmp_path / name) as tree:
            (entry,) = tree
            assert export_kind(entry) == "wordpress"
            with entry.open() as stream:
                assert stream.read() == EXPORT.encode()


def test_a_packed_export_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    dice = random.Random(7)  # noqa: S311  # the same export every time
    export = EXPORT.replace(">x<", f">{dice.randbytes(200_000).hex()}<")
    packed = gzip.compress(export.encode())
    (tmp_path / "a.xml.gz").write_bytes(packed[: len(packed) // 2])
    with open_tree(tmp_path / "a.xml.gz") as tree:
        (entry,) = tree
        assert export_kind(entry) == "wordpress"
        with entry.open() as stream:
            read = stream.read()
    assert export.encode().startswith(read)
    assert len(read) > 150_000


@pytest.mark.parametrize("data", [gzip.compress(b"<rss>" + b" " * 20_000_000), b"<rss>not packed at all"])
def test_a_packed_export_that_is_a_bomb_or_none_is_an_os_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xml.gz").write_bytes(data)
    with open_tree(tmp_path / "a.xml.gz") as tree:
        (entry,) = tree
        with entry.open() as stream, pytest.raises(OSError, match=r"200 times|[Nn]ot a gzip"):
            stream.read()


def test_members_may_be_named_from_where_they_lie(tmp_path: Path) -> None:
    """Some programs write `./` before each."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("./posts/a.md", "x")
    with open_tree(tmp_path / "a.zip") as tree:
        assert [(entry.path, entry.refusal) for entry in tree] == [("posts/a.md", None)]
