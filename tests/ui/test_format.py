"""Money, dates and text as a Korean reads them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui import format as words

KST = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=KST)


@pytest.mark.parametrize(
    ("krw", "written"),
    [(0, "0원"), (980, "980원"), (23_450, "23,450원"), (-16_217, "-16,217원"), (1_234_567, "1,234,567원")],
)
def test_money_has_commas_and_won(krw, written):
    assert words.won(krw) == written


@pytest.mark.parametrize(
    ("krw", "aloud"),
    [
        (0, "0원"),
        (500, "500원"),
        (5_000, "5천원"),
        (10_000, "1만원"),
        (33_000, "3만 3천원"),
        (23_450, "2만 3,450원"),
        (100_000_000, "1억원"),
        (123_456_789, "1억 2,345만 6,789원"),
        (-16_217, "마이너스 1만 6,217원"),
    ],
)
def test_money_is_read_in_ten_thousands(krw, aloud):
    assert words.reading(krw) == aloud


@given(st.integers(min_value=0, max_value=10**12))
def test_what_is_read_is_what_is_written(krw):
    value = 0
    for part in words.reading(krw).removesuffix("원").replace(",", "").split():
        number, unit = (part[:-1], part[-1]) if part[-1] in "억만천" else (part, "")
        value += int(number) * {"억": 10**8, "만": 10**4, "천": 10**3, "": 1}[unit]
    assert value == krw


def test_days_months_and_times():
    day = date(2026, 11, 22)
    assert words.day(day) == "11월 22일 (일)"
    assert words.full_day(day) == "2026년 11월 22일 (일)"
    assert words.month((2026, 11)) == "2026년 11월"
    assert words.clock(time(9, 10)) == "09:10"
    assert words.moment(datetime(2026, 11, 30, 9, 10, tzinfo=KST)) == "11월 30일 (월) 09:10"
    assert words.as_of(NOW) == "11월 24일 10:00"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (datetime(2026, 11, 24, 13, 30, tzinfo=KST), "오늘 13:30"),
        (datetime(2026, 11, 25, 9, 0, tzinfo=KST), "내일 09:00"),
        (datetime(2026, 11, 30, 9, 0, tzinfo=KST), "11월 30일 (월) 09:00"),
    ],
)
def test_a_near_time_goes_by_its_name(when, said):
    assert words.moment_from(when, NOW) == said


JOINT = "\u2060"


def test_words_are_not_broken_within():
    assert words.unbroken("요금을 내요") == f"요{JOINT}금{JOINT}을 내{JOINT}요"
    assert words.unbroken("33,000원을") == f"33,000{JOINT}원{JOINT}을"
    assert words.unbroken("Only Latin") == "Only Latin"


def test_a_phone_number_stays_on_one_line_and_a_card_number_may_not():
    assert words.unbroken("010-****-5678") == JOINT.join("010-****-5678")
    assert words.unbroken("1234-****-****-5678") == "1234-****-****-5678"


@given(st.text(alphabet="가힣납부 010-*(→).,\n"))
def test_joints_change_nothing_that_is_read(text):
    assert words.unbroken(text).replace(JOINT, "") == text
    assert f"{JOINT} " not in words.unbroken(text)
