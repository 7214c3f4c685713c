"""Changing the payment method: what is asked for, what it will do, what became of it."""
import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.calendar import Shift
from app.domain.card import digits_of
from app.domain.payment_method import MethodKind, Payer, PaymentMethod, Relation
from app.domain.phone import mobile_digits


@dataclass(frozen=True, slots=True)
class PayerDetails:
    """The person who pays, when it is not the subscriber (C18)."""

    name: str = field(default="", repr=False)
    relation: Relation | None = None
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """One consent, with the version of the text that was on screen (R52)."""

    terms_id: str
    version: str


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """Everything the subscriber typed for the new method. Numbers live here and in one request only (S01)."""

    kind: MethodKind
    payer: Payer = Payer.SELF
    payer_details: PayerDetails | None = None
    card_number: str = field(default="", repr=False)  # ASCII digits
    card_issuer: str = ""  # issuer code
    card_expiry: tuple[int, int] | None = field(default=None, repr=False)  # (year, month)
    bank_code: str = ""  # KFTC 3 digits
    account_number: str = field(default="", repr=False)  # ASCII digits
    consents: tuple[ConsentGiven, ...] = ()


class ChargeKind(StrEnum):
    FIRST = "first"  # the charge of the month
    RETRY = "retry"  # only if the one before failed
    MONTH_END = "month_end"  # R13: additional approval around month end


@dataclass(frozen=True, slots=True)
class Charge:
    """One planned charge."""

    date: date
    on_new: bool
    kind: ChargeKind
    billing_month: tuple[int, int]
    shift: Shift | None = None  # why it is not on its nominal day


class Warning(StrEnum):
    OLD_STILL_CHARGED = "OLD_STILL_CHARGED"  # the next charge still runs on the old method
    DOUBLE_CHARGE_RISK = "DOUBLE_CHARGE_RISK"  # a late retry on the old method may meet the first charge on the new one
    UNPAID_NOT_COLLECTED = "UNPAID_NOT_COLLECTED"  # a gap: what is unpaid now is not collected by either method
    COMPLETE_IN_APP = "COMPLETE_IN_APP"  # R9, R12
    DAY_CHANGES = "DAY_CHANGES"  # the nominal charging day becomes another one


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """What a change would do, computed by the carrier for this pair of methods, today."""

    same_type: bool
    effective: date
    charges: tuple[Charge, ...]  # in order of date, old and new, until the first new charge's retries
    last_on_old: date | None
    first_on_new: date
    warnings: tuple[Warning, ...]
    cancellable_until: datetime
    window_open: bool = True
    next_opening: datetime | None = None


class ChangeState(StrEnum):
    ACKNOWLEDGED = "acknowledged"
    PENDING_EXTERNAL_APP = "pendingExternalApp"
    SCHEDULED = "scheduled"
    APPLIED = "applied"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"

    @property
    def is_open(self) -> bool:
        return self in (
            ChangeState.ACKNOWLEDGED, ChangeState.PENDING_EXTERNAL_APP, ChangeState.SCHEDULED, ChangeState.UNKNOWN
        )


@dataclass(frozen=True, slots=True)
class MethodChange:
    """An application for a change, as the carrier tracks it."""

    id: str
    receipt: str  # number the call centre asks for
    state: ChangeState
    requested_at: datetime
    from_method: PaymentMethod
    to_method: PaymentMethod
    effective: date
    first_charge: date
    last_on_old: date | None
    cancellable_until: datetime
    notified_to: str  # masked phone of the SMS
    external_app_url: str = ""


def change_digest(request: ChangeRequest, key: str) -> str:
    """Binds an identity check to one change: SHA-256 (hex) over what will change and the key of the request (S11, S15).

    App and carrier compute it apart, so it is the same however numbers are spaced, phones written and consents ordered.
    """
    change = {
        "key": key,
        "kind": request.kind,
        "method": _method_identity(request),
        "payer": _payer_identity(request),
        "consents": sorted((consent.terms_id, consent.version) for consent in request.consents),
    }
    return hashlib.sha256(json.dumps(change, sort_keys=True).encode()).hexdigest()


def _method_identity(request: ChangeRequest) -> tuple[str | tuple[int, int] | None, ...]:
    match request.kind:
        case MethodKind.CARD:
            return digits_of(request.card_number), request.card_issuer, request.card_expiry
        case MethodKind.BANK:
            return digits_of(request.account_number), request.bank_code
        case _:
            return ()


def _payer_identity(request: ChangeRequest) -> tuple[str | None, ...]:
    details = request.payer_details
    if request.payer is Payer.SELF or details is None:
        return (request.payer,)
    return request.payer, details.name.strip(), details.relation, mobile_digits(details.phone) or details.phone
