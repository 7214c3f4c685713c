"""Business days in Korea: weekends, public holidays, substitute holidays, elections, overrides."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DayOff:
    day: date
    name: str  # "토요일", "설날 대체공휴일"
    is_weekend: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """Why a nominal day became another one."""

    nominal: date
    over: tuple[DayOff, ...]  # every day jumped over, in order


class BusinessCalendar:
    """The days on which banks work (R22, R29, R48, C5). Overrides are extra days off (government may add some at short notice)."""

    def __init__(self, overrides: Mapping[date, str] | None = None) -> None:
        raise NotImplementedError

    def day_off(self, day: date) -> DayOff | None: raise NotImplementedError

    def is_business_day(self, day: date) -> bool: raise NotImplementedError

    def following(self, nominal: date) -> tuple[date, Shift | None]:
        """The nominal day, or the next business day after it with the reason."""
        raise NotImplementedError

    def plus_business_days(self, day: date, count: int) -> date: raise NotImplementedError

    def known_until(self) -> date:
        """Last day the holiday table covers."""
        raise NotImplementedError
