"""When money moves: the charges of a method, and what a change from one method to another does to them."""
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TypeAlias

from app.domain.bill import Bill
from app.domain.calendar import BusinessCalendar
from app.domain.card import has_expired
from app.domain.change import ChangePlan, ChangeState, Charge, ChargeKind, MethodChange, Warning
from app.domain.payment_method import MethodKind, PaymentMethod
from app.domain.policy import CarrierPolicy, MethodPolicy
from app.domain.service_hours import window_is_open, window_opens_next

Month: TypeAlias = tuple[int, int]  # (year, month)

# R20, R106: what was charged is known only after a while. No source says how long; R45 is the carrier's own pace.
_POSTING_BUSINESS_DAYS = 2


def charges_of(
    method: MethodPolicy,
    calendar: BusinessCalendar,
    year: int,
    month: int,
    *,
    on_new: bool = False,
    debit_day: int | None = None,
) -> tuple[Charge, ...]:
    """All charges of one billing month by one method, rolled to business days (R13, R19-R22, R29-R30, R46-R50).

    Round 1, or the debit day the subscriber chose, is the charge of the month; later rounds charge what is still
    unpaid. With retry_until_next_due they are the extra debit days of R30: one whose day is not after round 1 falls in
    the following month. None is on or after next month's charge. Days that roll onto one date make one charge.
    """
    due, *later = _nominal_days(method, (year, month), debit_day)
    next_due, _ = calendar.following(_nominal_days(method, _month_after((year, month)), debit_day)[0][0])
    charges: dict[date, Charge] = {}
    for nominal, kind in (due, *sorted(later)):
        day, shift = calendar.following(nominal)
        if day < next_due:
            charges.setdefault(day, Charge(day, on_new, kind, (year, month), shift))
    return tuple(charges.values())


def debit_stops(policy: CarrierPolicy, method: PaymentMethod, day: date) -> bool:
    """R18: a card past its expiry is not charged any more, unless its issuer is one the carrier exempts."""
    rules = policy.method(method.kind)
    if rules is None or not rules.expiry_stops_debit or method.expires is None:
        return False
    return has_expired(method.expires, day) and method.institution_code not in rules.expiry_exempt_issuers


def next_charges(
    policy: CarrierPolicy,
    method: PaymentMethod,
    calendar: BusinessCalendar,
    now: datetime,
    bill: Bill | None = None,
    change: MethodChange | None = None,
) -> tuple[Charge, ...]:
    """This month's charges still ahead, or the next month's when none is.

    The bill makes it exact: a paid one is not charged again, an unpaid one of last month is while it has retries left.
    So does a scheduled change: what it leaves to the method comes first, then what it brings, marked as on the new one.
    Empty when nothing will be charged: an unknown method, or a card whose debit has stopped (R18).
    """
    on_old = _ahead(policy, method, calendar, now, bill)
    if change is None or change.state is not ChangeState.SCHEDULED:
        return on_old
    left = tuple(charge for charge in on_old if _stays_on_old(change, charge.date))
    if left:
        return left
    first = datetime.combine(change.first_charge, time(), tzinfo=now.tzinfo)
    return tuple(replace(charge, on_new=True) for charge in _ahead(policy, change.to_method, calendar, first, bill))


def _stays_on_old(change: MethodChange, day: date) -> bool:
    """Before the change takes effect, or asked for too late for that day's charge."""
    return day < change.effective or (change.last_on_old is not None and day <= change.last_on_old)


def _ahead(
    policy: CarrierPolicy, method: PaymentMethod, calendar: BusinessCalendar, now: datetime, bill: Bill | None
) -> tuple[Charge, ...]:
    this_month = (now.year, now.month)
    next_month = _month_after(this_month)
    months = [this_month, next_month, _month_after(next_month)]
    if bill and bill.is_paid():
        months = [month for month in months if month != bill.billing_month]
    elif bill and bill.billing_month < this_month:
        months.insert(0, bill.billing_month)
    for month in months:
        charges = _charges_by(policy, method, calendar, month)
        ahead = tuple(charge for charge in charges if charge.date >= now.date())
        if ahead:
            return ahead
    return ()


def effective_date(
    policy: CarrierPolicy, calendar: BusinessCalendar, current: MethodKind, new: MethodKind, requested_at: datetime
) -> date:
    """R45 and R48-R50: +2 business days within a family, the 1st of next month across families (C3)."""
    rule = policy.effective
    if current.family == new.family:
        return calendar.plus_business_days(requested_at.date(), rule.same_type_business_days)
    return _day_of(_month_after((requested_at.year, requested_at.month)), rule.cross_type_next_month_day)


def plan_change(
    policy: CarrierPolicy,
    calendar: BusinessCalendar,
    current: PaymentMethod,
    new: MethodKind,
    requested_at: datetime,
    bill: Bill | None,
) -> ChangePlan:
    """Every charge around a change, and what to warn of. ValueError for a kind the policy does not offer.

    The bill is the latest one known. Nothing is announced for a month whose bill is paid, nor for one whose first
    charge has passed without a bill that says it is still unpaid.
    """
    rules = policy.method(new)
    if rules is None:
        raise ValueError(f"{policy.carrier} offers no {new}")
    effective = effective_date(policy, calendar, current.kind, new, requested_at)
    change = _Change(policy, calendar, current, rules, requested_at, effective, bill)
    charges = tuple(sorted(change.charges(), key=lambda charge: charge.date))
    firsts = [charge for charge in charges if charge.kind is ChargeKind.FIRST]
    window = policy.window(new)
    window_open = window is None or window_is_open(window, calendar, requested_at)
    return ChangePlan(
        same_type=current.kind.family == new.family,
        effective=effective,
        charges=charges,
        last_on_old=max((charge.date for charge in firsts if not charge.on_new), default=None),
        first_on_new=min(charge.date for charge in firsts if charge.on_new),
        warnings=tuple(change.warnings(charges)),
        cancellable_until=change.closing_time(policy.cancel_until_days_before, before=effective),
        window_open=window_open,
        next_opening=None if window is None or window_open else window_opens_next(window, calendar, requested_at),
    )


