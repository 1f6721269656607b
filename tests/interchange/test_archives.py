"""Folders, zips and tars are one safe tree, whatever an archive claims."""

import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from interchange import entries, rules
from interchange.archives import UnreadableSource, open_tree

from .conftest import put, tarred, zipped

FILES = {"posts/a.md": "A", "posts/ä b.md": "B", "img/x.png": b"PNG"}


def refusals(path: Path) -> dict[str, str]:
    with open_tree(path) as tree:
        return {entry.path: entry.refusal.code for entry in tree if entry.refusal}


@pytest.mark.parametrize(
    "make",
    [
        lambda p, f: put(p / "d", f),
        lambda p, f: zipped(p / "a.zip", f),
        lambda p, f: tarred(p / "a.tar.gz", f),
    ],
)
def test_every_kind_of_source_is_the_same_tree(tmp_path: Path, make: object) -> None:
    """A folder, a zip and a tar of the same files have the same entries in the same order, with the same bytes."""
    with open_tree(make(tmp_path, FILES)) as tree:  # type: ignore[operator]
        assert {entry.path: entry.read() for entry in tree} == {
            path: content.encode() if isinstance(content, str) else content for path, content in FILES.items()
        }
        assert [entry.path for entry in tree] == sorted(FILES)


@pytest.mark.parametrize(
    "name", ["../evil.md", "/etc/evil.md", "a/../../evil.md", "C:\\evil.md", "..\\evil.md"]
)
def test_no_path_leads_out_of_an_archive(tmp_path: Path, name: str) -> None:
    """Such a member is named in the report and can't be read; nothing is written anywhere."""
    inside = tmp_path / "inside"
    inside.mkdir()
    for path in (
        zipped(inside / "a.zip", {name: "evil", "ok.md": "fine"}),
        tarred(inside / "a.tgz", {name: "evil"}),
    ):
        with open_tree(path) as tree:
            bad = [entry for entry in tree if entry.refusal]
            assert [entry.refusal.code for entry in bad if entry.refusal] == ["unsafe-path"]
            with pytest.raises(OSError, match="refused"):
                bad[0].read()
    assert sorted(path.name for path in tmp_path.rglob("*.md")) == []


def test_links_in_archives_are_not_followed(tmp_path: Path) -> None:
    """Symbolic and hard links of a tar, symbolic links of a zip."""
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for kind, name in (
            (tarfile.SYMTYPE, "soft.md"),
            (tarfile.LNKTYPE, "hard.md"),
            (tarfile.FIFOTYPE, "fifo.md"),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zipped_links:
        link = zipfile.ZipInfo("soft.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped_links.writestr(link, "/etc/passwd")
    assert refusals(tmp_path / "a.tar") == {"soft.md": "link", "hard.md": "link", "fifo.md": "not-a-file"}
    assert refusals(tmp_path / "a.zip") == {"soft.md": "link"}


def test_links_in_folders_are_not_followed(tmp_path: Path) -> None:
    folder = put(tmp_path / "d", {"a.md": "A"})
    (folder / "out.md").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder)
    assert refusals(folder) == {"out.md": "link", "loop": "link"}


def test_a_bomb_is_refused_by_its_ratio_and_by_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member that unpacks to a thousand times its size is not read, nor is one over the limit."""
    path = zipped(tmp_path / "a.zip", {"bomb.md": b"\0" * 5_000_000, "ok.md": "fine"})
    assert refusals(path) == {"bomb.md": "archive-bomb"}
    monkeypatch.setattr(entries, "MAX_FILE_BYTES", 10)
    assert refusals(tarred(tmp_path / "a.tgz", {"big.md": b"x" * 11, "ok.md": "fine"})) == {
        "big.md": "file-too-large"
    }


def test_a_member_larger_than_it_says_is_not_read(tmp_path: Path) -> None:
    """A zip whose directory lies about a size can't make us read more than it says."""
    path = zipped(tmp_path / "a.zip", {"a.md": "x" * 1000})
    data = path.read_bytes()
    path.write_bytes(data.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with open_tree(path) as tree, pytest.raises(OSError, match=r"damaged|larger"):
        next(iter(tree)).read()


def test_a_message_is_read_whatever_the_name_of_a_member(tmp_path: Path) -> None:
    """A zip whose directory has another name than the member itself says so with both."""
    path = zipped(tmp_path / "a.zip", {"a" * 990: "x"})
    path.write_bytes(path.read_bytes().replace(b"a" * 990, b"b" * 990, 1))
    with open_tree(path) as tree, pytest.raises(OSError, match="damaged") as refused:
        next(iter(tree)).read()
    assert len(str(refused.value)) < 500


def test_too_many_files_or_bytes_refuse_the_whole_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "a.zip", {f"{number}.md": "x" for number in range(5)})
    monkeypatch.setattr(rules, "MAX_ENTRIES", 4)
    with pytest.raises(UnreadableSource, match="more than 4 files"):
        open_tree(path)


def test_a_second_file_of_the_same_name_is_reported_and_not_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.md", "first")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.md", "second")
    with open_tree(tmp_path / "a.zip") as tree:
        first, second = tree
        assert first.read() == b"first"
        assert (second.path, second.refusal and second.refusal.code) == ("a.md (2)", "same-name")


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.md": "secret"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refusals(path) == {"a.md": "encrypted"}


