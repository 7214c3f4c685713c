"""What the carrier keeps: subscribers, methods, bills, messages, changes, identity checks, answers given."""
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from app.domain.bill import Bill, BillState
from app.domain.change import ChangeState, ConsentGiven
from app.domain.identity import IdentityMethod, IdentityState
from app.domain.line import SubscriberKind
from app.domain.payment_method import MethodKind, MethodStatus, PaymentMethod


@dataclass(slots=True)
class Subscriber:
    id: str
    billing_account: str
    name: str = field(repr=False)
    birth: str = field(repr=False)  # YYMMDD
    gender: str = field(repr=False)  # one digit
    msisdn: str = field(repr=False)  # E.164
    kind: SubscriberKind
    since: datetime
    method: str  # id of the payment method in use
    wallet_owners: dict[MethodKind, str] = field(repr=False)  # whose account the wallet is


@dataclass(slots=True)
class StoredMethod:
    """A payment method without its number: a mask to show, a keyed digest to compare (S01)."""

    id: str
    subscriber: str
    kind: MethodKind
    institution: str
    institution_code: str
    masked_number: str
    masked_holder: str
    fingerprint: str = field(repr=False)
    status: MethodStatus
    since: datetime  # of the status
    expires: tuple[int, int] | None = None  # (year, month) of a card

    def to_domain(self) -> PaymentMethod:
        return PaymentMethod(
            self.id,
            self.kind,
            self.institution,
            self.institution_code,
            self.masked_number,
            self.masked_holder,
            self.status,
            self.expires,
        )

    def become(self, status: MethodStatus, at: datetime) -> None:
        self.status, self.since = status, at


@dataclass(slots=True)
class StoredBill:
    id: str
    subscriber: str
    billing_month: tuple[int, int]
    issued: date
    due: date
    amount: int  # KRW
    remaining: int  # KRW
    state: BillState

    @property
    def usage_month(self) -> tuple[int, int]:
        """R33: post-paid, so the month before."""
        year, month = self.billing_month
        return (year, month - 1) if month > 1 else (year - 1, 12)

    def to_domain(self) -> Bill:
        return Bill(self.id, self.billing_month, self.usage_month, self.due, self.amount, self.remaining, self.state)


@dataclass(slots=True)
class StoredMessage:
    id: str
    subscriber: str
    sender: str
    subject: str
    text: str
    sent_at: datetime


@dataclass(slots=True)
class StoredChange:
    id: str
    subscriber: str
    receipt: str
    state: ChangeState
    requested_at: datetime
    from_method: str
    to_method: str
    effective: date
    first_charge: date
    last_on_old: date | None
    cancellable_until: datetime
    consents: tuple[ConsentGiven, ...]  # R52: what was agreed to, with the version of its text


@dataclass(slots=True)
class AuthSession:
    """One identity check for one action (S11, S15)."""

    id: str
    subscriber: str
    subject: Literal["subscriber", "payer"]
    method: IdentityMethod
    kind: MethodKind
    digest: str
    state: IdentityState
    opened_at: datetime
    expires_at: datetime
    person: str = field(repr=False)  # keyed digest of the name and phone proven; empty at a provider
    phone: str = field(repr=False)  # E.164 the code has to go to; empty at a provider
    used: bool = False

    def state_at(self, now: datetime) -> IdentityState:
        return (
            IdentityState.EXPIRED if now >= self.expires_at and self.state is not IdentityState.DECLINED else self.state
        )


class CodeState(StrEnum):
    OPEN = "open"
    VERIFIED = "verified"
    SPENT = "spent"  # has completed a session
    FAILED = "failed"  # too many wrong tries
    SUPERSEDED = "superseded"


@dataclass(slots=True)
class CodeAttempt:
    """One code on its way. The code itself is kept apart, in memory only."""

    id: str
    subscriber: str
    phone: str = field(repr=False)
    sent_at: datetime
    expires_at: datetime
    state: CodeState = CodeState.OPEN
    wrong_tries: int = 0
    extensions: int = 0


@dataclass(slots=True)
class KeptAnswer:
    """What an Idempotency-Key did."""

    key: str
    subscriber: str
    parameters: str  # keyed digest
    change: str
    status: int
    body: str


@dataclass(slots=True)
class Records:
    """All of one world, in the shape it is saved in."""

    scenario: str
    carrier: str
    token: str = field(repr=False)
    secret: str = field(repr=False)
    now: datetime  # where the clock stood when this was saved
    subscribers: dict[str, Subscriber]
    methods: dict[str, StoredMethod] = field(default_factory=dict)
    bills: dict[str, StoredBill] = field(default_factory=dict)
    messages: dict[str, StoredMessage] = field(default_factory=dict)
    changes: dict[str, StoredChange] = field(default_factory=dict)
    sessions: dict[str, AuthSession] = field(default_factory=dict)
    attempts: dict[str, CodeAttempt] = field(default_factory=dict)
    answers: dict[str, KeptAnswer] = field(default_factory=dict)
    mismatches: dict[str, list[datetime]] = field(default_factory=dict)  # by subscriber: wrong persons typed
    blocked_phones: tuple[str, ...] = ()
    receipts: int = 0
