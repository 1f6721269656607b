"""Folders in which there is more, or other, than files."""

import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

from .hostile_files import INNOCENT, Maker


def special_files(folder: Path) -> Path:
    """Pipes, sockets, devices and links, called like posts, exports, settings and pictures."""
    for name in ("pipe.md", "pipe.xml", "_config.yml", "authors.yml", "site.yaml", "feed.json"):
        os.mkfifo(folder / name)
    here = os.getcwd()
    os.chdir(folder)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket.md")
    finally:
        os.chdir(here)
    with suppress(PermissionError):
        os.mknod(folder / "zero.md", stat.S_IFCHR | 0o644, os.makedev(1, 5))
    for name, target in (
        ("passwd.md", "/etc/passwd"),
        ("chain-0.md", "chain-1.md"),
        ("chain-1.md", "passwd.md"),
        ("loop.md", "loop.md"),
        ("above", ".."),
        ("etc", "/etc"),
        ("a.png", "/dev/zero"),
        ("nowhere.md", "nothing"),
    ):
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "b.png")
    pictures = (
        "image: a.png\n---\n![](b.png) ![](../../../../etc/passwd) ![](/dev/zero) ![](file:///etc/passwd)\n"
    )
    (folder / "innocent.md").write_text(INNOCENT.replace("---\nAn", f"{pictures}An"))
    return folder


def odd_names(folder: Path) -> Path:
    """Names that are no text, no line, as long as they can be, or written from the right."""
    names = [
        b"x\xff.md",
        b"a\nb.md",
        b"a\rb.md",
        b"\x1b[31mred.md",
        b"n" * 252 + b".md",
        b"-rf.md",
        b" .md",
        b"~.md",
    ]
    names += [
        name.encode()
        for name in ("\u202eevil.md", "'; DROP TABLE x;--.md", "<b>.md", "%00.md", "a\\b.md", "CON.md")
    ]
    names += [
        name.encode()
        for name in ("\u0301\u0301.md", "\ufeff.md", "\U000e0041.md", "*?[].md", "{{x}}.md", "$(id).md")
    ]
    for number, name in enumerate(names):
        (folder / os.fsdecode(name)).write_text(
            f"---\ntitle: Odd {number}\ndate: 2020-01-01\n---\nText {number}\n"
        )
    (folder / "innocent.md").write_text(INNOCENT)
    return folder


def deep(levels: int) -> Maker:
    """A post below so many folders."""

    def make(folder: Path) -> Path:
        (folder / "innocent.md").write_text(INNOCENT)
        here = os.open(folder, os.O_RDONLY)
        for _ in range(levels):
            os.mkdir("d", dir_fd=here)
            deeper = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = deeper
        file = os.open("a.md", os.O_CREAT | os.O_WRONLY, dir_fd=here)
        os.write(file, INNOCENT.encode())
        os.close(file)
        os.close(here)
        return folder

    return make


def many_files(count: int, name: str, text: str) -> Maker:
    """So many files, named and filled with their numbers, and an ordinary post."""

    def make(folder: Path) -> Path:
        for number in range(count):
            path = folder / name.format(number)
            if not number % 1000 or "/" in name:
                path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.format(number))
        (folder / "innocent.md").write_text(INNOCENT)
        return folder

    return make
