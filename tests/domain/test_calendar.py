"""Business days of Korea (R22, R29, R48, C5), against known dates and against the `holidays` library."""
import json
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import BusinessCalendar, DayOff, Shift
from app.domain.holidays_kr import HOLIDAYS
from tools import make_holidays

CALENDAR = BusinessCalendar()
ORACLE = holidays.country_holidays("KR", years=range(2024, 2030), categories=("public", "bank"))
GOLDEN_HOLIDAYS = Path(__file__).parents[2].parent / "shared" / "contract" / "kr_holidays_2024_2028.json"
ORACLE_DAYS = [date(2024, 1, 1) + timedelta(days) for days in range((date(2029, 1, 1) - date(2024, 1, 1)).days)]
known_days = st.dates(date(2024, 2, 15), date(2029, 10, 31))  # twenty business days from its ends

# The day of the month each nominal day becomes in 2026, and the 2nd to 4th round of a chain begun on the 9th.
NOMINAL = (9, 11, 15, 18, 19, 21, 25)
ROLLED_2026 = {
    1: ((9, 12, 15, 19, 19, 21, 26), (15, 20, 23)),
    2: ((9, 11, 19, 19, 19, 23, 25), (13, 23, 26)),
    3: ((9, 11, 16, 18, 19, 23, 25), (13, 18, 23)),
    4: ((9, 13, 15, 20, 20, 21, 27), (15, 20, 23)),
    5: ((11, 11, 15, 18, 19, 21, 26), (15, 20, 26)),
    6: ((9, 11, 15, 18, 19, 22, 25), (15, 18, 23)),
    7: ((9, 13, 15, 20, 20, 21, 27), (15, 21, 24)),
    8: ((10, 11, 18, 18, 19, 21, 25), (14, 20, 25)),
    9: ((9, 11, 15, 18, 21, 21, 28), (15, 18, 23)),
    10: ((12, 12, 15, 19, 19, 21, 26), (16, 21, 26)),
    11: ((9, 11, 16, 18, 19, 23, 25), (13, 18, 23)),
    12: ((9, 11, 15, 18, 21, 21, 28), (15, 18, 23)),
}


@pytest.mark.parametrize(
    ("nominal", "becomes"),
    [
        (date(2026, month, day), date(2026, month, rolled))
        for month, (row, _) in ROLLED_2026.items()
        for day, rolled in zip(NOMINAL, row, strict=True)
    ],
    ids=str,
)
def test_nominal_day_becomes_the_following_business_day(nominal, becomes):
    assert CALENDAR.following(nominal)[0] == becomes


@pytest.mark.parametrize(("month", "chain"), [(month, chain) for month, (_, chain) in ROLLED_2026.items()])
def test_rounds_four_and_three_and_three_business_days_apart(month, chain):
    first, _ = CALENDAR.following(date(2026, month, 9))
    second = CALENDAR.plus_business_days(first, 4)
    third = CALENDAR.plus_business_days(second, 3)
    fourth = CALENDAR.plus_business_days(third, 3)
    assert (second, third, fourth) == tuple(date(2026, month, day) for day in chain)


@pytest.mark.parametrize(
    ("asked", "applied"),
    [
        (date(2026, 2, 13), date(2026, 2, 20)),
        (date(2026, 5, 22), date(2026, 5, 27)),
        (date(2026, 7, 16), date(2026, 7, 21)),
        (date(2026, 9, 23), date(2026, 9, 29)),
        (date(2026, 10, 2), date(2026, 10, 7)),
        (date(2026, 12, 24), date(2026, 12, 29)),
    ],
    ids=str,
)
def test_two_business_days_later(asked, applied):
    """R45"""
    assert CALENDAR.plus_business_days(asked, 2) == applied


def test_shift_names_every_day_jumped_over():
    assert CALENDAR.following(date(2026, 2, 15)) == (
        date(2026, 2, 19),
        Shift(
            date(2026, 2, 15),
            (
                DayOff(date(2026, 2, 15), "일요일", is_weekend=True),
                DayOff(date(2026, 2, 16), "설날 전날"),
                DayOff(date(2026, 2, 17), "설날"),
                DayOff(date(2026, 2, 18), "설날 다음날"),
            ),
        ),
    )


def test_business_day_stays_where_it_is_without_a_reason():
    assert CALENDAR.following(date(2026, 11, 24)) == (date(2026, 11, 24), None)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 5, 1), "근로자의 날"),
        (date(2025, 5, 1), "근로자의 날"),
        (date(2026, 5, 1), "노동절"),
        (date(2026, 7, 17), "제헌절"),
        (date(2026, 6, 3), "지방선거일"),
        (date(2026, 5, 25), "부처님오신날 대체공휴일"),
        (date(2025, 1, 27), "임시공휴일"),
        (date(2025, 5, 5), "부처님오신날·어린이날"),
        (date(2026, 6, 6), "현충일"),
        (date(2026, 6, 7), "일요일"),
    ],
)
def test_day_off_is_called_by_its_name(day, name):
    off = CALENDAR.day_off(day)
    assert off is not None
    assert (off.name, off.is_weekend) == (name, day.weekday() >= 5)


def test_day_added_by_the_government_is_off_in_that_calendar_only():
    election = date(2026, 11, 25)
    calendar = BusinessCalendar({election: "임시공휴일"})
    assert calendar.following(election) == (date(2026, 11, 26), Shift(election, (DayOff(election, "임시공휴일"),)))
    assert CALENDAR.is_business_day(election)


def test_calendar_agrees_with_the_holidays_library_on_every_day():
    assert len(ORACLE_DAYS) == 1827
    assert [day for day in ORACLE_DAYS if CALENDAR.is_business_day(day) != ORACLE.is_working_day(day)] == []


@given(known_days, st.integers(-20, 20).filter(bool))
def test_counting_business_days_agrees_with_the_holidays_library(day, count):
    assert CALENDAR.plus_business_days(day, count) == ORACLE.get_nth_working_day(day, count)


def test_table_is_what_its_generator_writes():
    """Fails when the library learns of new days off: write the table again."""
    assert make_holidays.TABLE.read_text(encoding="utf-8") == make_holidays.table()


def test_table_holds_the_days_of_the_golden_copy():
    if not GOLDEN_HOLIDAYS.exists():
        pytest.skip("the golden copy of the dates is not on this machine")
    golden = json.loads(GOLDEN_HOLIDAYS.read_text(encoding="utf-8"))
    days = {date.fromisoformat(day) for days in golden.values() if isinstance(days, dict) for day in days}
    assert len(days) >= 102
    assert days == {day for day in HOLIDAYS if day.year <= 2028}


def test_known_until_the_last_year_of_the_table():
    assert CALENDAR.known_until() == date(max(day.year for day in HOLIDAYS), 12, 31)


@given(known_days)
def test_following_day_is_the_first_business_day_not_before(day):
    rolled, shift = CALENDAR.following(day)
    assert rolled >= day
    assert CALENDAR.is_business_day(rolled)
    assert (shift is None) == (rolled == day)
    assert shift is None or [off.day for off in shift.over] == [day + timedelta(n) for n in range((rolled - day).days)]


@given(known_days, st.integers(0, 30))
def test_a_later_nominal_day_never_comes_earlier(day, later):
    assert CALENDAR.following(day)[0] <= CALENDAR.following(day + timedelta(later))[0]


@given(known_days, st.integers(0, 20))
def test_counting_back_undoes_counting_on_from_a_business_day(day, count):
    start, _ = CALENDAR.following(day)
    assert CALENDAR.plus_business_days(CALENDAR.plus_business_days(start, count), -count) == start
