"""Names in zips of systems that knew no UTF-8: each is read in the encoding that all of them come to."""

import io
import zipfile
from pathlib import Path

import pytest

from interchange.archives import open_tree


def old_zip(path: Path, names: list[str], encoding: str) -> Path:
    """A zip whose names are in an encoding of which it says nothing."""
    buffer = io.BytesIO()
    stand_ins = []
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, name in enumerate(names):
            raw = name.encode(encoding)
            stand_ins.append((f"{number:02}".ljust(len(raw), "x").encode(), raw))
            archive.writestr(stand_ins[-1][0].decode(), "text")
    data = buffer.getvalue()
    for stand_in, raw in stand_ins:
        data = data.replace(stand_in, raw)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("gbk", ["博客/文章一.md", "博客/图片/照片.png"]),
        ("big5", ["部落格/文章.md", "圖片/照片.png"]),
        ("cp932", ["ブログ/記事その一.md", "ブログ/表ソ.png"]),
        ("cp949", ["블로그/첫글.md", "블로그/사진/고양이.png"]),
        ("cp866", ["блог/Запись.md", "блог/фото/кот.png"]),
        ("cp874", ["บล็อก/สวัสดี.md"]),
        ("cp437", ["Bücher/Grüße.md", "Café.png"]),
        ("cp850", ["Über/Größe.md", "été.png"]),
        ("utf-8", ["博客/文章.md", "блог.md"]),
    ],
)
def test_names_are_read_as_they_were_written(tmp_path: Path, encoding: str, names: list[str]) -> None:
    with open_tree(old_zip(tmp_path / "x.zip", names, encoding)) as tree:
        assert sorted(entry.path for entry in tree) == sorted(names)
        assert all(entry.read() == b"text" for entry in tree)


def test_a_name_that_breaks_out_in_its_encoding_is_refused(tmp_path: Path) -> None:
    names = ["ブログ/記事その一.md", "ブログ/写真.png", "../写真.png"]

    with open_tree(old_zip(tmp_path / "x.zip", names, "cp932")) as tree:
        refused = [entry.refusal.code for entry in tree if entry.refusal]

    assert refused == ["unsafe-path"]
