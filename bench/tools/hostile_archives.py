"""Archives that lead out, lie, or unpack to far more than they are."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any
from warnings import catch_warnings

from .hostile_files import INNOCENT, MB, Maker

_POST = INNOCENT.encode()
_OTHER = _POST.replace(b"Innocent", b"Guilty")


def tar_bomb(compress: str) -> Maker:
    """Half a gigabyte of zeros in one member, and an ordinary post behind it."""

    def make(folder: Path) -> Path:
        path = folder / f"a.tar.{compress}"
        with _packing(path, compress) as file, tarfile.open(fileobj=file, mode="w|") as archive:
            member = tarfile.TarInfo("bomb.md")
            member.size = 500 * MB
            archive.addfile(member, _Zeros())  # type: ignore[arg-type]
            _add(archive, "good.md", b"---\ntitle: Good\ndate: 2020-01-01\n---\nText\n")
        return path

    return make


def _packing(path: Path, compress: str) -> IO[bytes]:
    if compress == "gz":
        return gzip.open(path, "wb", 1)  # type: ignore[return-value]
    return bz2.open(path, "wb", 1) if compress == "bz2" else lzma.open(path, "wb", preset=0)


class _Zeros(io.RawIOBase):
    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return bytes(max(size, 0))


def _add(archive: tarfile.TarFile, name: str, data: bytes, **said: object) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    for key, value in said.items():
        setattr(member, key, value)
    archive.addfile(member, io.BytesIO(data))


_NAMES = (
    "../out.md",
    "/etc/absolute.md",
    "C:\\drive\\x.md",
    "\\\\host\\share\\x.md",
    "a\nb.md",
    "a\x1b[31m.md",
    "posts/" + "n" * 300 + ".md",
    "n" * 5000 + ".md",
    "Case.md",
    "case.md",
    "same.md",
    "same.md",
    "ok/../../out.md",
    "\u202eevil.md",
)


def odd_names_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "names.zip", "w") as archive:
        for name in _NAMES:
            with catch_warnings(action="ignore"):  # one name is there twice
                archive.writestr(zipfile.ZipInfo(name), "---\ntitle: T\ndate: 2020-01-01\n---\nText\n")
        for name, kind in (("link.md", stat.S_IFLNK), ("device.md", stat.S_IFBLK), ("pipe.md", stat.S_IFIFO)):
            member = zipfile.ZipInfo(name)
            member.external_attr = (kind | 0o777) << 16
            archive.writestr(member, "/etc/passwd")
    return folder / "names.zip"


def odd_names_tar(folder: Path) -> Path:
    with tarfile.open(folder / "names.tar", "w", errors="surrogateescape") as archive:
        for name in (*_NAMES, "surrogate\udcff.md"):
            _add(archive, name, b"---\ntitle: T\ndate: 2020-01-01\n---\nText\n")
        for name, kind in (
            ("link.md", tarfile.SYMTYPE),
            ("hard.md", tarfile.LNKTYPE),
            ("device.md", tarfile.BLKTYPE),
            ("character.md", tarfile.CHRTYPE),
            ("pipe.md", tarfile.FIFOTYPE),
        ):
            _add(archive, name, b"", type=kind, linkname="/etc/passwd")
    return folder / "names.tar"


def many_members(count: int, length: int = 10) -> Maker:
    """A zip of very many empty members, its directory written by hand: the format's own number says far fewer."""

    def make(folder: Path) -> Path:
        path = folder / "many.zip"
        with path.open("wb") as file:
            file.write(_local(b"a.md", b""))
            start = file.tell()
            for number in range(count):
                file.write(_central(b"%0*d.md" % (length - 3, number), 0, 0, 0, 0))
            size = file.tell() - start
            file.write(
                struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, size, start, 0)
            )
        return path

    return make


def overlapping(folder: Path) -> Path:
    """Five thousand members that are all the same bytes of the file, 60 MB each."""
    packed = _deflated(60 * MB)
    path = folder / "overlapping.zip"
    crc = zlib.crc32(bytes(60 * MB))
    with path.open("wb") as file:
        file.write(_local(b"0.md", packed))
        start = file.tell()
        for number in range(5000):
            file.write(_central(b"%d.md" % number, crc, len(packed), 60 * MB, 0))
        size = file.tell() - start
        file.write(struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 5000, 5000, size, start, 0))
    return path


def lying(folder: Path) -> Path:
    """A member that is said to hold 20 bytes, and holds 60 MB."""
    packed = _deflated(60 * MB)
    path = folder / "lying.zip"
    with path.open("wb") as file:
        file.write(_local(b"a.md", packed, 20))
        start = file.tell()
        file.write(_central(b"a.md", 0, len(packed), 20, 0))
        size = file.tell() - start
        file.write(struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, size, start, 0))
    return path


