"""언제 빠져나가나요? What a change of method does to every charge around it (R45-R50, C3-C5)."""
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import BusinessCalendar
from app.domain.change import ChargeKind, Warning
from app.domain.charge_dates import plan_change
from app.domain.payment_method import MethodKind
from tests.domain.policies import KST, KTM, UMOBILE, at, bill_of, paying_by

CALENDAR = BusinessCalendar()
FIRST, RETRY, MONTH_END = ChargeKind.FIRST, ChargeKind.RETRY, ChargeKind.MONTH_END
BANK, CARD, KAKAOPAY, PAYCO, OTHER = (
    MethodKind.BANK, MethodKind.CARD, MethodKind.KAKAOPAY, MethodKind.PAYCO, MethodKind.OTHER,
)
OLD, NEW = "old", "new"


def plan(policy, current, new, requested_at, bill=None, **details):
    return plan_change(policy, CALENDAR, paying_by(current, **details), new, requested_at, bill)


def charges(plan):
    return [
        (charge.date.month, charge.date.day, NEW if charge.on_new else OLD, charge.kind) for charge in plan.charges
    ]


def test_card_to_bank_begins_next_month():
    """R46, R48"""
    planned = plan(UMOBILE, CARD, BANK, at(11, 24), bill_of(2026, 11, paid=True))
    assert not planned.same_type
    assert planned.effective == date(2026, 12, 1)
    assert charges(planned) == [(12, 15, NEW, FIRST)]
    assert (planned.last_on_old, planned.first_on_new) == (None, date(2026, 12, 15))
    assert planned.warnings == (Warning.DAY_CHANGES,)
    assert planned.cancellable_until == at(11, 30, 21)


def test_card_to_card_begins_in_two_business_days():
    """R45, R50, C4"""
    planned = plan(UMOBILE, CARD, CARD, at(11, 24), bill_of(2026, 11, paid=True))
    assert planned.same_type
    assert planned.effective == date(2026, 11, 26)
    assert charges(planned) == [(12, 11, NEW, FIRST)]
    assert planned.first_on_new == date(2026, 12, 11)
    assert planned.warnings == ()
    assert planned.cancellable_until == at(11, 25, 21)


def test_bank_to_card_leaves_this_months_debit_on_the_old_account():
    """R46, R49: the 15th is a Sunday."""
    planned = plan(UMOBILE, BANK, CARD, at(11, 3))
    assert charges(planned) == [(11, 16, OLD, FIRST), (12, 11, NEW, FIRST)]
    assert (planned.last_on_old, planned.first_on_new) == (date(2026, 11, 16), date(2026, 12, 11))
    assert planned.warnings == (Warning.OLD_STILL_CHARGED, Warning.DAY_CHANGES)


def test_bank_to_bank_over_lunar_new_year_is_debited_after_it():
    """R45, R47, R48, C5"""
    planned = plan(UMOBILE, BANK, BANK, at(2, 10))
    assert planned.effective == date(2026, 2, 12)
    assert charges(planned) == [(2, 19, NEW, FIRST)]
    (charge,) = planned.charges
    assert charge.shift is not None
    assert [(off.day.day, off.name) for off in charge.shift.over] == [
        (15, "일요일"), (16, "설날 전날"), (17, "설날"), (18, "설날 다음날"),
    ]  # fmt: skip
    assert planned.warnings == ()


@pytest.mark.parametrize(
    ("requested_at", "expected"),
    [
        pytest.param(at(2, 12, 21), [(2, 19, NEW, FIRST)], id="at the cut-off"),
        pytest.param(at(2, 12, 21, 1), [(2, 19, OLD, FIRST), (3, 16, NEW, FIRST)], id="a minute after it"),
        pytest.param(at(2, 13, 10), [(2, 19, OLD, FIRST), (3, 16, NEW, FIRST)], id="the day after"),
    ],
)
def test_change_after_the_cut_off_leaves_the_next_charge_on_the_old_method(requested_at, expected):
    """R45: two business days before 19 February 2026 is the 12th, for 설 lies between."""
    planned = plan(UMOBILE, BANK, BANK, requested_at)
    assert charges(planned) == expected
    assert (Warning.OLD_STILL_CHARGED in planned.warnings) is (len(expected) == 2)


