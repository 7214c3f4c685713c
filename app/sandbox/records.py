"""What the carrier keeps: subscribers, methods, bills, money, usage, messages, changes, identity checks, answers."""
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from app.domain.bill import Bill, BillState
from app.domain.change import ChangeState, ConsentGiven
from app.domain.identity import IdentityMethod, IdentityState
from app.domain.line import SubscriberKind
from app.domain.message import Channel
from app.domain.payment_method import MethodKind, MethodStatus, PaymentMethod


class LineState(StrEnum):
    """R108: how far arrears have taken a line."""

    ACTIVE = "active"
    OUTBOUND_SUSPENDED = "outboundSuspended"
    FULLY_SUSPENDED = "fullySuspended"
    TERMINATED = "terminated"


@dataclass(slots=True)
class Plan:
    """What a line costs and includes in a month, before VAT where VAT applies."""

    name: str
    monthly_fee: int  # KRW before VAT
    discount: int = 0  # KRW a month, before VAT
    voice_minutes: int = 100  # included
    texts: int = 100  # included
    data_mb: int = 7000  # included
    won_per_minute: int = 108  # KRW before VAT for what is not included
    won_per_text: int = 20  # KRW before VAT for what is not included
    device_installment: int = 0  # KRW a month, free of VAT
    installments_left: int = 0


@dataclass(slots=True)
class Pace:
    """How much a line is used on an average day."""

    voice_minutes: int = 2
    texts: int = 1
    data_mb: int = 150


@dataclass(slots=True)
class UsageMonth:
    """What a line used in one month."""

    id: str
    subscriber: str
    month: tuple[int, int]
    voice_minutes: int = 0
    texts: int = 0
    data_mb: int = 0


@dataclass(slots=True)
class CarrierBilling:
    """소액결제 of one line: whether it is agreed to, how much a month, whether it is blocked (R79-R81, R116)."""

    consented_at: datetime | None = None
    limit: int = 300_000  # KRW a month
    blocked: bool = False
    raise_answer: Literal["approved", "rejected"] = "approved"  # what the review of a higher limit will say (R85)


@dataclass(slots=True)
class StoredCarrierPayment:
    """One payment that goes onto the phone bill (R78)."""

    id: str
    subscriber: str
    merchant: str
    description: str
    amount: int  # KRW
    at: datetime
    state: str  # CAMARA paymentStatus: succeeded, cancelled, ...
    refunded: int = 0  # KRW given back
    category: str = ""
    transaction: dict[str, Any] = field(default_factory=dict)  # CAMARA amountTransaction as it was asked for
    sink: str = ""


@dataclass(slots=True)
class StoredCarrierRefund:
    """Money given back for one of those (CAMARA carrier-billing-refund)."""

    id: str
    subscriber: str
    payment: str
    amount: int  # KRW
    is_total: bool
    transaction: dict[str, Any]  # amountTransaction as it was asked for
    at: datetime
    reason: str | None = None
    sink: str = ""


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
    plan: Plan = field(default_factory=lambda: Plan("통화 기본", 30_000))
    pace: Pace = field(default_factory=Pace)
    carrier_billing: CarrierBilling = field(default_factory=CarrierBilling)
    line_state: LineState = LineState.ACTIVE
    line_since: date | None = None  # of the state


@dataclass(slots=True)
class Funds:
    """What a method can pay with. On its day a card's limit is set anew, and money is added to an account."""

    available: int  # KRW
    monthly: int = 0  # KRW: the card's limit, or what comes in each month
    day: int = 1  # of the month


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
    funds: Funds | None = None  # None: always enough

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


class BillLineKind(StrEnum):
    """How a Korean phone bill groups what it asks for."""

    BASE_FEE = "기본료"
    DISCOUNT = "할인"
    EXTRA_CALLS = "부가통화"
    CARRIER_BILLING = "소액결제"
    VAT = "부가세"
    DEVICE_INSTALLMENT = "단말할부"
    ARREARS = "미납"
    LATE_FEE = "연체가산금"
    ROUNDING = "10원 미만 절사"