def _deflated(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(MB)) for _ in range(size // MB)) + packer.flush()


def _local(name: bytes, packed: bytes, size: int = 0) -> bytes:
    method = 8 if packed else 0
    head = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, method, 0, 0, 0, len(packed), size, len(name), 0)
    return head + name + packed


def _central(name: bytes, crc: int, packed: int, size: int, at: int) -> bytes:
    method = 8 if packed else 0
    numbers = (b"PK\1\2", 20, 20, 0, method, 0, 0, crc, packed, size, len(name), 0, 0, 0, 0, 0, at)
    return struct.pack("<4sHHHHHHIIIHHHHHII", *numbers) + name


# -- Archives that say what is not so -------------------------------------------------------------------------------


def zipped(members: dict[str, bytes], *, before: bytes = b"", behind: bytes = b"", method: int = 8) -> Maker:
    """A zip of these members and an ordinary post, with something around it."""

    def make(folder: Path) -> Path:
        path = folder / "a.zip"
        with path.open("wb") as file:
            file.write(before)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, data in members.items():
                    archive.writestr(name, data, method)
                archive.writestr("innocent.md", _POST)
            file.write(behind)
        return path

    return make


def patched_zip(at: int, local_at: int, value: bytes) -> Maker:
    """A zip of two posts of which the first has `value` in its entry of the directory, and in its own header."""

    def make(folder: Path) -> Path:
        path = zipped({"a.md": _OTHER})(folder)
        data = bytearray(path.read_bytes())
        entry = data.index(b"PK\1\2")
        data[entry + at : entry + at + len(value)] = value
        data[local_at : local_at + len(value)] = value
        path.write_bytes(data)
        return path

    return make


def nested_zip(levels: int) -> Maker:
    """A zip of sixteen zips of sixteen zips..., of 60 MB of zeros at last."""

    def make(folder: Path) -> Path:
        inner = _zip_of({"0.md": bytes(60 * MB)})
        for _ in range(levels):
            inner = _zip_of({f"{number}.zip": inner for number in range(16)})
        return zipped({"inner.zip": inner})(folder)

    return make


def _zip_of(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def packed_export_bomb(folder: Path) -> Path:
    """An export that was packed by itself, in a tar: half a gigabyte of nothing behind its beginning."""
    head = b'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>'
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = packer.compress(head) + b"".join(packer.compress(b" " * MB) for _ in range(500)) + packer.flush()
    return tarred([("export.xml.gz", data, {})])(folder)


def zip64_lies(folder: Path) -> Path:
    """Members whose sizes and places are numbers of 64 bits that are nowhere."""
    path = folder / "a.zip"
    extra = struct.pack("<HHQQQ", 1, 24, 2**62, 2**62, 2**62)
    entry = bytearray(_central(b"a.md", 0, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF))
    entry[30:32] = struct.pack("<H", len(extra))
    with path.open("wb") as file:
        file.write(_local(b"a.md", b""))
        start = file.tell()
        file.write(entry + extra)
        file.write(struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(entry + extra), start, 0))
    return path


def deep_names(levels: int) -> Maker:
    """A post below so many folders, in a zip."""
    return zipped({"d/" * levels + "a.md": _OTHER})


def tarred(members: list[tuple[str, bytes, dict[str, Any]]]) -> Maker:
    """A tar of members with what their headers say besides, and an ordinary post."""

    def make(folder: Path) -> Path:
        with tarfile.open(folder / "a.tar", "w", format=tarfile.PAX_FORMAT) as archive:
            for name, data, said in [*members, ("innocent.md", _POST, {})]:
                _add(archive, name, data, **said)
        return folder / "a.tar"

    return make


def _link(target: str, kind: bytes = tarfile.SYMTYPE) -> dict[str, Any]:
    return {"type": kind, "linkname": target}


links_in_tar = tarred(
    [
        ("a.md", b"", _link("b.md")),
        ("b.md", b"", _link("a.md")),
        ("folder", b"", _link("/etc")),
        ("folder/passwd.md", _OTHER, {}),
        ("hard.md", b"", _link("/etc/passwd", tarfile.LNKTYPE)),
        ("hard2.md", b"", _link("../../out.md", tarfile.LNKTYPE)),
        ("outwards", b"", _link("..")),
        ("outwards/out.md", _OTHER, {}),
    ]
)


def pax(**said: str) -> Maker:
    """A tar in which a post's extended header says what can't be."""
    headers = {name.replace("__", "."): value for name, value in said.items()}
    return tarred([("a.md", _OTHER, {"pax_headers": headers})])


def sparse_tar(folder: Path) -> Path:
    """A file of 8 GB of which nothing is there, as GNU's old format has them."""
    header = bytearray(tarfile.TarInfo("sparse.md").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = b"S"
    header[386:410] = b"%011o\0%011o\0" % (0, 0)
    header[483:495] = b"%011o\0" % (8**11 - 1)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header[:512])
    rest = tarred([])(folder).read_bytes()
    (folder / "a.tar").write_bytes(bytes(header) + rest)
    return folder / "a.tar"
