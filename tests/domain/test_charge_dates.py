"""When a method is charged: rounds, retries, month end, days off (R13, R19-R23, R29-R30, C1, C2, C5, C6)."""
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import BusinessCalendar
from app.domain.change import ChangeState, Charge, ChargeKind, MethodChange
from app.domain.charge_dates import charges_of, debit_stops, effective_date, next_charges, plan_change
from app.domain.institutions import CARD_ISSUERS, matching
from app.domain.payment_method import MethodKind
from app.domain.policy import MethodPolicy, Round
from tests.domain.policies import KTM, UMOBILE, at, bill_of, paying_by, rules

CALENDAR = BusinessCalendar()
FIRST, RETRY, MONTH_END = ChargeKind.FIRST, ChargeKind.RETRY, ChargeKind.MONTH_END
BANK, CARD, KAKAOPAY, PAYCO, OTHER = (
    MethodKind.BANK, MethodKind.CARD, MethodKind.KAKAOPAY, MethodKind.PAYCO, MethodKind.OTHER,
)


def dates(charges):
    return [(charge.date.month, charge.date.day, charge.kind) for charge in charges]


def charges(policy, kind, year, month, **chosen):
    return charges_of(rules(policy, kind), CALENDAR, year, month, **chosen)


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (2, [(2, 11, FIRST), (2, 23, RETRY)]),
        (4, [(4, 13, FIRST), (4, 21, RETRY)]),
        (11, [(11, 11, FIRST), (11, 23, RETRY)]),
        (12, [(12, 11, FIRST), (12, 21, RETRY)]),
    ],
)
def test_card_is_approved_on_the_11th_and_again_on_the_21st_by_business_days(month, expected):
    """R19, R21, R22, C1"""
    assert dates(charges(KTM, CARD, 2026, month)) == expected


def test_card_of_another_carrier_is_approved_on_the_11th_only():
    """R49, C1"""
    assert dates(charges(UMOBILE, CARD, 2026, 12)) == [(12, 11, FIRST)]


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (2, [(2, 23, FIRST), (2, 25, RETRY), (3, 3, MONTH_END)]),
        (5, [(5, 21, FIRST), (5, 26, RETRY), (6, 1, MONTH_END)]),
        (11, [(11, 23, FIRST), (11, 25, RETRY), (11, 30, MONTH_END)]),
        (12, [(12, 21, FIRST), (12, 28, RETRY), (12, 31, MONTH_END)]),
    ],
)
def test_wallet_is_approved_on_the_21st_and_25th_and_around_month_end(month, expected):
    """R13, C6: Round(day=0) is the last day; on a day off it rolls into the next month."""
    assert dates(charges(KTM, KAKAOPAY, 2026, month)) == expected


def test_bank_is_debited_on_the_due_date_then_on_extra_days_until_the_next():
    """R23, R29, R30, C2: the extra days are the policy's later rounds, here the 25th and the 18th of the next month."""
    planned = charges(KTM, BANK, 2026, 11)
    assert dates(planned) == [(11, 23, FIRST), (11, 25, RETRY), (12, 18, RETRY)]
    assert {charge.billing_month for charge in planned} == {(2026, 11)}


@pytest.mark.parametrize("month", range(1, 13))
def test_one_to_five_extra_debits_all_before_next_months_due_date(month):
    """R30"""
    first, *extra = charges(KTM, BANK, 2026, month)
    next_due = charges(KTM, BANK, *((2026, month + 1) if month < 12 else (2027, 1)))[0].date
    assert first.kind is FIRST
    assert 1 <= len(extra) <= 5
    assert all(first.date < charge.date < next_due for charge in extra)


def test_extra_debit_that_rolls_onto_the_next_due_date_is_left_to_it():
    """R30: 19 and 20 December 2026 are a weekend, so both would fall on Monday 21, when the next month's debit runs."""
    weekend = MethodPolicy(BANK, (Round(21), Round(19), Round(20)), retry_until_next_due=True)
    assert dates(charges_of(weekend, CALENDAR, 2026, 11)) == [(11, 23, FIRST)]


def test_bank_of_another_carrier_is_debited_on_the_15th_or_the_next_business_day():
    """R47, R48, C5: 휴일인 경우에는 다음날 means the following business day."""
    (charge,) = charges(UMOBILE, BANK, 2026, 2)
    assert charge.date == date(2026, 2, 19)
    assert charge.shift is not None
    assert charge.shift.nominal == date(2026, 2, 15)
    assert [off.name for off in charge.shift.over] == ["일요일", "설날 전날", "설날", "설날 다음날"]
    assert charges(UMOBILE, BANK, 2026, 12)[0].shift is None