@dataclass(slots=True)
class BillLine:
    kind: BillLineKind
    name: str
    amount: int  # KRW; negative for what is taken off


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
    lines: tuple[BillLine, ...] = ()  # all but the arrears add up to the amount
    late_fee: int | None = None  # KRW; None: not reckoned yet
    late_fee_on: str = ""  # id of the later bill that asks for it

    @property
    def total(self) -> int:
        """What the paper asks for, KRW: this month's amount and what older bills had left when it was issued."""
        return self.amount + sum(line.amount for line in self.lines if line.kind is BillLineKind.ARREARS)

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
    channel: Channel = Channel.SMS
    sent: dict[str, Any] = field(default_factory=dict)  # TMF681 attributes as they were written


class DebitOutcome(StrEnum):
    APPROVED = "approved"
    BALANCE = "balance"  # the account or wallet held too little
    LIMIT = "limit"  # the card's limit was used up
    EXPIRED = "expired"  # R18: the carrier does not ask an expired card


@dataclass(slots=True)
class DebitAttempt:
    """One round of collecting one bill."""

    id: str
    subscriber: str
    bill: str
    round: int  # 1 is the charge of the month
    method: str
    at: datetime
    amount: int  # KRW
    outcome: DebitOutcome


@dataclass(slots=True)
class StoredPayment:
    """Money that came in for one bill. The bill shows it once it is posted (R106)."""

    id: str
    subscriber: str
    bill: str
    method: str
    amount: int  # KRW
    at: datetime
    posts_at: datetime
    posted: bool = False
    attempt: str = ""  # the debit it came with; empty when the subscriber paid
    order: str = ""  # the TMF676 payment it is a part of; empty: it is one by itself
    sent: dict[str, Any] = field(default_factory=dict)  # what its payer said about it


class Movement(StrEnum):
    BILLED = "billed"  # the subscriber owes more
    RECEIVED = "received"  # money left a method
    POSTED = "posted"  # the same money reached the bill


@dataclass(slots=True)
class LedgerEntry:
    """One movement of money, never changed again."""

    at: datetime
    subscriber: str
    movement: Movement
    bill: str
    amount: int  # KRW
    method: str = ""


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
    counts_from: datetime | None = None  # asked for, or confirmed in the wallet's app: what cut-offs are measured from


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
class StoredUsageQuery:
    """A question about usage, with the answer of its moment (TMF677)."""

    id: str
    subscriber: str
    asked: dict[str, Any]
    answer: dict[str, Any]
    at: datetime


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
    settled_until: datetime  # everything the clock brought up to then has happened
    subscribers: dict[str, Subscriber]
    methods: dict[str, StoredMethod] = field(default_factory=dict)
    bills: dict[str, StoredBill] = field(default_factory=dict)
    messages: dict[str, StoredMessage] = field(default_factory=dict)
    changes: dict[str, StoredChange] = field(default_factory=dict)
    sessions: dict[str, AuthSession] = field(default_factory=dict)
    attempts: dict[str, CodeAttempt] = field(default_factory=dict)
    answers: dict[str, KeptAnswer] = field(default_factory=dict)
    mismatches: dict[str, list[datetime]] = field(default_factory=dict)  # by subscriber: wrong persons typed
    carrier_refunds: dict[str, StoredCarrierRefund] = field(default_factory=dict)
    usage_queries: dict[str, StoredUsageQuery] = field(default_factory=dict)
    blocked_phones: tuple[str, ...] = ()
    receipts: int = 0
    ids: int = 0  # how many were given out
    seed: int | None = None  # None: nobody can tell ids and secrets in advance
    debits: dict[str, DebitAttempt] = field(default_factory=dict)
    payments: dict[str, StoredPayment] = field(default_factory=dict)
    ledger: list[LedgerEntry] = field(default_factory=list)
    usage: dict[str, UsageMonth] = field(default_factory=dict)
    carrier_payments: dict[str, StoredCarrierPayment] = field(default_factory=dict)
