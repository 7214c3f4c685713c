"""The texts about bills and money: how much, when, from what, and what to do next."""
from datetime import date

from app.domain.payment_method import MethodKind, PaymentMethod
from app.domain.policy import CarrierPolicy
from app.sandbox.notices import day, leaves, letter, named
from app.sandbox.records import DebitAttempt, DebitOutcome, LineState, StoredBill

Notice = tuple[str, str]  # subject and text

WHY_NOT = {
    DebitOutcome.BALANCE: "잔액이 모자라요",
    DebitOutcome.LIMIT: "카드 한도가 모자라요",
    DebitOutcome.EXPIRED: "카드 유효기간이 지났어요",
}
LINE_NEWS = {
    LineState.ACTIVE: ("이용 정지가 풀렸어요", "밀린 요금을 모두 받았어요.", "지금부터 다시 쓸 수 있어요."),
    LineState.OUTBOUND_SUSPENDED: (
        "발신이 정지됐어요",
        "밀린 요금이 있어서 전화와 문자를 보낼 수 없어요.",
        "받는 것은 아직 할 수 있어요.",
    ),
    LineState.FULLY_SUSPENDED: (
        "이용이 정지됐어요",
        "밀린 요금이 있어서 통화와 문자, 데이터를 쓸 수 없어요.",
        "밀린 요금을 모두 내면 다시 쓸 수 있어요.",
    ),
    LineState.TERMINATED: (
        "이용 계약이 해지됐어요",
        "밀린 요금을 오래 내지 않아 계약이 해지됐어요.",
        "다시 쓰려면 고객센터에 연락해 주세요.",
    ),
}


def issued(policy: CarrierPolicy, bill: StoredBill, method: PaymentMethod) -> Notice:
    month, used, older = bill.billing_month[1], bill.usage_month[1], bill.total - bill.amount
    arrears = (f"이와 별도로 지난 요금 {older:,}원이 밀려 있어요. 바로 내 주세요.",) if older else ()
    due = f"{day(bill.due, bill.issued)}에 {named(method)}에서 {leaves(method)}."
    return f"{month}월 요금 안내", letter(
        policy, f"{month}월 청구 요금은 {bill.amount:,}원이에요. {used}월에 쓰신 요금이에요.", due, *arrears
    )


def tomorrow(policy: CarrierPolicy, method: PaymentMethod, amount: int, on: date) -> Notice:
    check = "카드 한도를" if method.kind is MethodKind.CARD else "잔액을"
    return "내일 요금이 나가요", letter(
        policy, f"내일 {day(on, on)}에 {named(method)}에서 {amount:,}원이 {leaves(method)}.", f"{check} 미리 확인해 주세요."
    )


def paid(policy: CarrierPolicy, method: PaymentMethod, amount: int, on: date) -> Notice:
    return "요금을 냈어요", letter(policy, f"{day(on, on)}에 {named(method)}에서 {amount:,}원을 냈어요.")


def declined(policy: CarrierPolicy, method: PaymentMethod, attempt: DebitAttempt, again: date | None) -> Notice:
    today = attempt.at.date()
    if attempt.outcome is DebitOutcome.EXPIRED:
        then = "새 카드로 바꿔 주세요. 그때까지 이 카드로는 요금을 받지 않아요."
    elif again:
        then = f"{day(again, today)}에 다시 시도해요. 그 전에 준비해 주세요."
    else:
        then = "이번 요금은 다시 자동으로 나가지 않아요. 바로 내 주세요."
    return "요금이 나가지 않았어요", letter(
        policy, f"{named(method)}에서 {attempt.amount:,}원을 받지 못했어요. {WHY_NOT[attempt.outcome]}.", then
    )


def late_fee(policy: CarrierPolicy, bill: StoredBill) -> Notice:
    return "연체료가 붙어요", letter(
        policy,
        f"{bill.billing_month[1]}월 요금을 내지 않아 연체료 {bill.late_fee:,}원이 붙어요.",
        "다음 청구서에 함께 나와요.",
    )


def warned(policy: CarrierPolicy, amount: int, stops: date) -> Notice:
    return "이용이 정지될 수 있어요", letter(
        policy, f"밀린 요금 {amount:,}원을 내지 않으면 {stops.month}월 {stops.day}일에 발신이 정지돼요.", "바로 내 주세요."
    )


def line_became(policy: CarrierPolicy, state: LineState, left: int) -> Notice:
    subject, *lines = LINE_NEWS[state]
    owed = (f"밀린 요금은 {left:,}원이에요.",) if left else ()
    return subject, letter(policy, *lines, *owed)


def card_expires(policy: CarrierPolicy, method: PaymentMethod, last: date, today: date) -> Notice:
    """R17."""
    return "카드 유효기간이 곧 끝나요", letter(
        policy,
        f"{named(method)}의 유효기간이 {day(last, today)}에 끝나요.",
        "새 카드를 받으면 납부방법을 바꿔 주세요. 그러지 않으면 요금이 나가지 않아요.",
    )