@dataclass(frozen=True, slots=True)
class _Change:
    """One method giving way to another."""

    policy: CarrierPolicy
    calendar: BusinessCalendar
    current: PaymentMethod
    new: MethodPolicy
    requested_at: datetime
    effective: date
    bill: Bill | None

    def charges(self) -> Iterator[Charge]:
        """From last month's retries to the month whose first charge is on the new method."""
        month = _month_before((self.requested_at.year, self.requested_at.month))
        reached_new = False
        while not reached_new:
            charges = self._charges_in(month)
            yield from charges
            reached_new = any(charge.on_new and charge.kind is ChargeKind.FIRST for charge in charges)
            month = _month_after(month)

    def warnings(self, charges: Sequence[Charge]) -> Iterator[Warning]:
        on_old = [charge.date for charge in charges if not charge.on_new]
        first_new = min(charge.date for charge in charges if charge.on_new)
        if on_old:
            yield Warning.OLD_STILL_CHARGED
        if on_old and first_new <= self.calendar.plus_business_days(on_old[-1], _POSTING_BUSINESS_DAYS):
            yield Warning.DOUBLE_CHARGE_RISK
        if self._leaves_a_gap(charges):
            yield Warning.UNPAID_NOT_COLLECTED
        if self.new.completes_in_app:
            yield Warning.COMPLETE_IN_APP
        old = self.policy.method(self.current.kind)
        if old and (self.current.debit_day or old.rounds[0].day) != self.new.rounds[0].day:
            yield Warning.DAY_CHANGES

    def closing_time(self, count: int, *, before: date) -> datetime:
        """When the carrier closes, that many business days before the day."""
        day = self.calendar.plus_business_days(before, -count)
        return datetime.combine(day, self.policy.effective.cutoff_time, tzinfo=self.requested_at.tzinfo)

    def _charges_in(self, month: Month) -> tuple[Charge, ...]:
        """What either method still charges of a month: nothing when it is paid, or past and not known to be unpaid."""
        today = self.requested_at.date()
        bill = self.bill if self.bill and self.bill.billing_month == month else None
        old = _charges_by(self.policy, self.current, self.calendar, month)
        new = charges_of(self.new, self.calendar, *month, on_new=True)
        has_begun = (old or new)[0].date < today
        if bill.is_paid() if bill else has_begun:
            return ()
        rounds = [charge for charge in (*old, *new) if charge.on_new == self._is_on_new(charge.date)]
        ahead = [charge for charge in rounds if charge.date >= today]
        return _first_then_retries(ahead, asked_before=len(ahead) < len(rounds))

    def _is_on_new(self, day: date) -> bool:
        """In effect by then, and asked for before the cut-off of that day's charge."""
        cutoff = self.closing_time(self.policy.effective.cutoff_days_before, before=day)
        return day >= self.effective and self.requested_at <= cutoff

    def _leaves_a_gap(self, charges: Sequence[Charge]) -> bool:
        if self.bill is None or self.bill.is_paid():
            return False
        return all(charge.billing_month != self.bill.billing_month for charge in charges)


def _first_then_retries(charges: Sequence[Charge], *, asked_before: bool) -> tuple[Charge, ...]:
    """A bill is charged once and only retried after that, whichever method's rounds these are."""

    def kind(place: int, charge: Charge) -> ChargeKind:
        if place == 0 and not asked_before:
            return ChargeKind.FIRST
        return ChargeKind.RETRY if charge.kind is ChargeKind.FIRST else charge.kind

    return tuple(replace(charge, kind=kind(place, charge)) for place, charge in enumerate(charges))


def _charges_by(
    policy: CarrierPolicy, method: PaymentMethod, calendar: BusinessCalendar, month: Month
) -> tuple[Charge, ...]:
    """What a registered method charges of one month's bill."""
    rules = policy.method(method.kind)
    if rules is None:
        return ()
    charges = charges_of(rules, calendar, *month, debit_day=method.debit_day)
    return tuple(charge for charge in charges if not debit_stops(policy, method, charge.date))


def _nominal_days(method: MethodPolicy, month: Month, debit_day: int | None) -> list[tuple[date, ChargeKind]]:
    """Round 1, then the rounds after it."""
    due = _day_of(month, debit_day or method.rounds[0].day)
    days = [(due, ChargeKind.FIRST)]
    for later in method.rounds[1:]:
        nominal = _day_of(month, later.day)
        if nominal <= due and method.retry_until_next_due:
            nominal = _day_of(_month_after(month), later.day)
        if nominal > due:
            days.append((nominal, ChargeKind.RETRY if later.day else ChargeKind.MONTH_END))
    return days


def _day_of(month: Month, day: int) -> date:
    """0, and a day the month does not have, mean its last day."""
    last = monthrange(*month)[1]
    return date(*month, min(day, last) if day else last)


def _month_after(month: Month) -> Month:
    year, number = month
    return (year, number + 1) if number < 12 else (year + 1, 1)


def _month_before(month: Month) -> Month:
    year, number = month
    return (year, number - 1) if number > 1 else (year - 1, 12)