def test_paid_bill_is_not_announced_as_charged_again():
    """R33: paid ahead of its round, so nothing is left to charge this month on either method."""
    paid = plan(KTM, KAKAOPAY, BANK, at(11, 3), bill_of(2026, 11, paid=True))
    assert charges(paid)[0] == (12, 21, NEW, FIRST)
    assert paid.last_on_old is None
    assert paid.warnings == ()
    unpaid = plan(KTM, KAKAOPAY, BANK, at(11, 3), bill_of(2026, 11))
    assert charges(unpaid)[:3] == [(11, 23, OLD, FIRST), (11, 25, OLD, RETRY), (11, 30, OLD, MONTH_END)]
    assert unpaid.warnings == (Warning.OLD_STILL_CHARGED,)


def test_retries_belong_to_the_method_in_force_on_their_day():
    """R13, R21, R45: changed between the first charge and the retries."""
    planned = plan(KTM, KAKAOPAY, PAYCO, at(11, 24), bill_of(2026, 11))
    assert charges(planned) == [
        (11, 25, OLD, RETRY),
        (11, 30, NEW, MONTH_END),
        (12, 21, NEW, FIRST),
        (12, 28, NEW, RETRY),
        (12, 31, NEW, MONTH_END),
    ]
    assert (planned.last_on_old, planned.first_on_new) == (None, date(2026, 12, 21))
    assert planned.warnings == (Warning.OLD_STILL_CHARGED, Warning.COMPLETE_IN_APP)


def test_past_month_without_a_bill_is_not_announced():
    assert charges(plan(KTM, KAKAOPAY, PAYCO, at(11, 24)))[0] == (12, 21, NEW, FIRST)


def test_charge_of_today_may_not_be_known_when_the_new_method_is_charged():
    """R20, R29: debited on the old account today, and tried on the new one in two business days."""
    planned = plan(KTM, BANK, BANK, at(11, 23), bill_of(2026, 11))
    assert charges(planned)[:3] == [(11, 23, OLD, FIRST), (11, 25, NEW, RETRY), (12, 18, NEW, RETRY)]
    assert (planned.last_on_old, planned.first_on_new) == (date(2026, 11, 23), date(2026, 12, 21))
    assert planned.warnings == (Warning.OLD_STILL_CHARGED, Warning.DOUBLE_CHARGE_RISK)


def test_new_account_with_another_debit_day_only_retries_a_bill_the_old_one_was_asked_for():
    """R23, R29, C2"""
    planned = plan(KTM, BANK, BANK, at(12, 17), bill_of(2026, 12), debit_day=18)
    assert charges(planned)[:2] == [(12, 18, OLD, FIRST), (12, 21, NEW, RETRY)]
    assert planned.first_on_new == date(2027, 1, 21)
    assert planned.warnings == (Warning.OLD_STILL_CHARGED, Warning.DOUBLE_CHARGE_RISK, Warning.DAY_CHANGES)


def test_bill_that_lost_its_retries_is_collected_by_neither_method():
    """R30, R33: the debit of 18 December goes with the old account, and the card's rounds of November are over."""
    bill = bill_of(2026, 11)
    planned = plan(KTM, BANK, CARD, at(11, 26), bill)
    assert charges(planned) == [(12, 11, NEW, FIRST), (12, 21, NEW, RETRY)]
    assert planned.warnings == (Warning.UNPAID_NOT_COLLECTED, Warning.DAY_CHANGES)
    assert (bill.is_overdue(date(2026, 11, 28)), bill.is_overdue(date(2026, 11, 29))) == (False, True)


def test_bill_a_new_retry_still_collects_leaves_no_gap():
    """R30: the new account's extra debit of 18 December is for the bill of November."""
    planned = plan(KTM, CARD, BANK, at(11, 24), bill_of(2026, 11))
    assert charges(planned)[:2] == [(12, 18, NEW, RETRY), (12, 21, NEW, FIRST)]
    assert planned.warnings == (Warning.DAY_CHANGES,)


