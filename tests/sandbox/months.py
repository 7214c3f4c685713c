"""A world whose clock stands still until a test moves it."""
import json
from datetime import date, datetime, time
from typing import Any

from app.domain.change import ChangeRequest, ConsentGiven
from app.domain.payment_method import MethodKind
from app.sandbox.clock import KST
from app.sandbox.months import settle
from app.sandbox.payment_method_changes import plan_for, take_on
from app.sandbox.records import BillLineKind, DebitAttempt, Movement, StoredBill, StoredChange, Subscriber
from app.sandbox.scenario_file import scenario_from, world_from
from app.sandbox.world import World, of

BANK = {"kind": "bank", "institution": "004", "number": "11023456789012", "expires": None}
SHORT = {"available": 0}


def made(seed: int | None = 7, **differs: Any) -> World:
    """A world by its difference from the base."""
    world = world_from(scenario_from(json.dumps({"title": {"ko": "시험", "en": "Test"}} | differs), "test"), "test", frozenset(), seed)
    world.clock.stop()
    world.clock.set(world.records.settled_until)
    return world


def at(world: World, day: str, hour: int = 23) -> World:
    """The clock moves there, and what it passes happens."""
    world.clock.set(datetime.combine(date.fromisoformat(day), time(hour), tzinfo=KST))
    settle(world)
    return world


def me(world: World) -> Subscriber:
    return next(iter(world.records.subscribers.values()))


def bills(world: World) -> list[StoredBill]:
    return of(me(world), world.records.bills)


def bill_of(world: World, year: int, month: int) -> StoredBill:
    return next(bill for bill in bills(world) if bill.billing_month == (year, month))


def debits(world: World) -> list[DebitAttempt]:
    return of(me(world), world.records.debits)


def asked(world: World) -> list[tuple[str, int, str]]:
    """Every debit of mine: day, round, outcome."""
    return [(str(one.at.date()), one.round, one.outcome.value) for one in debits(world)]


def subjects(world: World) -> list[str]:
    return [message.subject for message in of(me(world), world.records.messages)]


def change_to(world: World, kind: MethodKind, number: str = "110234567890") -> StoredChange:
    """A checked application for another method, now."""
    consents = tuple(ConsentGiven(terms.id, terms.version) for terms in world.policy.terms)
    if kind is MethodKind.BANK:
        request = ChangeRequest(kind, bank_code="088", account_number=number, consents=consents)
    else:
        request = ChangeRequest(kind, card_issuer="61", card_number=number, card_expiry=(2029, 5), consents=consents)
    return take_on(world, me(world), request, plan_for(world, me(world), kind))


def books_balance(world: World) -> None:
    """What must hold whatever happened (money in = money out; once; nothing early)."""
    records = world.records
    sums = {
        (movement, bill): sum(one.amount for one in records.ledger if (one.movement, one.bill) == (movement, bill))
        for movement in Movement
        for bill in records.bills
    }
    for bill in records.bills.values():
        billed, received, posted = (sums[movement, bill.id] for movement in Movement)
        coming = sum(one.amount for one in records.payments.values() if one.bill == bill.id and not one.posted)
        assert billed == bill.amount
        assert posted == bill.amount - bill.remaining
        assert received == posted + coming <= bill.amount
        own = [line.amount for line in bill.lines if line.kind is not BillLineKind.ARREARS]
        assert sum(own) == bill.amount
    rounds = [(one.bill, one.round) for one in records.debits.values()]
    assert len(set(rounds)) == len(rounds), "one debit for each bill and round"
    days = [(one.bill, one.at.date()) for one in records.debits.values()]
    assert len(set(days)) == len(days), "one debit for each bill and day"
    taken = [one for one in records.debits.values() if one.outcome == "approved"]
    assert {one.id: one.amount for one in taken} == {
        one.attempt: one.amount for one in records.payments.values() if one.attempt
    }
    for method in records.methods.values():
        assert method.funds is None or method.funds.available >= 0
    done = [message.text for message in records.messages.values() if message.subject == "납부방법 변경 완료"]
    for change in records.changes.values():
        said = sum(change.receipt in text for text in done)
        assert said == (change.state == "applied"), "no change is applied twice, nor without an SMS"
        assert change.state != "applied" or change.effective <= world.now().date()
        early = [
            one
            for one in records.debits.values()
            if one.method == change.to_method and one.at.date() < change.effective
        ]
        assert early == [], "nothing before its effective date"
