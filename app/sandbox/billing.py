"""Making a month's bill: its lines, in the groups of a Korean bill, add up to the won."""
from collections.abc import Iterator
from datetime import datetime

from app.domain.bill import BillState
from app.domain.charge_dates import charges_of
from app.domain.policy import BillingRule
from app.sandbox import money_notices, usage_accrual
from app.sandbox.debit_attempts import method_on
from app.sandbox.ledger import put_on_record
from app.sandbox.records import BillLine, BillLineKind, LineState, StoredBill, Subscriber
from app.sandbox.world import World, of

VAT_PERCENT = 10


def issue_bills(world: World, rule: BillingRule, at: datetime) -> None:
    """Bills everybody on the carrier's day, rolled to a business day; R33: for what was used the month before."""
    today, month = at.date(), (at.year, at.month)
    if today != world.calendar.following(today.replace(day=rule.issue_day))[0]:
        return
    for subscriber in world.records.subscribers.values():
        billed = any(bill.billing_month == month for bill in of(subscriber, world.records.bills))
        if subscriber.line_state is not LineState.TERMINATED and not billed:
            _issue(world, subscriber, rule, at)


def bill_id(subscriber: Subscriber, month: tuple[int, int]) -> str:
    return f"bill-{subscriber.id}-{month[0]}{month[1]:02}"


def lines_of(amount: int) -> tuple[BillLine, ...]:
    """Lines of a bill of which only the amount is known: the fee and its VAT, KRW."""
    vat = amount - round(amount * 100 / (100 + VAT_PERCENT))
    fee = BillLine(BillLineKind.BASE_FEE, "기본료", amount - vat)
    return fee, BillLine(BillLineKind.VAT, "부가가치세", vat)


def carrier_billing_of(world: World, subscriber: Subscriber, month: tuple[int, int]) -> int:
    """What 소액결제 of a month comes to, after what was given back, KRW."""
    return sum(
        payment.amount - payment.refunded
        for payment in of(subscriber, world.records.carrier_payments)
        if payment.state == "succeeded" and (payment.at.year, payment.at.month) == month
    )


def _issue(world: World, subscriber: Subscriber, rule: BillingRule, at: datetime) -> None:
    month = (at.year, at.month)
    method = method_on(world, subscriber, at.date())
    rules = world.policy.method(method.kind) or world.policy.methods[0]
    due = charges_of(rules, world.calendar, *month)[0].date
    bill = StoredBill(bill_id(subscriber, month), subscriber.id, month, at.date(), due, 0, 0, BillState.SENT)
    lines = [line for line in _charged(world, subscriber, bill) if line.amount]
    if spare := sum(line.amount for line in lines) % rule.round_down_to:
        lines.append(BillLine(BillLineKind.ROUNDING, "10원 미만 절사", -spare))
    bill.amount = bill.remaining = sum(line.amount for line in lines)
    bill.state = BillState.SENT if bill.amount else BillState.SETTLED
    if arrears := sum(older.remaining for older in of(subscriber, world.records.bills)):
        lines.append(BillLine(BillLineKind.ARREARS, "지난 미납 요금", arrears))
    bill.lines = tuple(lines)
    put_on_record(world, bill, at)
    world.notify(subscriber, *money_notices.issued(world.policy, bill, method.to_domain()), at)


def _charged(world: World, subscriber: Subscriber, bill: StoredBill) -> Iterator[BillLine]:
    plan, usage = subscriber.plan, usage_accrual.usage_of(world, subscriber, bill.usage_month)
    extra_minutes = max(0, usage.voice_minutes - plan.voice_minutes)
    extra_texts = max(0, usage.texts - plan.texts)
    extra = extra_minutes * plan.won_per_minute + extra_texts * plan.won_per_text
    yield BillLine(BillLineKind.BASE_FEE, plan.name, plan.monthly_fee)
    yield BillLine(BillLineKind.DISCOUNT, "요금 할인", -plan.discount)
    yield BillLine(BillLineKind.EXTRA_CALLS, f"음성 {extra_minutes}분, 문자 {extra_texts}건 초과", extra)
    yield BillLine(
        BillLineKind.CARRIER_BILLING, "소액결제 이용금액", carrier_billing_of(world, subscriber, bill.usage_month)
    )
    taxed = plan.monthly_fee - plan.discount + extra
    yield BillLine(BillLineKind.VAT, "부가가치세", (taxed * VAT_PERCENT + 50) // 100)
    if plan.installments_left:
        plan.installments_left -= 1
        yield BillLine(BillLineKind.DEVICE_INSTALLMENT, "단말기 할부금", plan.device_installment)
    for older in of(subscriber, world.records.bills):
        if older.late_fee and not older.late_fee_on:
            older.late_fee_on = bill.id
            yield BillLine(BillLineKind.LATE_FEE, f"{older.billing_month[1]}월 청구 연체가산금", older.late_fee)
