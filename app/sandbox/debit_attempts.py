"""Collecting bills: each on the days of the method in use, until it is paid or no round is left."""
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

from app.domain.change import ChangeState
from app.domain.charge_dates import charges_of, debit_stops
from app.domain.payment_method import MethodKind
from app.sandbox import money_notices
from app.sandbox.clock import KST
from app.sandbox.ledger import owed, receive
from app.sandbox.policy_file import load_policy
from app.sandbox.records import DebitAttempt, DebitOutcome, StoredBill, StoredMethod, Subscriber
from app.sandbox.world import World, of


def collect(world: World, at: datetime) -> None:
    """Asks for every unpaid bill whose round is today (R13, R19-R22, R29-R30, R46-R50)."""
    for subscriber, bill, method in list(_rounds_on(world, at.date())):
        _ask(world, subscriber, bill, method, at)


def remind(world: World, at: datetime, tomorrow: date) -> None:
    """R28: says the day before what will be asked for, while the balance can still be put right."""
    for subscriber, bill, method in _rounds_on(world, tomorrow):
        if not debit_stops(world.policy, method.to_domain(), tomorrow):
            notice = money_notices.tomorrow(world.policy, method.to_domain(), owed(world, bill), tomorrow)
            world.notify(subscriber, *notice, at, push=True)


def method_on(world: World, subscriber: Subscriber, day: date) -> StoredMethod:
    """What a charge of that day runs on: a change in effect by then, unless it came after the charge's cut-off."""
    rule, methods = world.policy.effective, world.records.methods
    applied = [one for one in of(subscriber, world.records.changes) if one.state is ChangeState.APPLIED]
    if applied:
        last = applied[-1]
        closes = world.calendar.plus_business_days(day, -rule.cutoff_days_before)
        if (last.counts_from or last.requested_at) > datetime.combine(closes, rule.cutoff_time, tzinfo=KST):
            return methods[last.from_method]
    return methods[subscriber.method]


def _rounds_on(world: World, day: date) -> Iterator[tuple[Subscriber, StoredBill, StoredMethod]]:
    for bill in world.records.bills.values():
        if bill.remaining and owed(world, bill):
            subscriber = world.records.subscribers[bill.subscriber]
            method = method_on(world, subscriber, day)
            if day in charge_days(world.records.carrier, method.kind, bill.billing_month):
                yield subscriber, bill, method


@cache
def charge_days(carrier: str, kind: MethodKind, month: tuple[int, int]) -> tuple[date, ...]:
    """Every day on which a kind of method is charged for a month's bill; the same for all worlds."""
    loaded = load_policy(carrier)
    rules = loaded.policy.method(kind)
    return tuple(charge.date for charge in charges_of(rules, loaded.calendar, *month)) if rules else ()


def _ask(world: World, subscriber: Subscriber, bill: StoredBill, method: StoredMethod, at: datetime) -> None:
    amount, policy = owed(world, bill), world.policy
    rounds = sum(attempt.bill == bill.id for attempt in world.records.debits.values())
    outcome = _outcome(world, method, amount, at.date())
    attempt = DebitAttempt(world.new_id(), subscriber.id, bill.id, rounds + 1, method.id, at, amount, outcome)
    world.records.debits[attempt.id] = attempt
    if outcome is DebitOutcome.APPROVED:
        receive(world, bill, method, amount, at, at, attempt.id)
        world.notify(subscriber, *money_notices.paid(policy, method.to_domain(), amount, at.date()), at, push=True)
        return
    later = [day for day in charge_days(policy.carrier, method.kind, bill.billing_month) if day > at.date()]
    notice = money_notices.declined(policy, method.to_domain(), attempt, next(iter(later), None))
    world.notify(subscriber, *notice, at)


def _outcome(world: World, method: StoredMethod, amount: int, day: date) -> DebitOutcome:
    """R18: an expired card is not even asked."""
    if debit_stops(world.policy, method.to_domain(), day):
        return DebitOutcome.EXPIRED
    if method.funds is None or method.funds.available >= amount:
        return DebitOutcome.APPROVED
    return DebitOutcome.LIMIT if method.kind is MethodKind.CARD else DebitOutcome.BALANCE
