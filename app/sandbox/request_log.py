"""What was asked of the carrier lately: which operation, how it ended, how long it took. No addresses, no bodies."""
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

KEPT = 200


@dataclass(frozen=True, slots=True)
class RequestSeen:
    at: datetime  # by the carrier's clock
    method: str
    operation: str  # as in the service; empty for an address that is none
    status: int | None  # None: no answer was begun
    correlator: str
    milliseconds: int
    fault: str = ""  # the kind it met


@dataclass(slots=True)
class RequestLog:
    """The latest requests of one world, oldest first."""

    seen: deque[RequestSeen] = field(default_factory=lambda: deque(maxlen=KEPT))

    def newest_first(self) -> tuple[RequestSeen, ...]:
        return tuple(reversed(self.seen))
