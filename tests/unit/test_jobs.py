"""That every job is run when its moment has come."""

from bot.store.agenda import _MOMENTS
from scheduling.jobs import DUE, WAITS_FOR


def test_each_job_waits_for_a_moment_that_is_watched() -> None:
    assert set(WAITS_FOR) <= set(DUE)
    assert set(WAITS_FOR.values()) <= {str(column) for column in _MOMENTS}
