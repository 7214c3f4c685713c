"""The carrier's clock, as the app reckons with it."""
import asyncio
from collections.abc import Callable
from datetime import datetime


class CarrierClock:
    """Time from the carrier's answers; waiting is real waiting."""

    def __init__(self, server_now: Callable[[], datetime]) -> None:
        self._server_now = server_now

    def now(self) -> datetime:
        return self._server_now()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
