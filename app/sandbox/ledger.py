"""The carrier's books: what is owed, what came in, what has reached a bill. Nothing is ever taken out of them."""
from datetime import datetime

from app.domain.bill import BillState
from app.sandbox.records import LedgerEntry, Movement, StoredBill, StoredMethod, StoredPayment
from app.sandbox.world import World


def owed(world: World, bill: StoredBill) -> int:
    """What is left of a bill once all the money on its way has arrived, KRW."""
    return bill.remaining - sum(one.amount for one in world.records.payments.values() if _is_coming(one, bill))


def put_on_record(world: World, bill: StoredBill, at: datetime) -> None:
    """The subscriber owes a bill from now on."""
    world.records.bills[bill.id] = bill
    world.records.ledger.append(LedgerEntry(at, bill.subscriber, Movement.BILLED, bill.id, bill.amount))


def receive(
    world: World, bill: StoredBill, method: StoredMethod, amount: int, at: datetime, posts_at: datetime, attempt: str = ""
) -> StoredPayment:
    """Takes money for one bill. It reaches the bill at `posts_at` (R106), at once when that is now.

    ValueError for nothing, or for more than is owed: what somebody paid is never taken a second time.
    """
    if not 0 < amount <= owed(world, bill):
        raise ValueError(f"{amount} KRW for a bill on which {owed(world, bill)} KRW are owed")
    payment = StoredPayment(world.new_id(), bill.subscriber, bill.id, method.id, amount, at, posts_at, attempt=attempt)
    world.records.payments[payment.id] = payment
    world.records.ledger.append(LedgerEntry(at, bill.subscriber, Movement.RECEIVED, bill.id, amount, method.id))
    if method.funds:
        method.funds.available -= amount
    if posts_at <= at:
        post(world, payment, at)
    return payment


def post(world: World, payment: StoredPayment, at: datetime) -> None:
    """Money reaches its bill, once."""
    if payment.posted:
        return
    payment.posted = True
    bill = world.records.bills[payment.bill]
    bill.remaining -= payment.amount
    bill.state = BillState.PARTIALLY_PAID if bill.remaining else BillState.SETTLED
    entry = LedgerEntry(at, bill.subscriber, Movement.POSTED, bill.id, payment.amount, payment.method)
    world.records.ledger.append(entry)


def _is_coming(payment: StoredPayment, bill: StoredBill) -> bool:
    return payment.bill == bill.id and not payment.posted
