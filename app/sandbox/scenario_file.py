"""Scenarios as data files: a base and its differences, turned into a world."""
import hashlib
import json
import secrets
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from app.domain.bill import BillState
from app.domain.change import ChangeRequest, ConsentGiven
from app.domain.line import SubscriberKind
from app.domain.message import Channel
from app.domain.payment_method import MethodKind, MethodStatus
from app.sandbox.billing import bill_id, lines_of
from app.sandbox.clock import KST, VirtualClock
from app.sandbox.fault_plan import FaultPlan
from app.sandbox.faults import Faults
from app.sandbox.ledger import put_on_record, receive
from app.sandbox.payment_method_changes import plan_for, stored_method, take_on
from app.sandbox.policy_file import policy_names
from app.sandbox.records import (
    BillLine,
    BillLineKind,
    CarrierBilling,
    CodeAttempt,
    CodeState,
    Funds,
    LineState,
    Pace,
    Plan,
    Records,
    StoredBill,
    StoredCarrierPayment,
    StoredMethod,
    Subscriber,
    UsageMonth,
)
from app.sandbox.world import World, of

FOLDER = Path(__file__).parent / "scenarios"
BASE = "base"
PERSON_IDS = ("subscriber-1", "subscriber-2")


class ScenarioRefused(ValueError):
    """A scenario file is wrong; says where in the file, and why."""

    def __init__(self, name: str, place: str, reason: str) -> None:
        super().__init__(f"scenario {name!r} is refused: {place}: {reason}")
        self.place, self.reason = place, reason


