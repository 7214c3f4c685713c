"""Months that happen: whatever the clock has passed takes place, in order, however far it was moved at once."""
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from app.domain.payment_method import MethodKind, MethodStatus
from app.domain.policy import CarrierPolicy
from app.sandbox import arrears, billing, debit_attempts, money_notices, usage_accrual
from app.sandbox.clock import KST
from app.sandbox.ledger import post
from app.sandbox.payment_method_changes import take_effect
from app.sandbox.records import LineState
from app.sandbox.world import World

_DAY = timedelta(days=1)
CARD_REMINDER_DAYS = (60, 30, 7)


def settle(world: World) -> None:
    """Lets happen what the clock has brought. A clock set back undoes nothing and repeats nothing."""
    records, now = world.records, world.now()
    day = records.settled_until.date()
    while day <= now.date():
        for at, happen in STAGES:
            moment = datetime.combine(day, at, tzinfo=KST)
            if records.settled_until < moment <= now:
                happen(world, moment)
                records.settled_until, world.unsaved = moment, True
        day += _DAY


def begin_day(world: World, at: datetime) -> None:
    """Midnight: yesterday's use is counted, changes take effect, limits are new, arrears lead on."""
    for subscriber in world.records.subscribers.values():
        usage_accrual.accrue(world, subscriber, at.date() - _DAY)
    take_effect(world, at)
    _refill(world, at.date())
    if rule := world.policy.arrears:
        arrears.charge_late_fees(world, rule, at)
        arrears.climb(world, rule, at)


def write_letters(world: World, at: datetime) -> None:
    """Ten in the morning: payments are posted, bills go out, reminders are sent."""
    for payment in world.records.payments.values():
        if payment.posts_at <= at:
            post(world, payment, at)
    arrears.restore_who_paid(world, at)
    if rule := world.policy.billing:
        billing.issue_bills(world, rule, at)
    debit_attempts.remind(world, at, at.date() + _DAY)
    _remind_of_cards(world, world.policy, at)


def collect(world: World, at: datetime) -> None:
    """Two in the afternoon: debits and approvals are asked for."""
    debit_attempts.collect(world, at)
    arrears.restore_who_paid(world, at)


STAGES: tuple[tuple[time, Callable[[World, datetime], None]], ...] = (
    (time(), begin_day),
    (time(10), write_letters),
    (time(14), collect),
)


def _refill(world: World, today: date) -> None:
    """On its day of the month a card's limit is new, and money comes into an account or a wallet."""
    last = monthrange(today.year, today.month)[1]
    for method in world.records.methods.values():
        funds = method.funds
        if funds and today.day == min(funds.day, last):
            kept = 0 if method.kind is MethodKind.CARD else funds.available
            funds.available = kept + funds.monthly


def _remind_of_cards(world: World, policy: CarrierPolicy, at: datetime) -> None:
    """R17, R18: not of a card that is charged on after its expiry."""
    for subscriber in world.records.subscribers.values():
        method = world.records.methods[subscriber.method]
        rules = policy.method(method.kind)
        if not (rules and rules.expiry_stops_debit and method.expires and method.status is MethodStatus.ACTIVE):
            continue
        if method.institution_code in rules.expiry_exempt_issuers or subscriber.line_state is LineState.TERMINATED:
            continue
        last = date(*method.expires, monthrange(*method.expires)[1])
        if (last - at.date()).days in CARD_REMINDER_DAYS:
            notice = money_notices.card_expires(policy, method.to_domain(), last, at.date())
            world.notify(subscriber, *notice, at, push=True)
