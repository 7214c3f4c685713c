"""What is owed, when and by what: the line at a glance, and a change on its way. Pure."""
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.bill import Bill, Unpaid
from app.domain.change import Charge, MethodChange
from app.domain.line import Line
from app.domain.payment_method import PaymentMethod
from app.domain.policy import CarrierPolicy
from app.domain.refusal import Failure
from app.state.remote import Failed, Loaded, Loading, NotAsked, Outcome, Remote

RECONCILE_AFTER_SECONDS = (2, 5, 15, 60)  # RR19


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
    reconcile_attempts: int = 0
    lost: OpenIntent | None = None  # a change that never reached the carrier, told until the next one is begun
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
class SettledIntent:
    """An intent whose outcome the carrier has told."""

    key: str
    change: MethodChange


@dataclass(frozen=True, slots=True)
class IntentsReconciled:
    """What the carrier said about the open intents; those still open stay."""

    still_open: tuple[OpenIntent, ...]
    settled: tuple[SettledIntent, ...]
    lost: tuple[OpenIntent, ...] = ()  # long past, and the carrier has no record: nothing was changed


@dataclass(frozen=True, slots=True)
class CancelPressed: ...


@dataclass(frozen=True, slots=True)
class CancelDismissed: ...


@dataclass(frozen=True, slots=True)
class CancelConfirmed: ...


@dataclass(frozen=True, slots=True)
class CancelAnswered:
    outcome: Outcome[MethodChange]


@dataclass(frozen=True, slots=True)
class ReconcileDue: ...


Event = (
    Started | CacheRead | RefreshPressed | OverviewAnswered | IntentsReconciled | ReconcileDue
    | CancelPressed | CancelDismissed | CancelConfirmed | CancelAnswered
)


# Effects
@dataclass(frozen=True, slots=True)
class ReadKept:
    """What this device remembers: the last overview and the intents still open."""


@dataclass(frozen=True, slots=True)
class LoadOverview: ...


@dataclass(frozen=True, slots=True)
class ReconcileIntents: ...


@dataclass(frozen=True, slots=True)
class ReconcileLater:
    seconds: int


@dataclass(frozen=True, slots=True)
class CancelChange:
    change: MethodChange


Effect = ReadKept | LoadOverview | ReconcileIntents | ReconcileLater | CancelChange


def update(now: Account, event: Event) -> tuple[Account, tuple[Effect, ...]]:
    match event:
        case Started():
            return replace(now, overview=Loading(), refreshing=True), (ReadKept(),)
        case CacheRead(kept, unconfirmed):
            shown = Loaded(kept) if kept is not None and not isinstance(now.overview, Loaded) else now.overview
            reconcile = (ReconcileIntents(),) if unconfirmed else ()
            return replace(now, overview=shown, unconfirmed=unconfirmed), (LoadOverview(), *reconcile)
        case RefreshPressed() if now.refreshing:
            return now, ()
        case RefreshPressed():
            shown = now.overview if isinstance(now.overview, Loaded) else Loading()
            reconcile = (ReconcileIntents(),) if now.unconfirmed else ()
            return replace(now, overview=shown, refreshing=True, reconcile_attempts=0), (LoadOverview(), *reconcile)
        case OverviewAnswered(outcome):
            return _answered(replace(now, refreshing=False), outcome), ()
        case IntentsReconciled(still_open, settled, lost):
            told = replace(now, lost=lost[-1] if lost else now.lost)
            return _reconciled(told, still_open, bool(settled))
        case ReconcileDue() if now.unconfirmed:
            return now, (ReconcileIntents(),)
        case CancelPressed() if now.unconfirmed or isinstance(now.cancelling, Loading):
            return now, ()
        case CancelPressed():
            return replace(now, asking_to_cancel=True, cancelling=NotAsked()), ()
        case CancelDismissed():
            return replace(now, asking_to_cancel=False), ()
        case CancelConfirmed() if now.asking_to_cancel and isinstance(now.overview, Loaded) and now.overview.value.change is not None:
            return replace(now, asking_to_cancel=False, cancelling=Loading()), (CancelChange(now.overview.value.change),)
        case CancelAnswered(cancelled):
            return replace(now, cancelling=cancelled), (LoadOverview(),)
        case _:
            return now, ()


def _answered(now: Account, outcome: Outcome[Overview]) -> Account:
    """Newer replaces older; a failure leaves what is shown and says how old it is (RR23, RR24)."""
    shown = now.overview
    if not isinstance(shown, Loaded):
        return replace(now, overview=outcome)
    if isinstance(outcome, Failed):
        return replace(now, stale=outcome.failure)
    return replace(now, stale=None, overview=shown if outcome.value.as_of < shown.value.as_of else outcome)


def _reconciled(now: Account, still_open: tuple[OpenIntent, ...], any_settled: bool) -> tuple[Account, tuple[Effect, ...]]:
    fresh = (LoadOverview(),) if any_settled else ()
    attempts = now.reconcile_attempts
    if not still_open or attempts >= len(RECONCILE_AFTER_SECONDS):
        return replace(now, unconfirmed=still_open, reconcile_attempts=0 if not still_open else attempts), fresh
    waiting = replace(now, unconfirmed=still_open, reconcile_attempts=attempts + 1)
    return waiting, (*fresh, ReconcileLater(RECONCILE_AFTER_SECONDS[attempts]))
