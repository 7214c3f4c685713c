"""Money, dates, months and numbers as Koreans write and read them (KRW, KST)."""

import re
from datetime import date, datetime, time

WEEKDAYS = "월화수목금토일"
_TEN_THOUSAND, _HUNDRED_MILLION = 10_000, 100_000_000
_JOINER = "\u2060"
_WITHIN_WORD = re.compile(r"(?<=[가-힣])(?=\S)|(?<=\S)(?=[가-힣])")
_SHORT_NUMBER = re.compile(r"(?<!\S)[\d*]+(?:-[\d*]+){1,2}(?!\S)")  # a phone number; a card number is too long for one line of large text


def won(krw: int) -> str:
    """33,000원, -16,217원"""
    return f"{krw:,}원"


def reading(krw: int) -> str:
    """As it is said aloud: 33,000 is 3만 3천원, 23,450 is 2만 3,450원."""
    if krw < 0:
        return f"마이너스 {reading(-krw)}"
    parts = [f"{krw // _HUNDRED_MILLION:,}억"] if krw >= _HUNDRED_MILLION else []
    if ten_thousands := krw % _HUNDRED_MILLION // _TEN_THOUSAND:
        parts.append(f"{ten_thousands:,}만")
    rest = krw % _TEN_THOUSAND
    if rest and rest % 1000 == 0:
        parts.append(f"{rest // 1000}천")
    elif rest or not parts:
        parts.append(f"{rest:,}")
    return f"{' '.join(parts)}원"


def day(when: date) -> str:
    """12월 11일 (금)"""
    return f"{when.month}월 {when.day}일 ({WEEKDAYS[when.weekday()]})"


def full_day(when: date) -> str:
    """2026년 11월 22일 (일)"""
    return f"{when.year}년 {day(when)}"


def moment(when: datetime) -> str:
    """11월 30일 (월) 09:10"""
    return f"{day(when)} {clock(when.time())}"


def moment_from(when: datetime, now: datetime) -> str:
    """오늘 13:30, 내일 09:00, else 11월 30일 (월) 09:10"""
    named = {0: "오늘", 1: "내일"}.get((when.date() - now.date()).days)
    return f"{named} {clock(when.time())}" if named else moment(when)


def as_of(when: datetime) -> str:
    """11월 24일 10:00"""
    return f"{when.month}월 {when.day}일 {clock(when.time())}"


def clock(when: time) -> str:
    """09:10"""
    return f"{when:%H:%M}"


def month(year_month: tuple[int, int]) -> str:
    """2026년 11월"""
    return f"{year_month[0]}년 {year_month[1]}월"


def billing_month(charged: tuple[int, int], used: tuple[int, int]) -> str:
    """11월 청구 (10월 사용분)"""
    return f"{charged[1]}월 청구 ({used[1]}월 사용분)"


def unbroken(text: str) -> str:
    """The same text, broken over lines between words only: Flutter breaks Korean after any syllable."""
    whole_numbers = _SHORT_NUMBER.sub(lambda number: _JOINER.join(number.group()), text)
    return _WITHIN_WORD.sub(_JOINER, whole_numbers)
