"""What can go wrong on the way to the carrier and back, on demand."""
import asyncio
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Faults:
    """Operations are named as in the service: `createPaymentMethodChange`, `sendCode`, `validateCode`."""

    operations: frozenset[str]
    away: bool = False  # nobody answers: ConnectionRefusedError before anything happens
    _lost: Counter[str] = field(default_factory=Counter)
    _delays: dict[str, float] = field(default_factory=dict)

    def lose_answer(self, operation: str, times: int = 1) -> None:
        """The work is done, then the connection breaks: ConnectionResetError."""
        self._lost[self._known(operation)] = times

    def delay(self, operation: str, seconds: float) -> None:
        """Every such request waits this long before its work; 0 ends it."""
        self._delays[self._known(operation)] = seconds

    def clear(self) -> None:
        self.away = False
        self._lost.clear()
        self._delays.clear()

    async def hold(self, operation: str) -> None:
        if seconds := self._delays.get(operation, 0.0):
            await asyncio.sleep(seconds)

    def loses(self, operation: str) -> bool:
        """Whether this answer is lost; counts it."""
        if self._lost[operation] <= 0:
            return False
        self._lost[operation] -= 1
        return True

    def _known(self, operation: str) -> str:
        if operation not in self.operations:
            raise ValueError(f"the carrier has no operation {operation!r}")
        return operation
