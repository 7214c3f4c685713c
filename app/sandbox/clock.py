"""The carrier's clock: starts where the scenario says, runs with the monotonic clock, and can be moved."""
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")


class VirtualClock:
    __slots__ = ("_anchor", "_runs", "_started")

    def __init__(self, start: datetime, *, runs: bool = True) -> None:
        self._runs = runs
        self.set(start)

    def now(self) -> datetime:
        """The carrier's time, KST."""
        return self._anchor + timedelta(seconds=time.monotonic() - self._started if self._runs else 0)

    def set(self, moment: datetime) -> None:
        """Raises ValueError for a naive moment."""
        if moment.tzinfo is None:
            raise ValueError("the carrier's clock needs a time zone")
        self._anchor, self._started = moment.astimezone(KST), time.monotonic()

    def stop(self) -> None:
        """From now on it moves only when it is moved."""
        self.set(self.now())
        self._runs = False

    def run(self) -> None:
        """From now on it runs."""
        self._runs = True
        self.set(self._anchor)

    def advance(self, by: timedelta) -> None:
        self.set(self.now() + by)
