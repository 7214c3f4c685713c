"""When a change window or a call centre is open, and when it opens next."""
from collections.abc import Callable
from datetime import datetime, time, timedelta

from app.domain.calendar import BusinessCalendar
from app.domain.policy import OpeningHours, ServiceWindow

_LOOK_AHEAD_DAYS = 60


def window_is_open(window: ServiceWindow, calendar: BusinessCalendar, now: datetime) -> bool:
    """R32: weekdays 09:10-21:50, closed on weekends and public holidays; the closing minute is still open."""
    minute = now.time().replace(second=0, microsecond=0)
    return _serves_on(window, calendar, now) and window.opens <= minute <= window.closes


def window_opens_next(window: ServiceWindow, calendar: BusinessCalendar, now: datetime) -> datetime:
    """Now when it is open, else the next moment it opens. ValueError when it does not within two months."""
    return _first_moment((window.opens,), now, lambda moment: window_is_open(window, calendar, moment))


def answers_now(hours: OpeningHours, calendar: BusinessCalendar, now: datetime) -> bool:
    """R60, R103: closed in the lunch break too."""
    if hours.around_the_clock:
        return True
    at_lunch = hours.lunch is not None and hours.lunch[0] <= now.time() < hours.lunch[1]
    return _serves_on(hours, calendar, now) and hours.opens <= now.time() < hours.closes and not at_lunch


def answers_next(hours: OpeningHours, calendar: BusinessCalendar, now: datetime) -> datetime:
    """Now when somebody answers, else the next moment somebody does. ValueError when nobody does within two months."""
    starts = (hours.opens, hours.lunch[1]) if hours.lunch else (hours.opens,)
    return _first_moment(starts, now, lambda moment: answers_now(hours, calendar, moment))


def _serves_on(hours: ServiceWindow | OpeningHours, calendar: BusinessCalendar, now: datetime) -> bool:
    is_holiday = calendar.holiday(now.date()) is not None
    return now.weekday() in hours.weekdays and (hours.on_holidays or not is_holiday)


def _first_moment(starts: tuple[time, ...], now: datetime, is_open: Callable[[datetime], bool]) -> datetime:
    if is_open(now):
        return now
    days = (now.date() + timedelta(days=ahead) for ahead in range(_LOOK_AHEAD_DAYS))
    moments = (datetime.combine(day, start, tzinfo=now.tzinfo) for day in days for start in starts)
    opening = next((moment for moment in moments if moment > now and is_open(moment)), None)
    if opening is None:
        raise ValueError("these hours never begin")
    return opening
