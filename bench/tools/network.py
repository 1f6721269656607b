"""Hosts on one machine: network namespaces, each with a line to its readers and another one to what they share."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .load import missing


def why_not() -> str:
    """Why there can be no network of our own; "" if there can."""
    if missing("ip"):
        return "ip not found (apt-get install iproute2)"
    if os.geteuid() != 0:
        return "network namespaces need root"
    try:
        _ip("netns", "add", "trendsite-probe")
        _ip("netns", "del", "trendsite-probe")
    except subprocess.CalledProcessError as error:
        return f"this machine allows no network namespaces ({error.stderr.decode().strip()})"
    return ""


@dataclass(frozen=True)
class Place:
    """A host: where readers find it, and the network namespace that it lives in ("" for this machine's own)."""

    name: str
    address: str
    namespace: str = ""
    back: str = ""

    def cut(self) -> None:
        """From here on it reaches nothing that is shared, and hears nothing of it; readers reach it all the same."""
        _ip("link", "set", self.back, "down")

    def join(self) -> None:
        _ip("link", "set", self.back, "up")


@contextmanager
def places(names: list[str]) -> Iterator[tuple[str, list[Place]]]:
    """The address of what is shared, and a place for each of `names`."""
    number = next(each for each in range(1, 250) if not Path(f"/sys/class/net/tsf{each}").exists())
    made: list[str] = []
    found = []
    front, back = f"10.213.{number}", f"10.214.{number}"
    bridges = [f"tsf{number}", f"tsb{number}"]
    try:
        for bridge, net in zip(bridges, (front, back), strict=True):
            _ip("link", "add", bridge, "type", "bridge")
            _ip("addr", "add", f"{net}.1/24", "dev", bridge)
            _ip("link", "set", bridge, "up")
        for host, name in enumerate(names, start=2):
            space = f"ts{number}{name}"
            _ip("netns", "add", space)
            made.append(space)
            _ip("-n", space, "link", "set", "lo", "up")
            for bridge, net in zip(bridges, (front, back), strict=True):
                outside = f"{bridge}{name}"
                _ip("link", "add", outside, "type", "veth", "peer", "name", "eth", "netns", space)
                inside = f"eth{net[3:6]}"
                _ip("-n", space, "link", "set", "eth", "name", inside)
                _ip("-n", space, "addr", "add", f"{net}.{host}/24", "dev", inside)
                _ip("-n", space, "link", "set", inside, "up")
                _ip("link", "set", outside, "master", bridge, "up")
            found.append(Place(name, f"{front}.{host}", space, f"{bridges[1]}{name}"))
        yield f"{back}.1", found
    finally:
        for space in made:
            _ip("netns", "del", space)
        for bridge in bridges:
            with suppress(subprocess.CalledProcessError):
                _ip("link", "del", bridge)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)