def test_rounds_that_roll_onto_one_day_are_one_charge():
    """R22: in February 2026 both the 15th and the 18th become the 19th."""
    method = MethodPolicy(BANK, (Round(15), Round(18), Round(25)))
    planned = charges_of(method, CALENDAR, 2026, 2)
    assert dates(planned) == [(2, 19, FIRST), (2, 25, RETRY)]
    assert planned[0].shift is not None
    assert planned[0].shift.nominal == date(2026, 2, 15)


def test_chosen_debit_day_replaces_the_first_round():
    """R23, C2"""
    assert dates(charges(KTM, BANK, 2026, 12, debit_day=18)) == [(12, 18, FIRST), (12, 28, RETRY)]
    assert dates(charges(KTM, BANK, 2026, 12, debit_day=25)) == [(12, 28, FIRST), (1, 18, RETRY)]


def test_day_the_month_lacks_is_its_last_day():
    last_day = MethodPolicy(BANK, (Round(31),))
    assert charges_of(last_day, CALENDAR, 2027, 2)[0].shift == CALENDAR.following(date(2027, 2, 28))[1]
    assert charges_of(last_day, CALENDAR, 2027, 2)[0].date == date(2027, 3, 2)


@given(
    days=st.lists(st.integers(0, 31), min_size=1, max_size=6),
    retries=st.booleans(),
    year=st.integers(2024, 2028),
    month=st.integers(1, 12),
    debit_day=st.none() | st.integers(1, 31),
)
def test_charges_are_business_days_in_order_and_only_the_first_is_first(days, retries, year, month, debit_day):
    method = MethodPolicy(BANK, tuple(map(Round, days)), retry_until_next_due=retries)
    planned = charges_of(method, CALENDAR, year, month, debit_day=debit_day)
    following = charges_of(method, CALENDAR, *((year, month + 1) if month < 12 else (year + 1, 1)), debit_day=debit_day)
    on = [charge.date for charge in planned]
    assert on == sorted(set(on))
    assert all(CALENDAR.is_business_day(day) for day in on)
    assert [charge.kind is FIRST for charge in planned] == [True] + [False] * (len(planned) - 1)
    assert on[-1] < following[0].date
    assert all(charge.shift is None or charge.shift.nominal < charge.date for charge in planned)


@pytest.mark.parametrize(
    ("current", "new", "requested", "effective"),
    [
        (CARD, CARD, at(11, 24), date(2026, 11, 26)),
        (BANK, BANK, at(2, 13), date(2026, 2, 20)),
        (BANK, BANK, at(9, 23), date(2026, 9, 29)),
        (KAKAOPAY, PAYCO, at(12, 24), date(2026, 12, 29)),
        (CARD, CARD, at(11, 28), date(2026, 12, 1)),
        (CARD, BANK, at(11, 24), date(2026, 12, 1)),
        (BANK, CARD, at(11, 24), date(2026, 12, 1)),
        (CARD, KAKAOPAY, at(11, 30, 23, 59), date(2026, 12, 1)),
        (BANK, CARD, at(12, 1), date(2027, 1, 1)),
        (OTHER, CARD, at(11, 24), date(2026, 12, 1)),
    ],
)
def test_same_type_takes_two_business_days_and_cross_type_waits_for_next_month(current, new, requested, effective):
    """R3, R45, R46, R48, R49, R50, C3"""
    assert effective_date(UMOBILE, CALENDAR, current, new, requested) == effective


def test_day_the_government_adds_makes_a_change_take_longer():
    """R45"""
    calendar = BusinessCalendar({date(2026, 11, 25): "임시공휴일"})
    assert effective_date(UMOBILE, calendar, CARD, CARD, at(11, 24)) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("issuer", "stops"),
    [("51", True), ("41", True), ("11", False), ("21", False), ("61", False)],
    ids=["삼성", "신한", "국민", "하나 (옛 외환)", "현대"],
)
def test_expired_card_stops_being_debited_unless_its_issuer_is_exempt(issuer, stops):
    """R17, R18"""
    card = paying_by(CARD, issuer=issuer, expires=(2026, 11))
    assert not debit_stops(KTM, card, date(2026, 11, 30))
    assert debit_stops(KTM, card, date(2026, 12, 1)) is stops


def test_exempt_issuer_of_the_guide_is_known_by_its_old_name():
    """R18, C20: 외환 is 하나 now."""
    (hana,) = matching(CARD_ISSUERS, "외환카드")
    assert hana.code in rules(KTM, CARD).expiry_exempt_issuers


