"""The carrier's clock, whatever the device believes (RR28)."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.carrier_clock import KST, SET_BACK, CarrierClock, http_date

TEN = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 10:00 in Korea


class Ticking:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def header(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def test_before_any_answer_it_is_the_devices_time_in_korea():
    now = CarrierClock().now()
    assert now.utcoffset() == timedelta(hours=9)
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_it_goes_on_by_the_monotonic_clock():
    ticking = Ticking()
    clock = CarrierClock(ticking)
    clock.heard(header(TEN))
    ticking.seconds += 90
    assert clock.now() == TEN + timedelta(seconds=90)
    assert clock.now().tzinfo is KST


def test_a_late_answer_does_not_turn_it_back():
    ticking = Ticking()
    clock = CarrierClock(ticking)
    clock.heard(header(TEN))
    ticking.seconds += 10
    clock.heard(header(TEN + timedelta(seconds=3)))
    assert clock.now() == TEN + timedelta(seconds=10)


def test_it_follows_a_carrier_that_is_ahead_or_was_set_back():
    ticking = Ticking()
    clock = CarrierClock(ticking)
    clock.heard(header(TEN))
    clock.heard(header(TEN + timedelta(days=3)))
    assert clock.now() == TEN + timedelta(days=3)
    clock.heard(header(TEN))
    assert clock.now() == TEN


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, SET_BACK.total_seconds() - 2)), min_size=1, max_size=20))
def test_it_never_runs_backwards_by_slow_answers(answers):
    ticking = Ticking()
    clock = CarrierClock(ticking)
    seen = []
    for passed, delay in answers:
        ticking.seconds += passed
        said = TEN + timedelta(seconds=ticking.seconds - delay)
        clock.heard(header(said.replace(microsecond=0)))
        seen.append(clock.now())
        assert clock.now() <= TEN + timedelta(seconds=ticking.seconds)
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "Tue, 24 Nov 0001 01:00:00 GMT",
        "Tue, 24 Nov 9999 23:59:59 -1200",
        "Tue, 99 Nov 2026 01:00:00 GMT",
        "0",
        "\x00",
        "Tue, 24 Nov 2026 01:00:00 +9999",
    ],
)
def test_what_is_no_time_is_ignored(text):
    clock = CarrierClock(Ticking())
    clock.heard(header(TEN))
    clock.heard(text)
    assert clock.now() == TEN


@given(st.text(max_size=60))
def test_any_header_is_survived(text):
    assert http_date(text) is None or http_date(text).tzinfo is UTC