def test_last_months_bill_is_still_retried_on_the_old_account():
    """R29, R30"""
    planned = plan(KTM, BANK, CARD, at(12, 3), bill_of(2026, 11))
    assert charges(planned)[:3] == [(12, 18, OLD, RETRY), (12, 21, OLD, FIRST), (12, 28, OLD, RETRY)]
    assert [charge.billing_month for charge in planned.charges[:2]] == [(2026, 11), (2026, 12)]
    assert (planned.last_on_old, planned.first_on_new) == (date(2026, 12, 21), date(2027, 1, 11))


@pytest.mark.parametrize("kind", [KAKAOPAY, PAYCO])
def test_wallet_has_to_be_confirmed_in_its_own_app(kind):
    """R9, R12"""
    assert plan(KTM, CARD, kind, at(11, 24)).warnings == (Warning.COMPLETE_IN_APP, Warning.DAY_CHANGES)


def test_stopped_card_is_not_charged_any_more():
    """R17, R18"""
    stopped = plan(KTM, CARD, BANK, at(11, 3), bill_of(2026, 11), issuer="51", expires=(2026, 10))
    assert charges(stopped)[0] == (12, 18, NEW, FIRST)
    assert Warning.OLD_STILL_CHARGED not in stopped.warnings
    exempt = plan(KTM, CARD, BANK, at(11, 3), bill_of(2026, 11), issuer="61", expires=(2026, 10))
    assert charges(exempt)[:2] == [(11, 11, OLD, FIRST), (11, 23, OLD, RETRY)]


def test_unknown_current_method_says_nothing_about_its_day():
    planned = plan(UMOBILE, OTHER, CARD, at(11, 24))
    assert charges(planned) == [(12, 11, NEW, FIRST)]
    assert planned.warnings == ()


def test_kind_the_carrier_does_not_offer_is_an_error():
    with pytest.raises(ValueError, match="offers no payco"):
        plan(UMOBILE, CARD, PAYCO, at(11, 24))


def test_plan_says_when_a_closed_window_opens():
    """R32"""
    saturday = plan(KTM, CARD, BANK, at(11, 28))
    assert (saturday.window_open, saturday.next_opening) == (False, at(11, 30, 9, 10))
    assert plan(KTM, BANK, CARD, at(11, 28)).window_open
    weekday = plan(KTM, CARD, BANK, at(11, 24))
    assert (weekday.window_open, weekday.next_opening) == (True, None)


@given(
    policy=st.sampled_from([UMOBILE, KTM]),
    current=st.sampled_from(MethodKind),
    data=st.data(),
    requested_at=st.datetimes(datetime(2024, 2, 1), datetime(2028, 12, 1), timezones=st.just(KST)),
    debit_day=st.none() | st.integers(1, 28),
    months_back=st.none() | st.integers(0, 2),
    paid=st.booleans(),
)
def test_every_plan_tells_a_consistent_story(policy, current, data, requested_at, debit_day, months_back, paid):
    new = data.draw(st.sampled_from([method.kind for method in policy.methods]))
    billed = (requested_at.replace(day=1) - timedelta(days=31 * (months_back or 0))).date()
    bill = None if months_back is None else bill_of(billed.year, billed.month, paid=paid)
    method = paying_by(current, debit_day=debit_day if current is BANK else None)
    planned = plan_change(policy, CALENDAR, method, new, requested_at, bill)

    on = [charge.date for charge in planned.charges]
    assert on == sorted(on)
    assert on[0] >= requested_at.date()
    assert all(CALENDAR.is_business_day(day) for day in on)
    sides = [charge.on_new for charge in planned.charges]
    assert sides == sorted(sides), "the old method is not charged after the new one"
    assert all(charge.date >= planned.effective for charge in planned.charges if charge.on_new)
    assert planned.first_on_new in on
    assert planned.last_on_old is None or planned.last_on_old < planned.first_on_new

    first_months = [charge.billing_month for charge in planned.charges if charge.kind is FIRST]
    assert len(set(first_months)) == len(first_months), "a bill is charged once, then only retried"
    if bill is not None and bill.is_paid():
        assert all(charge.billing_month != bill.billing_month for charge in planned.charges)
        assert Warning.UNPAID_NOT_COLLECTED not in planned.warnings
    assert (Warning.OLD_STILL_CHARGED in planned.warnings) is (not planned.charges[0].on_new)
    assert Warning.DOUBLE_CHARGE_RISK not in planned.warnings or Warning.OLD_STILL_CHARGED in planned.warnings
