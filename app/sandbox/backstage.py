"""What a director sees of a world and subscribers do not: the days ahead, codes on their way, checks waiting elsewhere."""
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from app.domain.change import ChangeState
from app.domain.charge_dates import next_charges
from app.domain.identity import IdentityMethod, IdentityState
from app.sandbox.clock import KST
from app.sandbox.records import AuthSession, StoredChange, Subscriber
from app.sandbox.world import World, of

EVENING = time(18)  # the last debits of a day are asked for in the afternoon


def leading(world: World) -> Subscriber:
    """Whom the scenario is about."""
    return next(iter(world.records.subscribers.values()))


def next_due(world: World) -> date | None:
    """Until when the next known bill is to be paid, of those that are not."""
    unpaid = (bill.due for bill in of(leading(world), world.records.bills) if not bill.to_domain().is_paid())
    return min((day for day in unpaid if day >= _ahead(world).date()), default=None)


def next_debit(world: World) -> date | None:
    """When money is asked for next, as known now: of the method in use, or of the one to come."""
    subscriber, records, ahead = leading(world), world.records, _ahead(world)
    bill = max(of(subscriber, records.bills), key=lambda bill: bill.billing_month, default=None)
    method, known = records.methods[subscriber.method].to_domain(), bill.to_domain() if bill else None
    days = [charge.date for charge in next_charges(world.policy, method, world.calendar, ahead, known)]
    if change := world.open_change(subscriber):
        coming = [change.first_charge] if change.state is ChangeState.SCHEDULED else []
        days = [*(day for day in days if day < change.effective), *coming]
    return min(days, default=None)


def evening(day: date) -> datetime:
    """When all that a day brings at the carrier has happened, KST."""
    return datetime.combine(day, EVENING, tzinfo=KST)


def _ahead(world: World) -> datetime:
    """Now, or tomorrow's first moment once today's evening has come."""
    now = world.now()
    return now if now < evening(now.date()) else datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=KST)


def waiting_checks(world: World) -> Iterator[AuthSession]:
    """Identity checks that wait for the person at a provider, oldest first."""
    for session in of(leading(world), world.records.sessions):
        if session.method is not IdentityMethod.SMS and session.state_at(world.now()) is IdentityState.PENDING:
            yield session


def waiting_wallets(world: World) -> Iterator[StoredChange]:
    """Changes that wait for the person in a wallet's app."""
    return (change for change in of(leading(world), world.records.changes) if change.state is ChangeState.PENDING_EXTERNAL_APP)
