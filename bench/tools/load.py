"""Servers and load, each pinned to a core of its own, measured in one run so that their ratios mean something."""

import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
SERVER_CORE, LOAD_CORE = 0, 1
CONNECTIONS = 32
START_SECONDS = 60
STOP_SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def pinned(core: int, command: Sequence[str]) -> list[str]:
    return ["taskset", "-c", str(core), *command]


@dataclass
class Server:
    """A server process: on one core, or on all where `core` is None; in a network namespace where one is named."""

    name: str
    command: list[str]
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    core: int | None = SERVER_CORE
    host: str = "127.0.0.1"
    namespace: str = ""
    # What it prints goes there, to the end; else nowhere.
    log: Path | None = None
    folder: Path = ROOT
    # What is asked for to see whether it answers.
    probe: str = "/"

    def start(self) -> None:
        command = self.command if self.core is None else pinned(self.core, self.command)
        if self.namespace:
            command = ["ip", "netns", "exec", self.namespace, *command]
        with (self.log or Path(os.devnull)).open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{self.name} did not start: {' '.join(self.command)}\n{self._said()}")
            time.sleep(0.05)

    def stop(self) -> int:
        """Ask it to end, and insist after a while. Returns its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def _said(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log and self.log.exists() else ""

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://{self.host}:{self.port}{self.probe}", timeout=2).close()
        except urllib.error.HTTPError as error:
            # Some say so while they are not ready yet.
            return error.code != HTTPStatus.SERVICE_UNAVAILABLE
        except OSError:
            return False
        return True

    def processes(self) -> list[int]:
        """The server's processes: itself and its children."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *(int(pid) for pid in task.read_text().split())]

    def cpu_seconds(self) -> float:
        total = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory(self) -> float:
        """Resident memory in megabytes."""
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.processes())
        return pages * PAGE_BYTES / 1e6


@dataclass(frozen=True)
class Sample:
    """One run of wrk: requests a second, latencies in milliseconds, the server's CPU a request in microseconds."""

    rate: float
    p50: float
    p99: float
    cpu: float


@dataclass
class Case:
    """A server asked for a path with certain headers. `against` names the case that it is compared to."""

    name: str
    server: Server
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    against: str = ""
    connections: int = CONNECTIONS
    samples: list[Sample] = field(default_factory=list)

    def run(self, seconds: int) -> None:
        self.samples.append(self.sample(seconds))

    def median(self, name: str) -> float:
        return float(statistics.median(getattr(sample, name) for sample in self.samples))

    def sample(self, seconds: int) -> Sample:
        command = ["wrk", "-t1", f"-c{self.connections}", f"-d{seconds}s", "--latency"]
        for name, value in self.headers.items():
            command += ["-H", f"{name}: {value}"]
        before = self.server.cpu_seconds()
        printed = subprocess.run(
            pinned(LOAD_CORE, [*command, f"http://127.0.0.1:{self.server.port}{self.path}"]),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        spent = self.server.cpu_seconds() - before
        if "Non-2xx" in printed or "Socket errors" in printed:
            raise RuntimeError(f"{self.name} failed under load:\n{printed}")
        requests = int(_found(r"(\d+) requests in", printed))
        return Sample(
            rate=float(_found(r"Requests/sec:\s+([\d.]+)", printed)),
            p50=_milliseconds(_found(r"50%\s+([\d.]+\w+)", printed)),
            p99=_milliseconds(_found(r"99%\s+([\d.]+\w+)", printed)),
            cpu=spent / max(1, requests) * 1e6,
        )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"wrk did not print {pattern}:\n{text}")
    return match[1]


def _milliseconds(written: str) -> float:
    for unit, factor in (("us", 0.001), ("ms", 1.0), ("s", 1000.0), ("m", 60_000.0)):
        if written.endswith(unit):
            return float(written.removesuffix(unit)) * factor
    raise ValueError(written)


def measure(cases: Sequence[Case], *, rounds: int, seconds: int) -> None:
    """Every case in turn, and all of that several times: what else the machine does then falls on all of them."""
    for case in cases:
        case.sample(1)
    for number in range(rounds):
        for case in cases:
            print(f"    round {number + 1} of {rounds}: {case.name}", file=sys.stderr)
            case.run(seconds)


def table(cases: Sequence[Case]) -> str:
    """The medians as a table of Markdown. Ratios to the case that each is compared to: above 1 is better."""
    named = {case.name: case for case in cases}
    lines = [
        "| who answers | requests/s | p50 ms | p99 ms | CPU µs a request | MB | against | rate | CPU |",
        "|---|---:|---:|---:|---:|---:|---|---:|---:|",
    ]
    for case in cases:
        rate, cpu = case.median("rate"), case.median("cpu")
        other = named.get(case.against)
        ratios = (
            f"{other.name} | {rate / other.median('rate'):.2f} | {other.median('cpu') / cpu:.2f}"
            if other
            else " | | "
        )
        lines.append(
            f"| {case.name} | {rate:,.0f} | {case.median('p50'):.2f} | {case.median('p99'):.2f} | {cpu:.1f} "
            f"| {case.server.memory():.0f} | {ratios} |"
        )
    return "\n".join(lines)


def end_with_signals() -> None:
    """Let SIGTERM and SIGINT end a benchmark as an exception does, so that nothing it started stays behind."""

    def end(number: int, frame: object) -> None:
        sys.exit(128 + number)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)


def missing(*programs: str) -> list[str]:
    return [program for program in programs if shutil.which(program) is None]


def machine() -> str:
    """What it was measured on: processor, cores, load, kernel, versions."""
    model = _found(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text() + "\nmodel name: unknown")
    uname = os.uname()
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    return (
        f"{model}, {os.cpu_count()} cores, {uname.sysname} {uname.release}, Python {sys.version.split()[0]}; "
        f"load averages before the run: {load}"
    )
