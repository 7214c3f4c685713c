"""When a change window or a call centre is open, and when it opens next."""
from datetime import datetime

from app.domain.calendar import BusinessCalendar
from app.domain.policy import OpeningHours, ServiceWindow


def window_is_open(window: ServiceWindow, calendar: BusinessCalendar, now: datetime) -> bool:
    """R32: weekdays 09:10-21:50, closed on weekends and public holidays; the closing minute is still open."""
    raise NotImplementedError


def window_opens_next(window: ServiceWindow, calendar: BusinessCalendar, now: datetime) -> datetime:
    raise NotImplementedError


def answers_now(hours: OpeningHours, calendar: BusinessCalendar, now: datetime) -> bool:
    """R60, R103: closed in the lunch break too."""
    raise NotImplementedError


def answers_next(hours: OpeningHours, calendar: BusinessCalendar, now: datetime) -> datetime:
    raise NotImplementedError
