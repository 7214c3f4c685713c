"""Using a line: how much of a day's calls, texts and data goes by, the same for the same seed."""
import hashlib
from datetime import date

from app.sandbox.records import LineState, Subscriber, UsageMonth
from app.sandbox.world import World

_MIDDLE = 128  # of a byte: a day is used between nothing and twice the pace


def accrue(world: World, subscriber: Subscriber, day: date) -> None:
    """Adds one day's use to its month. A suspended line is not used."""
    if subscriber.line_state is not LineState.ACTIVE:
        return
    month, pace = usage_of(world, subscriber, (day.year, day.month)), subscriber.pace
    voice, texts, data = hashlib.blake2b(
        f"{subscriber.id} {day}".encode(), key=bytes.fromhex(world.records.secret), digest_size=3
    ).digest()
    month.voice_minutes += pace.voice_minutes * voice // _MIDDLE
    month.texts += pace.texts * texts // _MIDDLE
    month.data_mb += pace.data_mb * data // _MIDDLE


def usage_of(world: World, subscriber: Subscriber, month: tuple[int, int]) -> UsageMonth:
    """What was used in a month so far."""
    id_ = f"usage-{subscriber.id}-{month[0]}{month[1]:02}"
    return world.records.usage.setdefault(id_, UsageMonth(id_, subscriber.id, month))