class Strict(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Title(Strict):
    ko: str
    en: str


def _has_policy(carrier: str) -> str:
    if carrier not in policy_names():
        raise ValueError(f"no policy of {carrier!r}; there are {', '.join(policy_names())}")
    return carrier


Won = Annotated[int, Field(ge=0)]
Month = tuple[Annotated[int, Field(ge=2000, le=2100)], Annotated[int, Field(ge=1, le=12)]]


class PlanData(Strict):
    name: str
    monthly_fee: Won
    discount: Won = 0
    voice_minutes: Won = 100
    texts: Won = 100
    data_mb: Won = 7000
    won_per_minute: Won = 108
    won_per_text: Won = 20
    device_installment: Won = 0
    installments_left: Won = 0

    @model_validator(mode="after")
    def costs_something_or_nothing(self) -> Self:
        if self.discount > self.monthly_fee:
            raise ValueError("a discount is at most the fee")
        return self


class PaceData(Strict):
    voice_minutes: Won
    texts: Won
    data_mb: Won


class UsageData(PaceData):
    month: Month


class CarrierPaymentData(Strict):
    merchant: str
    description: str
    amount: Annotated[int, Field(gt=0)]
    at: AwareDatetime
    state: Annotated[str, Field(pattern="^(processing|pending_validation|denied|reserved|succeeded|cancelled)$")]
    refunded: Won = 0
    category: str = ""

    @model_validator(mode="after")
    def gives_back_no_more_than_was_paid(self) -> Self:
        if self.refunded > self.amount:
            raise ValueError("more is given back than was paid")
        return self


class CarrierBillingData(Strict):
    consented_at: AwareDatetime | None
    limit: Won
    blocked: bool
    raise_answer: Literal["approved", "rejected"] = "approved"
    payments: tuple[CarrierPaymentData, ...]


class PersonData(Strict):
    name: str
    birth: Annotated[str, Field(pattern=r"^\d{6}$")]
    gender: Annotated[str, Field(pattern=r"^[1-8]$")]
    msisdn: Annotated[str, Field(pattern=r"^\+8210\d{8}$")]
    kind: SubscriberKind
    wallet_owners: dict[MethodKind, str]


class FundsData(Strict):
    available: Won
    monthly: Won = 0
    day: Annotated[int, Field(ge=1, le=31)] = 1


class MethodData(Strict):
    kind: MethodKind
    institution: str
    number: str = ""
    masked_number: str = ""  # of a world saved as a scenario: the number itself was never kept (S01)
    expires: Month | None = None
    funds: FundsData | None = None  # None: always enough

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        if self.kind is MethodKind.CARD and self.expires is None:
            raise ValueError("a card has an expiry")
        if not (self.kind.is_wallet or self.number or self.masked_number):
            raise ValueError("a card or an account has a number")
        return self


class BillLineData(Strict):
    kind: BillLineKind
    name: str
    amount: int


class ComingPayment(Strict):
    """Money paid by hand that the bill does not show yet (R106)."""

    amount: Annotated[int, Field(gt=0)]
    at: AwareDatetime
    posts_at: AwareDatetime


class BillData(Strict):
    billing_month: Month
    issued: date
    due: date
    amount: Won
    remaining: Won
    state: BillState
    lines: tuple[BillLineData, ...] = ()
    late_fee: Won | None = None
    coming: tuple[ComingPayment, ...] = ()

    @model_validator(mode="after")
    def adds_up(self) -> Self:
        if self.due < self.issued:
            raise ValueError("a bill is due before it is issued")
        if self.remaining > self.amount:
            raise ValueError("more remains than the amount")
        if sum(payment.amount for payment in self.coming) > self.remaining:
            raise ValueError("more is coming than remains")
        own = sum(line.amount for line in self.lines if line.kind is not BillLineKind.ARREARS)
        if self.lines and own != self.amount:
            raise ValueError(f"the lines come to {own}, the amount is {self.amount}")
        return self


class MessageData(Strict):
    subject: str
    text: str
    sent_at: AwareDatetime
    channel: Channel = Channel.SMS


class CodeData(Strict):
    """A code sent before the clock. What it was is not known any more."""

    sent_at: AwareDatetime
    state: CodeState = CodeState.OPEN
    wrong_tries: Won = 0


class PendingChange(Strict):
    method: MethodData
    requested_at: AwareDatetime


class Scenario(Strict):
    title: Title
    carrier: Annotated[str, AfterValidator(_has_policy)]
    clock: AwareDatetime
    subscriber: PersonData
    method: MethodData
    bills: tuple[BillData, ...]
    messages: tuple[MessageData, ...]
    plan: PlanData
    pace: PaceData
    usage: tuple[UsageData, ...]  # what was used before the clock's day
    carrier_billing: CarrierBillingData
    line_state: LineState
    line_since: date | None
    neighbour: PersonData  # somebody else's data, which the subscriber must never reach
    pending_change: PendingChange | None = None
    codes_sent: tuple[CodeData, ...] = ()
    blocked_phones: tuple[str, ...] = ()
    away: bool = False
    faults: FaultPlan = FaultPlan()

    @model_validator(mode="after")
    def holds_together(self) -> Self:
        months = [bill.billing_month for bill in self.bills]
        if months != sorted(set(months)):
            raise ValueError("bills stand one a month, oldest first")
        today = self.clock.astimezone(KST).date()
        if any(bill.issued > today for bill in self.bills):
            raise ValueError("a bill is issued after the clock's day")
        if self.pending_change and self.pending_change.requested_at > self.clock:
            raise ValueError("the pending change is asked for after the clock")
        later = [
            *(message.sent_at for message in self.messages),
            *(payment.at for payment in self.carrier_billing.payments),
            *(payment.at for bill in self.bills for payment in bill.coming),
            *(code.sent_at for code in self.codes_sent),
        ]
        if any(moment > self.clock for moment in later):
            raise ValueError("a message, payment or code is of after the clock")
        if any(used.month > (today.year, today.month) for used in self.usage):
            raise ValueError("a month is used before it begins")
        return self


@cache
def scenario_names() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in FOLDER.glob("*.json") if file.stem != BASE))


