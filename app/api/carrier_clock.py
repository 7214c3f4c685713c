"""The carrier's time, from what its answers say and a clock that cannot be set."""
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")
SET_BACK = timedelta(seconds=60)
SANE_YEARS = range(2020, 2200)


class CarrierClock:
    """Moves with the monotonic clock; backwards only when the carrier's was set back by more than SET_BACK (RR28)."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._zero: datetime | None = None  # the carrier's time when the monotonic clock was 0

    def heard(self, date_header: str) -> None:
        """Takes a Date header; one that names no time is ignored."""
        said = http_date(date_header)
        if said is None:
            return
        zero = said - timedelta(seconds=self._monotonic())
        # A header is cut to whole seconds and late by the way it came: of several the latest is nearest to the truth.
        if self._zero is None or zero > self._zero or self._zero - zero > SET_BACK:
            self._zero = zero

    def now(self) -> datetime:
        """KST. The device's clock until the carrier has said a time."""
        if self._zero is None:
            return datetime.now(KST)
        return (self._zero + timedelta(seconds=self._monotonic())).astimezone(KST)


def http_date(text: str) -> datetime | None:
    """An RFC 9110 date in UTC; None for anything else and for years no carrier can mean."""
    try:
        said = parsedate_to_datetime(text)
    except ValueError:
        return None
    return said.replace(tzinfo=said.tzinfo or UTC).astimezone(UTC) if said.year in SANE_YEARS else None
