"""Business days in Korea: weekends, public holidays, substitute holidays, elections, overrides."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.holidays_kr import HOLIDAYS, KNOWN_UNTIL

_DAY = timedelta(days=1)
_WEEKEND_NAMES = {5: "토요일", 6: "일요일"}


@dataclass(frozen=True, slots=True)
class DayOff:
    day: date
    name: str  # "토요일", "설날 대체공휴일"; a holiday on a weekend goes by its own name
    is_weekend: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """Why a nominal day became another one."""

    nominal: date
    over: tuple[DayOff, ...]  # every day jumped over, in order


class BusinessCalendar:
    """The days on which banks work (R22, R29, R48, C5). Overrides are extra days off, which the government may add."""

    __slots__ = ("_overrides",)

    def __init__(self, overrides: Mapping[date, str] | None = None) -> None:
        self._overrides = dict(overrides or {})

    def holiday(self, day: date) -> str | None:
        """Its name, whatever weekday it falls on; None for a plain weekday or weekend."""
        return self._overrides.get(day) or HOLIDAYS.get(day)

    def day_off(self, day: date) -> DayOff | None:
        weekend = _WEEKEND_NAMES.get(day.weekday())
        name = self.holiday(day) or weekend
        return DayOff(day, name, weekend is not None) if name else None

    def is_business_day(self, day: date) -> bool:
        return self.day_off(day) is None

    def following(self, nominal: date) -> tuple[date, Shift | None]:
        """The nominal day, or the next business day after it with the reason."""
        day, over = nominal, []
        while off := self.day_off(day):
            over.append(off)
            day += _DAY
        return day, Shift(nominal, tuple(over)) if over else None

    def plus_business_days(self, day: date, count: int) -> date:
        """The count-th business day after the day, or before it when the count is negative; the day itself for 0."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_business_day(day):
                day += step
        return day

    def known_until(self) -> date:
        """Last day the holiday table covers."""
        return KNOWN_UNTIL