@cache
def load_scenario(name: str) -> Scenario:
    """Raises KeyError for an unknown name, ScenarioRefused for a wrong file."""
    if name not in scenario_names():
        raise KeyError(f"no scenario {name!r}; there are {', '.join(scenario_names())}")
    return scenario_from((FOLDER / f"{name}.json").read_text(encoding="utf-8"), name)


def scenario_from(text: str, name: str) -> Scenario:
    """A scenario by its difference from the base, JSON. Raises ScenarioRefused."""
    try:
        differs = json.loads(text)
    except json.JSONDecodeError as problem:
        raise ScenarioRefused(name, f"line {problem.lineno}, column {problem.colno}", problem.msg) from None
    if not isinstance(differs, dict):
        raise ScenarioRefused(name, "$", "a scenario is a JSON object")
    try:
        return Scenario.model_validate_json(json.dumps(_merged(base(), differs)))
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
        raise ScenarioRefused(name, f"${place}", first["msg"].removeprefix("Value error, ")) from None


@cache
def base() -> dict[str, Any]:
    """What scenarios differ from; never changed."""
    found: dict[str, Any] = json.loads((FOLDER / f"{BASE}.json").read_text(encoding="utf-8"))
    return found


def world_of(name: str, operations: frozenset[str], seed: int | None = None) -> World:
    """A fresh world in which the scenario begins now. Raises KeyError for an unknown name, ScenarioRefused."""
    return world_from(load_scenario(name), name, operations, seed)


def world_from(scenario: Scenario, name: str, operations: frozenset[str], seed: int | None = None) -> World:
    """The same seed gives the same ids, token and usage; without one, nobody can tell them in advance."""
    start = scenario.clock.astimezone(KST)
    since = start.replace(year=start.year - 1)
    people = [
        _subscriber(id_, data, scenario, since)
        for id_, data in zip(PERSON_IDS, (scenario.subscriber, scenario.neighbour), strict=True)
    ]
    secret = secrets.token_hex(32) if seed is None else hashlib.sha256(f"{name} {seed}".encode()).hexdigest()
    records = Records(
        scenario=name,
        carrier=scenario.carrier,
        token=secrets.token_urlsafe(24) if seed is None else hashlib.sha256(secret.encode()).hexdigest()[:32],
        secret=secret,
        now=start,
        settled_until=start,
        subscribers={person.id: person for person in people},
        blocked_phones=scenario.blocked_phones,
        seed=seed,
    )
    world = World(records, VirtualClock(start, runs=False), faults_of(scenario, operations))
    for person in people:
        _furnish(world, person, scenario)
    _use(world, people[0], scenario)
    if scenario.pending_change:
        _begin_change(world, people[0], scenario.pending_change)
        world.clock.set(start)
    world.clock.run()
    return world


def faults_of(scenario: Scenario, operations: frozenset[str]) -> Faults:
    """What goes wrong from the scenario's beginning on. ValueError for an operation there is not."""
    faults = Faults(operations)
    faults.follow(scenario.faults.model_copy(update={"away": scenario.away or scenario.faults.away}))
    return faults


def _furnish(world: World, person: Subscriber, scenario: Scenario) -> None:
    records, data = world.records, scenario.method
    method = stored_method(
        world,
        person.id,
        person.name,
        data.kind,
        data.institution,
        data.number,
        data.expires,
        MethodStatus.ACTIVE,
        person.since,
    )
    method.masked_number = data.masked_number or method.masked_number
    records.methods[method.id], person.method = method, method.id
    for bill in scenario.bills:
        _bill(world, person, method, bill)
    for older, newer in pairwise(of(person, records.bills)):
        older.late_fee_on = newer.id if older.late_fee else ""
    method.funds = Funds(**dict(data.funds)) if data.funds else None
    for message in scenario.messages:
        at = message.sent_at.astimezone(KST)
        world.notify(person, message.subject, message.text, at, push=message.channel is Channel.PUSH)


