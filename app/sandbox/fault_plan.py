"""What is to go wrong, as data: from a scenario file, the control API or code."""
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

EVERY = "*"
Seconds = Annotated[float, Field(ge=0, le=3600)]


class FaultKind(StrEnum):
    # the answer of the carrier is lost, or another one comes in its place
    TIMEOUT = "timeout"  # no answer for `seconds`, then the line is dropped
    RESET = "reset"
    TRUNCATED = "truncated"  # the body breaks off
    STATUS = "status"  # a refusal: `status`, `code`, `retryAfter`
    MALFORMED = "malformed"  # half of some JSON
    WRONG_TYPE = "wrongType"  # JSON of another shape
    HTML = "html"  # 200 and the login page of some Wi-Fi
    OVERSIZED = "oversized"
    GZIP_BOMB = "gzipBomb"
    # the request never arrives
    REFUSED = "refused"
    # the carrier's own answer, in a bad way
    LATENCY = "latency"  # after `seconds`, and up to `jitterSeconds` more
    DRIP = "drip"  # drop by drop, spread over `seconds`
    UNKNOWN_ENUM = "unknownEnum"
    EXTRA_FIELDS = "extraFields"
    DUPLICATE = "duplicate"  # the request arrives twice
    OUT_OF_ORDER = "outOfOrder"  # after the answer to a later request, at most `seconds` late
    CLOCK_SKEW = "clockSkew"  # the Date header is off by `skewSeconds`


REPLACING = frozenset(FaultKind) - {
    FaultKind.REFUSED,
    FaultKind.LATENCY,
    FaultKind.DRIP,
    FaultKind.UNKNOWN_ENUM,
    FaultKind.EXTRA_FIELDS,
    FaultKind.DUPLICATE,
    FaultKind.OUT_OF_ORDER,
    FaultKind.CLOCK_SKEW,
}


class Moment(StrEnum):
    """Where a fault that replaces the answer meets the work."""

    BEFORE = "before"  # the work is never done
    AFTER = "after"  # the work is done
    LATE = "late"  # the work is done `lateSeconds` later by the carrier's clock


class Strict(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, extra="forbid", frozen=True)


class Fault(Strict):
    """One thing that goes wrong, and with which requests."""

    kind: FaultKind
    operation: str = EVERY  # as in the service: createPaymentMethodChange
    requests: tuple[Annotated[int, Field(ge=1)], ...] = ()  # the 1st, 2nd … of that operation; empty: every one
    moment: Moment = Moment.BEFORE
    seconds: Seconds = 60
    jitter_seconds: Seconds = 0
    late_seconds: Seconds = 30
    skew_seconds: int = 0
    status: Annotated[int, Field(ge=400, le=599)] = 500
    code: Annotated[str, Field(max_length=100)] = ""  # of the refusal; empty: the usual one of its status
    retry_after: Annotated[int, Field(ge=0)] | None = None  # seconds

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.moment is not Moment.BEFORE and self.kind not in REPLACING:
            raise ValueError(f"{self.kind} has no moment: it never hides whether the work was done")
        return self


class RandomFaults(Strict):
    """Chance by seed: the same seed and the same requests meet the same faults."""

    seed: int
    rate: Annotated[float, Field(ge=0, le=1)]
    among: Annotated[tuple[Fault, ...], Field(min_length=1)]


class Maintenance(Strict):
    """Everything is refused with 503 between two moments of the carrier's clock."""

    start: AwareDatetime
    end: AwareDatetime


class FaultPlan(Strict):
    """All that goes wrong. Of several faults that fit one request, the first is met."""

    away: bool = False  # nobody answers, until the plan is changed
    away_seconds: Seconds = 0  # nobody answers for so long (real time); over HTTP the port is closed meanwhile
    maintenance: Maintenance | None = None
    scripted: tuple[Fault, ...] = ()
    at_random: RandomFaults | None = None

    @property
    def has_faults(self) -> bool:
        """Whether any request has to be looked at."""
        return bool(self.scripted or self.at_random)

    def operations(self) -> set[str]:
        """All that are named."""
        among = self.at_random.among if self.at_random else ()
        return {fault.operation for fault in (*self.scripted, *among)} - {EVERY}