def test_carrier_without_the_rule_stops_nothing():
    """R18"""
    assert not debit_stops(UMOBILE, paying_by(CARD, issuer="51", expires=(2020, 1)), date(2026, 11, 24))
    assert not debit_stops(KTM, paying_by(OTHER, expires=(2020, 1)), date(2026, 11, 24))
    assert not debit_stops(KTM, paying_by(CARD, issuer="51"), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("policy", "kind", "now", "bill", "expected"),
    [
        pytest.param(UMOBILE, CARD, at(11, 24), None, [(12, 11, FIRST)], id="none left this month"),
        pytest.param(UMOBILE, CARD, at(12, 11), None, [(12, 11, FIRST)], id="today is still ahead"),
        pytest.param(UMOBILE, CARD, at(12, 12), None, [(1, 11, FIRST)], id="over the turn of the year"),
        pytest.param(KTM, CARD, at(12, 12), None, [(12, 21, RETRY)], id="a retry is left"),
        pytest.param(KTM, CARD, at(12, 12), bill_of(2026, 12), [(12, 21, RETRY)], id="unpaid, a retry is left"),
        pytest.param(KTM, CARD, at(12, 12), bill_of(2026, 12, paid=True), [(1, 11, FIRST), (1, 21, RETRY)], id="paid"),
        pytest.param(
            KTM, CARD, at(12, 1), bill_of(2026, 12, paid=True), [(1, 11, FIRST), (1, 21, RETRY)], id="paid early"
        ),
        pytest.param(KTM, BANK, at(12, 3), bill_of(2026, 11), [(12, 18, RETRY)], id="last month's retries go on"),
        pytest.param(
            KTM, BANK, at(12, 3), bill_of(2026, 11, paid=True), [(12, 21, FIRST), (12, 28, RETRY), (1, 18, RETRY)],
            id="last month's is paid",
        ),
        pytest.param(KTM, OTHER, at(11, 24), None, [], id="unknown method"),
    ],
)
def test_next_charges(policy, kind, now, bill, expected):
    """R21, R29: what is paid is not charged again, what is not is tried again."""
    assert dates(next_charges(policy, paying_by(kind), CALENDAR, now, bill)) == expected


def test_card_about_to_expire_has_only_the_charges_before():
    """R18"""
    card = paying_by(CARD, issuer="51", expires=(2026, 11))
    assert dates(next_charges(KTM, card, CALENDAR, at(11, 20))) == [(11, 23, RETRY)]
    assert next_charges(KTM, card, CALENDAR, at(11, 24)) == ()
    assert dates(next_charges(KTM, replace(card, institution_code="61"), CALENDAR, at(11, 24)))[0] == (12, 11, FIRST)


def test_current_method_is_charged_on_its_own_debit_day():
    planned = next_charges(KTM, paying_by(BANK, debit_day=18), CALENDAR, at(12, 1))
    assert planned[0] == Charge(date(2026, 12, 18), False, FIRST, (2026, 12))


def scheduled(policy, old, new, asked, bill):
    """A change as the carrier keeps it, by its own plan."""
    plan = plan_change(policy, CALENDAR, old, new.kind, asked, bill)
    return MethodChange(
        "chg-1", "20261105-0001", ChangeState.SCHEDULED, asked, old, new, plan.effective,
        plan.first_on_new, plan.last_on_old, plan.cancellable_until, "",
    )


@pytest.mark.parametrize(
    ("old", "new", "asked", "now", "expected"),
    [
        pytest.param(CARD, CARD, at(11, 5), at(11, 5), [(11, 11, True)], id="R45 in effect on the 9th"),
        pytest.param(CARD, CARD, at(11, 9, 22), at(11, 11), [(11, 11, False)], id="R45 asked past the cut-off"),
        pytest.param(CARD, BANK, at(11, 5), at(11, 5), [(11, 11, False)], id="R48 the card once more"),
        pytest.param(CARD, BANK, at(11, 5), at(11, 12), [(12, 15, True)], id="R48 and then the bank"),
        pytest.param(BANK, CARD, at(11, 5), at(11, 12), [(11, 16, False)], id="R49 the 15th is a Sunday"),
        pytest.param(BANK, CARD, at(11, 5), at(11, 17), [(12, 11, True)], id="R49 and then the card"),
    ],
)
def test_next_charges_know_a_scheduled_change(old, new, asked, now, expected):
    bill = bill_of(2026, 11)
    change = scheduled(UMOBILE, paying_by(old), replace(paying_by(new), id="new"), asked, bill)
    planned = next_charges(UMOBILE, paying_by(old), CALENDAR, now, bill, change)
    assert [(charge.date.month, charge.date.day, charge.on_new) for charge in planned] == expected


@pytest.mark.parametrize("state", [state for state in ChangeState if state is not ChangeState.SCHEDULED])
def test_only_a_scheduled_change_is_reckoned_with(state):
    """R9: what waits for a wallet's own app may never come."""
    card, bill = paying_by(CARD), bill_of(2026, 11)
    change = replace(scheduled(UMOBILE, card, replace(card, id="new"), at(11, 5), bill), state=state)
    assert next_charges(UMOBILE, card, CALENDAR, at(11, 5), bill, change) == next_charges(UMOBILE, card, CALENDAR, at(11, 5), bill)
