"""Scenarios as data files: a base and its differences, turned into a world."""
import json
import secrets
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from app.domain.bill import BillState
from app.domain.change import ChangeRequest, ConsentGiven
from app.domain.line import SubscriberKind
from app.domain.payment_method import MethodKind, MethodStatus
from app.sandbox.clock import KST, VirtualClock
from app.sandbox.faults import Faults
from app.sandbox.payment_method_changes import plan_for, stored_method, take_on
from app.sandbox.records import CarrierBilling, Records, StoredBill, StoredMessage, Subscriber
from app.sandbox.world import World, new_id

FOLDER = Path(__file__).parent / "scenarios"
BASE = "base"
PERSON_IDS = ("subscriber-1", "subscriber-2")


class Strict(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Title(Strict):
    ko: str
    en: str


class PersonData(Strict):
    name: str
    birth: Annotated[str, Field(pattern=r"^\d{6}$")]
    gender: Annotated[str, Field(pattern=r"^[1-8]$")]
    msisdn: Annotated[str, Field(pattern=r"^\+8210\d{8}$")]
    kind: SubscriberKind
    wallet_owners: dict[MethodKind, str]


class MethodData(Strict):
    kind: MethodKind
    institution: str
    number: str = ""
    expires: tuple[int, int] | None = None


class BillData(Strict):
    billing_month: tuple[int, int]
    issued: date
    due: date
    amount: int
    remaining: int
    state: BillState


class MessageData(Strict):
    subject: str
    text: str
    sent_at: AwareDatetime


class PendingChange(Strict):
    method: MethodData
    requested_at: AwareDatetime


class Scenario(Strict):
    title: Title
    carrier: str  # of the policy
    clock: AwareDatetime
    subscriber: PersonData
    method: MethodData
    bills: tuple[BillData, ...]
    messages: tuple[MessageData, ...]
    neighbour: PersonData  # somebody else's data, which the subscriber must never reach
    pending_change: PendingChange | None = None
    blocked_phones: tuple[str, ...] = ()
    away: bool = False


@cache
def scenario_names() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in FOLDER.glob("*.json") if file.stem != BASE))


@cache
def load_scenario(name: str) -> Scenario:
    """Raises KeyError for an unknown name."""
    if name not in scenario_names():
        raise KeyError(f"no scenario {name!r}; there are {', '.join(scenario_names())}")
    return Scenario.model_validate_json(json.dumps(_merged(_read(BASE), _read(name))))


def world_of(name: str, operations: frozenset[str]) -> World:
    """A fresh world in which the scenario begins now. Raises KeyError for an unknown name."""
    scenario = load_scenario(name)
    start = scenario.clock.astimezone(KST)
    since = start.replace(year=start.year - 1)
    people = [
        _subscriber(id_, data, since)
        for id_, data in zip(PERSON_IDS, (scenario.subscriber, scenario.neighbour), strict=True)
    ]
    records = Records(
        scenario=name,
        carrier=scenario.carrier,
        token=secrets.token_urlsafe(24),
        secret=secrets.token_hex(32),
        now=scenario.clock,
        subscribers={person.id: person for person in people},
        blocked_phones=scenario.blocked_phones,
    )
    world = World(records, VirtualClock(scenario.clock), Faults(operations, away=scenario.away))
    for person in people:
        _furnish(world, person, scenario)
    if scenario.pending_change:
        _begin_change(world, people[0], scenario.pending_change)
        world.clock.set(scenario.clock)
    return world


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
    records.methods[method.id], person.method = method, method.id
    for bill in scenario.bills:
        year, month = bill.billing_month
        stored = StoredBill(
            f"bill-{person.id}-{year}{month:02}",
            person.id,
            (year, month),
            bill.issued,
            bill.due,
            bill.amount,
            bill.remaining,
            bill.state,
        )
        records.bills[stored.id] = stored
    for message in scenario.messages:
        sent = StoredMessage(
            new_id(), person.id, world.policy.name, message.subject, message.text, message.sent_at.astimezone(KST)
        )
        records.messages[sent.id] = sent


def _begin_change(world: World, subscriber: Subscriber, pending: PendingChange) -> None:
    world.clock.set(pending.requested_at)
    data = pending.method
    consents = tuple(ConsentGiven(terms.id, terms.version) for terms in world.policy.terms)
    request = ChangeRequest(data.kind, consents=consents)
    if data.kind is MethodKind.BANK:
        request = replace(request, bank_code=data.institution, account_number=data.number)
    elif data.kind is MethodKind.CARD:
        request = replace(request, card_issuer=data.institution, card_number=data.number, card_expiry=data.expires)
    take_on(world, subscriber, request, plan_for(world, subscriber, data.kind))


def _subscriber(id_: str, data: PersonData, since: datetime) -> Subscriber:
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
        carrier_billing=CarrierBilling(consented_at=since),
    )


def _read(name: str) -> dict[str, Any]:
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError(f"scenario {name!r} is no JSON object")
    return content


def _merged(base: Any, differs: Any) -> Any:
    """JSON merge: objects field by field, everything else replaced; unlike RFC 7396, null is a value."""
    if not isinstance(base, dict) or not isinstance(differs, dict):
        return differs
    return base | {name: _merged(base.get(name), value) for name, value in differs.items()}
