"""What is owed, when and by what: the line at a glance, and a change on its way. Pure."""
from dataclasses import dataclass
from datetime import datetime

from app.domain.bill import Bill, Unpaid
from app.domain.change import Charge, MethodChange
from app.domain.line import Line
from app.domain.payment_method import PaymentMethod
from app.domain.policy import CarrierPolicy
from app.domain.refusal import Failure
from app.state.remote import NotAsked, Outcome, Remote


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything home and 납부방법 show, as of one moment."""

    line: Line
    policy: CarrierPolicy
    method: PaymentMethod
    bill: Bill | None
    unpaid: Unpaid | None
    next_charges: tuple[Charge, ...]
    change: MethodChange | None
    as_of: datetime  # KST, the carrier's clock


@dataclass(frozen=True, slots=True)
class OpenIntent:
    """A change whose outcome is not known yet: shown as 확인 중, and no new change beside it."""

    key: str
    kind: str  # "payment_method_change" or "cancel_change"
    description: str  # masked, for the person: "신한카드 1234-****-****-5678"
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    overview: Remote[Overview] = NotAsked()
    refreshing: bool = False
    stale: Failure | None = None  # the last refresh failed; what is shown is as old as overview.as_of
    unconfirmed: tuple[OpenIntent, ...] = ()
    asking_to_cancel: bool = False
    cancelling: Remote[MethodChange] = NotAsked()


# Events
@dataclass(frozen=True, slots=True)
class Started: ...


@dataclass(frozen=True, slots=True)
class CacheRead:
    overview: Overview | None
    unconfirmed: tuple[OpenIntent, ...]


@dataclass(frozen=True, slots=True)
class RefreshPressed: ...


@dataclass(frozen=True, slots=True)
class OverviewAnswered:
    outcome: Outcome[Overview]


@dataclass(frozen=True, slots=True)
class IntentsReconciled:
    """What the carrier said about the open intents; those still open stay."""

    still_open: tuple[OpenIntent, ...]
    settled: tuple[MethodChange, ...]


@dataclass(frozen=True, slots=True)
class CancelPressed: ...


@dataclass(frozen=True, slots=True)
class CancelDismissed: ...


@dataclass(frozen=True, slots=True)
class CancelConfirmed: ...


@dataclass(frozen=True, slots=True)
class CancelAnswered:
    outcome: Outcome[MethodChange]
