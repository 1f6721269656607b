"""The processes over which a build of the static site is spread."""

import signal
import time
from collections.abc import Sequence
from types import FrameType

import pytest

from interchange.static_site.workers import spread

pytestmark = pytest.mark.django_db(transaction=True)


def _slowly(numbers: Sequence[int]) -> int:
    if numbers[0]:
        time.sleep(60)
    return numbers[0]


def test_they_end_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever a command makes of a signal: its own processes have nothing to put in order, nor to say."""

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    begun = time.monotonic()
    try:
        results = spread(_slowly, range(4), jobs=3, chunk=1)
        assert next(results) == 0  # type: ignore[call-overload]
        results.close()  # type: ignore[attr-defined]
    finally:
        signal.signal(signal.SIGTERM, before)

    assert time.monotonic() - begun < 50
    assert capfd.readouterr().err == ""