def _bill(world: World, person: Subscriber, method: StoredMethod, data: BillData) -> None:
    """Puts a bill of the past into the books, with what was paid of it."""
    lines = tuple(BillLine(line.kind, line.name, line.amount) for line in data.lines) or lines_of(data.amount)
    at = datetime.combine(data.issued, time(10), tzinfo=KST)
    bill = StoredBill(
        bill_id(person, data.billing_month),
        person.id,
        data.billing_month,
        data.issued,
        data.due,
        data.amount,
        data.amount,
        data.state,
        lines,
        data.late_fee,
    )
    put_on_record(world, bill, at)
    if data.remaining < data.amount:
        receive(world, bill, method, data.amount - data.remaining, at, at)
    for payment in data.coming:
        receive(world, bill, method, payment.amount, payment.at.astimezone(KST), payment.posts_at.astimezone(KST))
    bill.state = data.state


def _use(world: World, person: Subscriber, scenario: Scenario) -> None:
    """What the subscriber used and bought before the clock's day."""
    for used in scenario.usage:
        id_ = f"usage-{person.id}-{used.month[0]}{used.month[1]:02}"
        world.records.usage[id_] = UsageMonth(id_, person.id, used.month, used.voice_minutes, used.texts, used.data_mb)
    for payment in scenario.carrier_billing.payments:
        stored = StoredCarrierPayment(
            world.new_id(),
            person.id,
            payment.merchant,
            payment.description,
            payment.amount,
            payment.at.astimezone(KST),
            payment.state,
            payment.refunded,
            payment.category,
        )
        world.records.carrier_payments[stored.id] = stored
    lasts = timedelta(seconds=world.policy.otp.ttl_seconds)
    for code in scenario.codes_sent:
        sent = code.sent_at.astimezone(KST)
        attempt = CodeAttempt(
            world.new_id(), person.id, person.msisdn, sent, sent + lasts, code.state, code.wrong_tries
        )
        world.records.attempts[attempt.id] = attempt
    person.line_state, person.line_since = scenario.line_state, scenario.line_since
    billing = scenario.carrier_billing
    consented = billing.consented_at.astimezone(KST) if billing.consented_at else None
    person.carrier_billing = CarrierBilling(consented, billing.limit, billing.blocked, billing.raise_answer)


def _begin_change(world: World, subscriber: Subscriber, pending: PendingChange) -> None:
    world.clock.set(pending.requested_at)
    data = pending.method
    consents = tuple(ConsentGiven(terms.id, terms.version) for terms in world.policy.terms)
    request = ChangeRequest(data.kind, consents=consents)
    if data.kind is MethodKind.BANK:
        request = replace(request, bank_code=data.institution, account_number=data.number)
    elif data.kind is MethodKind.CARD:
        request = replace(request, card_issuer=data.institution, card_number=data.number, card_expiry=data.expires)
    change = take_on(world, subscriber, request, plan_for(world, subscriber, data.kind))
    new = world.records.methods[change.to_method]
    new.masked_number = data.masked_number or new.masked_number
    new.funds = Funds(**dict(data.funds)) if data.funds else None


def _subscriber(id_: str, data: PersonData, scenario: Scenario, since: datetime) -> Subscriber:
    return Subscriber(
        id_,
        f"account-{id_}",
        data.name,
        data.birth,
        data.gender,
        data.msisdn,
        data.kind,
        since,
        "",
        dict(data.wallet_owners),
        Plan(**dict(scenario.plan)),
        Pace(**dict(scenario.pace)),
        CarrierBilling(since),
    )


def _merged(base: Any, differs: Any) -> Any:
    """JSON merge: objects field by field, everything else replaced; unlike RFC 7396, null is a value."""
    if not isinstance(base, dict) or not isinstance(differs, dict):
        return differs
    return base | {name: _merged(base.get(name), value) for name, value in differs.items()}
