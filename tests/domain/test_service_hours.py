"""When a change can be applied for (R32) and when somebody answers the phone (R58-R60)."""
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import BusinessCalendar
from app.domain.policy import ServiceWindow
from app.domain.service_hours import answers_next, answers_now, window_is_open, window_opens_next
from tests.domain.policies import BANK_WINDOW, KST, OFFICE_HOURS, UMOBILE, at

CALENDAR = BusinessCalendar()
moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 10, 1), timezones=st.just(KST))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        pytest.param(at(11, 24, 9, 9), at(11, 24, 9, 10), id="Tuesday, a minute before"),
        pytest.param(at(11, 24, 9, 10), None, id="Tuesday, the first minute"),
        pytest.param(at(11, 24, 21, 50).replace(second=59), None, id="Tuesday, the last second"),
        pytest.param(at(11, 24, 21, 51), at(11, 25, 9, 10), id="Tuesday, a minute after"),
        pytest.param(at(11, 27, 22), at(11, 30, 9, 10), id="Friday night"),
        pytest.param(at(11, 28, 10), at(11, 30, 9, 10), id="Saturday"),
        pytest.param(at(11, 29, 10), at(11, 30, 9, 10), id="Sunday"),
        pytest.param(at(2, 17, 10), at(2, 19, 9, 10), id="설날, a Tuesday"),
        pytest.param(at(5, 25, 10), at(5, 26, 9, 10), id="substitute holiday"),
        pytest.param(at(12, 31, 23), at(1, 4, 9, 10, year=2027), id="over New Year and a weekend"),
    ],
)
def test_bank_window(now, opens):
    """R32"""
    assert window_is_open(BANK_WINDOW, CALENDAR, now) is (opens is None)
    assert window_opens_next(BANK_WINDOW, CALENDAR, now) == (opens or now)


def test_window_closes_on_a_day_the_government_adds():
    """R32"""
    calendar = BusinessCalendar({date(2026, 11, 24): "임시공휴일"})
    assert not window_is_open(BANK_WINDOW, calendar, at(11, 24))
    assert window_opens_next(BANK_WINDOW, calendar, at(11, 24)) == at(11, 25, 9, 10)


def test_window_may_be_open_on_weekends_and_holidays_where_a_carrier_says_so():
    every_day = ServiceWindow(time(0), time(23, 59), weekdays=(0, 1, 2, 3, 4, 5, 6), on_holidays=True)
    assert window_is_open(every_day, CALENDAR, at(2, 17))
    assert window_is_open(every_day, CALENDAR, at(11, 28))


def test_window_that_never_opens_says_so():
    with pytest.raises(ValueError, match="never"):
        window_opens_next(ServiceWindow(time(9), time(18), weekdays=()), CALENDAR, at(11, 24))


@pytest.mark.parametrize(
    ("now", "answers"),
    [
        pytest.param(at(11, 24, 8, 59), at(11, 24, 9), id="before hours"),
        pytest.param(at(11, 24, 9), None, id="at nine"),
        pytest.param(at(11, 24, 12, 29), None, id="before lunch"),
        pytest.param(at(11, 24, 12, 30), at(11, 24, 13, 30), id="lunch begins"),
        pytest.param(at(11, 24, 13, 29), at(11, 24, 13, 30), id="lunch ends"),
        pytest.param(at(11, 24, 13, 30), None, id="after lunch"),
        pytest.param(at(11, 24, 17, 59), None, id="last minute"),
        pytest.param(at(11, 24, 18), at(11, 25, 9), id="after hours"),
        pytest.param(at(11, 28, 10), at(11, 30, 9), id="Saturday"),
        pytest.param(at(12, 25, 10), at(12, 28, 9), id="성탄절"),
    ],
)
def test_call_centre_rests_at_lunch_at_night_and_on_days_off(now, answers):
    """R58-R60: every number of the carrier keeps these hours, free or paid."""
    assert {contact.number for contact in UMOBILE.contacts} == {"114", "1670-0283", "080-808-0283"}
    for contact in UMOBILE.contacts:
        assert answers_now(contact.hours, CALENDAR, now) is (answers is None)
        assert answers_next(contact.hours, CALENDAR, now) == (answers or now)


def test_number_served_around_the_clock_answers_at_night_and_on_holidays():
    hours = replace(OFFICE_HOURS, around_the_clock=True)
    assert answers_now(hours, CALENDAR, at(2, 17, 3))
    assert answers_next(hours, CALENDAR, at(2, 17, 3)) == at(2, 17, 3)


@given(moments)
def test_next_opening_is_open_and_nothing_before_it_is(now):
    opening = window_opens_next(BANK_WINDOW, CALENDAR, now)
    assert opening >= now
    assert window_is_open(BANK_WINDOW, CALENDAR, opening)
    answering = answers_next(OFFICE_HOURS, CALENDAR, now)
    assert answering >= now
    assert answers_now(OFFICE_HOURS, CALENDAR, answering)