def test_names_are_decoded_sanely(tmp_path: Path) -> None:
    """UTF-8 without the flag that says so is still UTF-8; bytes that are no text do not break the report."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("naïve.md", "x")
    data = (tmp_path / "a.zip").read_bytes()
    name = "naïve.md".encode()
    stored = data.index(name)
    unflagged = bytearray(data)
    for start in (stored - 30, data.index(b"PK\x01\x02")):
        flags = start + (6 if start == stored - 30 else 8)
        unflagged[flags + 1] &= ~0x08
    (tmp_path / "a.zip").write_bytes(unflagged)
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / os.fsdecode(b"bad\xff name.md")).write_text("x")
    with open_tree(tmp_path / "a.zip") as tree:
        assert [entry.path for entry in tree] == ["naïve.md"]
    with open_tree(folder) as tree:
        assert [entry.path for entry in tree] == ["bad\\xff name.md"]
        assert next(iter(tree)).read() == b"x"


def test_machinery_is_one_line(tmp_path: Path) -> None:
    """Hidden folders and a build tool's packages are one entry each; a theme only beside a configuration."""
    files = {".git/a.md": "", "node_modules/b/c.md": "", "themes/d.md": "", "posts/themes/e.md": ""}
    assert refusals(put(tmp_path / "d", files)) == {".git/": "pruned", "node_modules/": "pruned"}
    assert refusals(zipped(tmp_path / "a.zip", {**files, "hugo.toml": ""})) == {
        ".git/": "pruned",
        "node_modules/": "pruned",
        "themes/": "pruned",
    }


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not an archive"])
def test_a_broken_archive_is_an_error_for_the_operator(tmp_path: Path, content: bytes) -> None:
    for name in ("a.zip", "a.tar.gz"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableSource, match="cannot be opened"):
            open_tree(tmp_path / name)


def test_a_truncated_tar_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was unpacked aside goes when the archive turns out to be broken, and when the tree is closed."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "aside"))
    (tmp_path / "aside").mkdir()
    path = tarred(tmp_path / "a.tgz", {"a.md": os.urandom(50_000), "b.md": "b"})
    with open_tree(path) as tree:
        assert len(tree.entries) == 2
    path.write_bytes(path.read_bytes()[:-20_000])
    with pytest.raises(UnreadableSource):
        open_tree(path)
    assert list((tmp_path / "aside").iterdir()) == []


def test_nothing_at_the_path(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="no such file"):
        open_tree(tmp_path / "nowhere")


def test_reading_stops_at_what_the_folder_said(tmp_path: Path) -> None:
    """A file that grows between listing and reading is read no further than it was."""
    path = put(tmp_path / "d", {"a.md": "short"}) / "a.md"
    with open_tree(tmp_path / "d") as tree:
        path.write_bytes(io.BytesIO(b"x" * 100).getvalue())
        with pytest.raises(OSError, match="larger"):
            next(iter(tree)).read()
