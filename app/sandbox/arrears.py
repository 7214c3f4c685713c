"""What waiting costs and where it leads: late fees, suspension, restoration, the end of a line (R107, R108)."""
from calendar import monthrange
from datetime import date, datetime, timedelta

from app.domain.policy import ArrearsRule
from app.sandbox import money_notices
from app.sandbox.ledger import owed
from app.sandbox.records import LineState, StoredBill, Subscriber
from app.sandbox.world import World, of


def charge_late_fees(world: World, rule: ArrearsRule, at: datetime) -> None:
    """Once a bill, on the 1st after its due month; never where the carrier names no rate (C22)."""
    if at.day != 1 or rule.late_fee_percent is None:
        return
    for bill in world.records.bills.values():
        if bill.late_fee is None and bill.due < at.date() and (left := owed(world, bill)):
            bill.late_fee = left * rule.late_fee_percent // 100
            notice = money_notices.late_fee(world.policy, bill)
            world.notify(world.records.subscribers[bill.subscriber], *notice, at)


def climb(world: World, rule: ArrearsRule, at: datetime) -> None:
    """Takes lines up the ladder on the days it names. A line never comes down it by waiting."""
    for subscriber in world.records.subscribers.values():
        oldest = oldest_overdue(world, subscriber, at.date())
        if oldest is None or subscriber.line_state is LineState.TERMINATED:
            continue
        steps = ladder(rule, oldest.due)
        if at.date() == oldest.due + timedelta(days=rule.warning_days):
            notice = money_notices.warned(world.policy, _overdue_sum(world, subscriber, at.date()), steps[0][0])
            world.notify(subscriber, *notice, at)
        for day, state in steps:
            if day == at.date() and _is_further(state, subscriber.line_state):
                _become(world, subscriber, state, at)


def restore_who_paid(world: World, at: datetime) -> None:
    """A suspended line works again once nothing overdue is left, to the last won."""
    for subscriber in world.records.subscribers.values():
        suspended = subscriber.line_state in (LineState.OUTBOUND_SUSPENDED, LineState.FULLY_SUSPENDED)
        if suspended and oldest_overdue(world, subscriber, at.date()) is None:
            _become(world, subscriber, LineState.ACTIVE, at)


def ladder(rule: ArrearsRule, due: date) -> tuple[tuple[date, LineState], ...]:
    """When what happens to a line whose oldest unpaid bill was due on that day."""
    outbound = _months_after(due, rule.outbound_stop_months)
    return (
        (outbound, LineState.OUTBOUND_SUSPENDED),
        (outbound + timedelta(days=rule.full_stop_days), LineState.FULLY_SUSPENDED),
        (_months_after(due, rule.termination_months), LineState.TERMINATED),
    )


def oldest_overdue(world: World, subscriber: Subscriber, today: date) -> StoredBill | None:
    overdue = [bill for bill in of(subscriber, world.records.bills) if bill.remaining and bill.due < today]
    return min(overdue, key=lambda bill: bill.due, default=None)


def _overdue_sum(world: World, subscriber: Subscriber, today: date) -> int:
    return sum(bill.remaining for bill in of(subscriber, world.records.bills) if bill.due < today)


def _become(world: World, subscriber: Subscriber, state: LineState, at: datetime) -> None:
    subscriber.line_state, subscriber.line_since = state, at.date()
    left = _overdue_sum(world, subscriber, at.date())
    world.notify(subscriber, *money_notices.line_became(world.policy, state, left), at)


def _is_further(state: LineState, than: LineState) -> bool:
    steps = tuple(LineState)
    return steps.index(state) > steps.index(than)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
