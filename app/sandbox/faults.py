"""What can go wrong on the way to the carrier and back, on demand."""
import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from app.sandbox.fault_plan import EVERY, Fault, FaultPlan


@dataclass(slots=True)
class Faults:
    """Operations are named as in the service: `createPaymentMethodChange`, `sendCode`, `validateCode`."""

    operations: frozenset[str]
    away: bool = False  # nobody answers: ConnectionRefusedError before anything happens
    plan: FaultPlan = field(default_factory=FaultPlan)
    _away_until: float = 0.0  # of the monotonic clock
    _met: Counter[str] = field(default_factory=Counter)  # requests since the plan is in force
    _chance: Random = field(default_factory=Random)
    _lost: Counter[str] = field(default_factory=Counter)
    _delays: dict[str, float] = field(default_factory=dict)

    def follow(self, plan: FaultPlan) -> None:
        """Puts a plan in force in place of all that was asked for before. ValueError for an unknown operation."""
        for operation in sorted(plan.operations()):
            self._known(operation)
        self._lost.clear()
        self._delays.clear()
        self._met.clear()
        self.plan, self.away = plan, plan.away
        self._away_until = time.monotonic() + plan.away_seconds if plan.away_seconds else 0.0
        self._chance = Random(plan.at_random.seed if plan.at_random else 0)  # noqa: S311 - no secret, the same each time

    def lose_answer(self, operation: str, times: int = 1) -> None:
        """The work is done, then the connection breaks: ConnectionResetError."""
        self._lost[self._known(operation)] = times

    def delay(self, operation: str, seconds: float) -> None:
        """Every such request waits this long before its work; 0 ends it."""
        self._delays[self._known(operation)] = seconds

    def clear(self) -> None:
        """Nothing goes wrong any more. Work that is late still comes."""
        self.follow(FaultPlan())

    @property
    def port_is_closed(self) -> bool:
        """Away for a while that ends by itself."""
        return time.monotonic() < self._away_until

    @property
    def nobody_answers(self) -> bool:
        return self.away or self.port_is_closed

    def met_by(self, operation: str) -> Fault | None:
        """The fault this request meets; counts it."""
        self._met[operation] += 1
        self._met[EVERY] += 1
        for fault in self.plan.scripted:
            if self._concerns(fault, operation) and (not fault.requests or self._met[fault.operation] in fault.requests):
                return fault
        if (random := self.plan.at_random) and self._chance.random() < random.rate:
            fits = [fault for fault in random.among if self._concerns(fault, operation)]
            return self._chance.choice(fits) if fits else None
        return None

    def seconds_of(self, fault: Fault) -> float:
        """How long it takes, with its jitter."""
        return fault.seconds + self._chance.uniform(0, fault.jitter_seconds)

    async def hold(self, operation: str) -> None:
        if seconds := self._delays.get(operation, 0.0):
            await asyncio.sleep(seconds)

    def loses(self, operation: str) -> bool:
        """Whether this answer is lost; counts it."""
        if self._lost[operation] <= 0:
            return False
        self._lost[operation] -= 1
        return True

    @staticmethod
    def _concerns(fault: Fault, operation: str) -> bool:
        return fault.operation in (EVERY, operation)

    def _known(self, operation: str) -> str:
        if operation not in self.operations:
            raise ValueError(f"the carrier has no operation {operation!r}")
        return operation
