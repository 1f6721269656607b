"""What a WordPress export tells of its site's clock."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from interchange.readers.wordpress_clock import Clockwork

FIRST = datetime(1, 1, 2)  # noqa: DTZ001 (naive, as in exports)
MOMENTS = st.integers(0, 3_652_056 * 86_400).map(lambda seconds: FIRST + timedelta(seconds=seconds))
AHEAD = st.integers(-14 * 3600, 14 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def test_without_a_moment_nothing_is_known() -> None:
    assert Clockwork().ahead_at(FIRST) is None


@given(noted=st.lists(st.tuples(MOMENTS, AHEAD), min_size=1), local=MOMENTS)
def test_the_nearest_moment_counts(noted: list[tuple[datetime, timedelta]], local: datetime) -> None:
    """It is as far ahead as at one of the moments than which none is nearer."""
    clock = Clockwork()
    for there, ahead in noted:
        clock.note(there, there - ahead)

    found = clock.ahead_at(local)

    nearest = min(abs(there - local) for there, _ in noted)
    assert found in {ahead for there, ahead in noted if abs(there - local) == nearest}
    clock.note(local, local - timedelta(hours=1))
    at = {ahead for there, ahead in noted if there == local} | {timedelta(hours=1)}
    assert clock.ahead_at(local) in at
