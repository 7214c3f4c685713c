"""Puts a change into words: names of methods, dates, why a date moved, what to warn of."""
from dataclasses import dataclass
from datetime import date

from app.domain.calendar import Shift
from app.domain.change import ChangePlan, Charge, ChargeKind, Warning
from app.domain.institutions import bank, card_issuer
from app.domain.payment_method import MethodKind, PaymentMethod
from app.domain.policy import CarrierPolicy, MethodPolicy, ServiceWindow
from app.domain.refusal import Failure
from app.screens.change_method.earned import kind_of, overview_of, policy_of, rules_of
from app.state.change_method.flow import Change
from app.ui import format as words
from app.ui.strings import change_method as say
from app.ui.strings import identity as say_identity

REFUSED = {**say.REFUSED, **say_identity.REFUSED}


@dataclass(frozen=True, slots=True)
class Moment:
    """One day on the time line of a change."""

    date: date
    what: str
    why: str = ""


def charging_day(rules: MethodPolicy) -> str:
    """매달 11일: the day of the first round; later rounds only collect what is left."""
    first = rules.rounds[0].day
    return say.EVERY_MONTH.format(day=say.DAY_OF_MONTH.format(day=first) if first else say.LAST_DAY)


def account_name(kind: MethodKind, institution: str) -> str:
    """국민은행 계좌, 신한카드, 카카오페이"""
    match kind:
        case MethodKind.BANK:
            return say.ACCOUNT_OF.format(bank=institution)
        case MethodKind.CARD if not institution.endswith(say.CARD):
            return say.CARD_OF.format(issuer=institution)
        case MethodKind.KAKAOPAY | MethodKind.PAYCO:
            return say.KIND[kind]
        case _:
            return institution


def name_of(method: PaymentMethod) -> str:
    return account_name(method.kind, method.institution)


def method_line(method: PaymentMethod) -> str:
    """신한카드 1234-****-****-5678"""
    return name_of(method) if method.kind.is_wallet else f"{method.institution} {method.masked_number}"


def new_name(change: Change) -> str:
    """The new method as far as it is known: its kind first, then its institution."""
    institution = bank(change.bank_code) if kind_of(change) is MethodKind.BANK else card_issuer(change.issuer)
    known = kind_of(change).is_wallet or institution is not None
    return account_name(kind_of(change), institution.name if institution else "") if known else say.KIND[kind_of(change)]


def charged(kind: MethodKind, method: str) -> str:
    """KB국민은행 계좌에서 빠져나가요"""
    return say.CHARGE[kind].format(method=method)


def charge_day(kind: MethodKind, method: str, which: str = "") -> str:
    """KB국민은행 계좌 첫 출금일이에요"""
    return say.CHARGE_DAY[kind].format(method=method, which=which)


def shifted(shift: Shift | None) -> str:
    if shift is None:
        return ""
    return say.SHIFTED.format(nominal=words.day(shift.nominal), days=", ".join(_names(shift)))


def _names(shift: Shift) -> list[str]:
    """일요일, 설날 연휴: the days before and after a holiday count as that holiday's."""
    names = list(dict.fromkeys(day.name for day in shift.over))
    roots = [name for name in names if not any(name != other and name.startswith(other) for other in names)]
    return [say.HOLIDAYS.format(name=root) if any(name != root and name.startswith(root) for name in names) else root for root in roots]


def moments(change: Change, plan: ChangePlan) -> tuple[Moment, ...]:
    """R45-R50: the charges of both methods around the day the new one begins."""
    rule = policy_of(change).effective
    reason = (
        say.EFFECTIVE_SAME_TYPE.format(days=rule.same_type_business_days)
        if plan.same_type
        else say.EFFECTIVE_CROSS_TYPE.format(day=rule.cross_type_next_month_day)
    )
    begins = Moment(plan.effective, say.EFFECTIVE, reason)
    return tuple(sorted((begins, *(_moment(change, plan, charge) for charge in plan.charges)), key=lambda moment: moment.date))


def _moment(change: Change, plan: ChangePlan, charge: Charge) -> Moment:
    match charge.kind:
        case ChargeKind.FIRST if charge.on_new:
            what = charge_day(kind_of(change), new_name(change), say.FIRST_TIME if charge.date == plan.first_on_new else "")
        case ChargeKind.FIRST:
            old = overview_of(change).method
            what = charge_day(old.kind, name_of(old), say.LAST_TIME if charge.date == plan.last_on_old else "")
        case ChargeKind.MONTH_END:
            what = say.CHARGE_MONTH_END
        case _:
            what = say.CHARGE_AGAIN if charge.on_new else say.CHARGE_AGAIN_OLD.format(method=name_of(overview_of(change).method))
    return Moment(charge.date, what, shifted(charge.shift))


def warning(change: Change, plan: ChangePlan, which: Warning) -> say.Said:
    old = overview_of(change).method
    match which:
        case Warning.OLD_STILL_CHARGED:
            last = words.day(plan.last_on_old or plan.effective)
            return _filled(say.OLD_STILL_CHARGED, date=last, charge=charged(old.kind, name_of(old)))
        case Warning.DOUBLE_CHARGE_RISK:
            return _filled(say.DOUBLE_CHARGE_RISK, call=call_centre(policy_of(change)))
        case Warning.UNPAID_NOT_COLLECTED:
            return say.UNPAID_NOT_COLLECTED
        case Warning.COMPLETE_IN_APP:
            return _filled(say.COMPLETE_IN_APP, kind=say.KIND[kind_of(change)], app=say.WALLET_APP.get(kind_of(change), ""))
        case Warning.DAY_CHANGES:
            before, after = policy_of(change).method(old.kind), rules_of(change)
            return _filled(say.DAY_CHANGES, before=charging_day(before) if before else say.DAY_NOW, after=charging_day(after))


def opening_hours(window: ServiceWindow) -> str:
    """평일 09:10~21:50"""
    days = say.WEEKDAYS if window.weekdays == (0, 1, 2, 3, 4) else say.WEEKDAY_SEPARATOR.join(say.WEEKDAY[day] for day in window.weekdays)
    return say.WINDOW_HOURS.format(days=days, opens=f"{window.opens:%H:%M}", closes=f"{window.closes:%H:%M}")


def call_centre(policy: CarrierPolicy) -> str:
    """The number a subscriber calls first (R58, C9)."""
    return policy.contacts[0].number


def refused(policy: CarrierPolicy, failure: Failure) -> say.Said:
    """A refusal with the moment, the number and the tries it came with."""
    return _filled(
        REFUSED[failure.refusal],
        call=call_centre(policy),
        opening=say.CLOSED_UNTIL.format(opening=words.moment(failure.next_opening)) if failure.next_opening else say.TRY_AGAIN_LATER,
        wait=_waiting(failure.retry_after),
        tries=_tries_left(failure.tries_left),
    )


def _waiting(seconds: int | None) -> str:
    if seconds is None:
        return say_identity.WAIT_A_WHILE
    if seconds < 60:
        return say_identity.WAIT_SECONDS.format(seconds=seconds)
    return say_identity.WAIT_MINUTES.format(minutes=-(-seconds // 60))


def _tries_left(tries: int | None) -> str:
    if tries is None:
        return say_identity.TRY_AGAIN
    return say_identity.LAST_TRY if tries == 1 else say_identity.TRIES_LEFT.format(tries=tries)


def _filled(said: say.Said, **values: str) -> say.Said:
    return say.Said(said.title.format(**values), said.text.format(**values))
