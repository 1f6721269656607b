"""Commands that work for minutes leave the processors to the site's own processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import SystemCheckError

from articles.admin.article import ArticleAdmin
from articles.management import unhurried
from articles.management.unhurried import UnhurriedCommand
from articles.patience import on_the_clock

COMMANDS = [
    "build_site",
    "export_articles",
    "import_articles",
    "reindex_search",
    "rerender_articles",
    "sync_content",
    "undo_import",
    "verify_export",
]
AUTOGROUP = Path("/proc/self/autogroup")
# Says what the session's niceness is before, within and after a command, in a session that it leads.
PROGRAM = """
import os, signal, subprocess, sys
from pathlib import Path
from django.conf import settings
settings.configure(COMMAND_NICENESS=19)
from articles.management.unhurried import UnhurriedCommand
class Command(UnhurriedCommand):
    def execute(self, *arguments, **options):
        print(os.nice(0), Path("/proc/self/autogroup").read_text().split()[-1])
company = sys.argv[1]
worker = subprocess.Popen(["sleep", "60"]) if company == "worker" else None
# Left behind by a shell that has ended, it is nobody's child here.
leave = ["sh", "-c", "sleep 60 > /dev/null 2>&1 & echo $!"]
other = int(subprocess.run(leave, capture_output=True, text=True).stdout) if company == "company" else None
Command().run_from_argv(["manage.py", "work"])
print(Path("/proc/self/autogroup").read_text().split()[-1])
if worker:
    worker.kill()
    worker.wait()
if other:
    os.kill(other, signal.SIGKILL)
"""


@pytest.fixture
def no_sessions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session that tests run in keeps its priority."""
    monkeypatch.setattr(unhurried, "_OUR_GROUP", tmp_path / "autogroup")


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    "priorities",
    [(19, 0, 19), (19, -5, 19), (10, 4, 10), (10, 15, 15), (0, 0, 0)],
    ids=lambda each: "asked for {}, given {}, taken {}".format(*each),
)
@pytest.mark.usefixtures("no_sessions")
def test_priority(
    name: str,
    priorities: tuple[int, int, int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From a shell such a command takes the priority that is set, whatever it was started with, and never raises it."""
    asked, priority, after = priorities

    def nice(increment: int) -> int:
        nonlocal priority
        priority += increment
        return priority

    monkeypatch.setattr(os, "nice", nice)
    monkeypatch.setattr(settings, "COMMAND_NICENESS", asked)
    command = load_command_class(get_commands()[name], name)

    with pytest.raises(SystemExit):
        command.run_from_argv(["manage.py", name, "--help"])

    assert priority == after
    assert name in capsys.readouterr().out


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="this system makes no groups of sessions")
@pytest.mark.parametrize(
    ("company", "printed"),
    [("alone", ["19", "19", "0"]), ("worker", ["19", "19", "0"]), ("company", ["19", "0", "0"])],
    ids=["alone in its session", "with a process of its own", "with others in its session"],
)
def test_priority_of_the_session(company: str, printed: list[str]) -> None:
    """A session of its own goes behind others while it works; others in it are not slowed down."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, company],
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert ended.stdout.split() == printed


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.usefixtures("no_sessions")
def test_a_signal_to_end_is_like_ctrl_c(number: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the command has to put back is put back, and afterwards the signal means what it did."""
    monkeypatch.setattr(settings, "COMMAND_NICENESS", 0)

    class Command(UnhurriedCommand):
        def execute(self, *arguments: object, **options: object) -> None:
            signal.raise_signal(number)

    # Under nohup it would mean nothing.
    before = signal.signal(number, signal.SIG_DFL)
    try:
        with pytest.raises(KeyboardInterrupt):
            Command().run_from_argv(["manage.py", "work"])
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, before)


def test_a_command_under_nohup_outlives_its_terminal() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with unhurried._ended_in_order():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("no_sessions")
def test_systems_without_groups_of_sessions() -> None:
    with unhurried._unhurried_session(19):
        pass


def test_patience_grows_as_the_share_of_a_processor_shrinks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for work at the lowest priority does not take a busy machine for a mistake."""
    waits = []
    for niceness in (-5, 0, 10, 19):
        monkeypatch.setattr(os, "nice", lambda increment, niceness=niceness: niceness + increment)
        waits.append(on_the_clock(2))

    assert waits[0] == waits[1] == 20
    # The scheduler gives a process of 10 about a ninth of what one of 0 gets, and one of 19 a sixty-eighth.
    assert waits[2] == pytest.approx(9 * 20, rel=0.1)
    assert waits[3] == pytest.approx(68 * 20, rel=0.1)


def test_an_import_loads_no_pages() -> None:
    """What readers and editors see, and the readers of exports, are no part of starting an import."""
    program = """
import sys, django
django.setup()
import interchange.management.commands.import_articles
from articles.paths import path_to
path_to("article", "a")
parts = ("articles.admin.site", "articles.views", "trendsite.urls", "interchange.readers.wordpress")
print([name for name in parts if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_desk_is_checked() -> None:
    """A mistake in what the desk shows is found by `manage.py check`, though commands do not load it."""
    with (
        mock.patch.object(ArticleAdmin, "list_display", ("no_such_column",)),
        pytest.raises(SystemCheckError),
    ):
        call_command("check")
