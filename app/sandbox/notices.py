"""The SMS texts of a change, computed from the change (R56, C4): what, from when, when money moves, what to do."""
from datetime import date, datetime

from app.domain.change import ChangeState, MethodChange
from app.domain.payment_method import MethodKind, PaymentMethod
from app.domain.policy import CarrierPolicy

WEEKDAYS = "월화수목금토일"
WALLET_APPS = {MethodKind.KAKAOPAY: "카카오톡이나 카카오페이 앱", MethodKind.PAYCO: "페이코 앱"}  # R9, R12


def day(value: date, today: date) -> str:
    year = f"{value.year}년 " if value.year != today.year else ""
    return f"{year}{value.month}월 {value.day}일({WEEKDAYS[value.weekday()]})"


def named(method: PaymentMethod) -> str:
    return method.institution if method.kind.is_wallet else f"{method.institution}({method.masked_number})"


def leaves(method: PaymentMethod) -> str:
    return "출금돼요" if method.kind is MethodKind.BANK else "결제돼요"


def letter(policy: CarrierPolicy, *lines: str) -> str:
    contact = policy.contacts[0]
    return "\n".join((f"[{policy.name}]", *lines, f"문의 {contact.label} {contact.number}"))


def _money(change: MethodChange, amount: int | None, today: date) -> tuple[str, ...]:
    """When money leaves the old method for the last time and the new one for the first."""
    first, last = change.first_charge, change.last_on_old
    known = f"{amount:,}원이 " if amount is not None else ""
    unknown = "" if amount is not None else " 금액은 청구서에서 알려 드려요."
    on_new = f"{day(first, today)}에 새 납부방법으로 처음 {known}{leaves(change.to_method)}.{unknown}"
    if last is None:
        return (on_new,)
    return (f"{day(last, today)}에는 아직 {change.from_method.institution}에서 {leaves(change.from_method)}.", on_new)


def accepted(policy: CarrierPolicy, change: MethodChange, amount: int | None) -> tuple[str, str]:
    """Subject and text once a change is taken on; `amount` of the first charge in KRW, None before its bill."""
    today = change.requested_at.date()
    arrow = f"{named(change.from_method)} → {named(change.to_method)}"
    if change.state is ChangeState.PENDING_EXTERNAL_APP:
        return "납부방법 변경 확인 필요", letter(
            policy,
            "납부방법 변경이 아직 끝나지 않았어요.",
            arrow,
            f"{WALLET_APPS[change.to_method.kind]}에서 신청을 마쳐 주세요.",
            f"{day(change.effective, today)} 전까지 마치지 않으면 신청이 사라지고, 지금 납부방법을 그대로 써요.",
            f"접수번호 {change.receipt}",
        )
    return scheduled(policy, change, amount, today)


def scheduled(policy: CarrierPolicy, change: MethodChange, amount: int | None, today: date) -> tuple[str, str]:
    return "납부방법 변경 접수", letter(
        policy,
        "납부방법 변경을 접수했어요.",
        f"{named(change.from_method)} → {named(change.to_method)}",
        f"{day(change.effective, today)}부터 적용돼요.",
        *_money(change, amount, today),
        f"접수번호 {change.receipt}",
    )


def applied(policy: CarrierPolicy, change: MethodChange, amount: int | None) -> tuple[str, str]:
    return "납부방법 변경 완료", letter(
        policy,
        "오늘부터 납부방법이 바뀌었어요.",
        f"{named(change.from_method)} → {named(change.to_method)}",
        *_money(change, amount, change.effective),
        f"접수번호 {change.receipt}",
    )


def cancelled(policy: CarrierPolicy, change: MethodChange, at: datetime) -> tuple[str, str]:
    return "납부방법 변경 취소", letter(
        policy, f"{day(at.date(), at.date())}에 납부방법 변경 신청을 취소했어요.", *_as_before(change)
    )


def declined(policy: CarrierPolicy, change: MethodChange) -> tuple[str, str]:
    return "납부방법 변경 안 됨", letter(
        policy,
        f"{change.to_method.institution} 앱에서 신청을 거절해서 납부방법을 바꾸지 않았어요.",
        *_as_before(change),
    )


def expired(policy: CarrierPolicy, change: MethodChange) -> tuple[str, str]:
    return "납부방법 변경 안 됨", letter(
        policy,
        f"{change.to_method.institution} 앱에서 신청을 마치지 않아 납부방법을 바꾸지 않았어요.",
        *_as_before(change),
    )


def _as_before(change: MethodChange) -> tuple[str, ...]:
    return f"지금처럼 {named(change.from_method)}에서 {leaves(change.from_method)}.", f"접수번호 {change.receipt}"
