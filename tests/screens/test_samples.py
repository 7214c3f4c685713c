"""What the samples show is what the carriers and the rules would say on that day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.charge_dates import next_charges, plan_change
from app.domain.policy import CarrierPolicy
from app.sandbox import notices
from app.sandbox.policy_file import load_policy
from app.sandbox.scenario_file import load_scenario
from app.screens.change_method import sample_parts as parts
from app.screens.change_method.samples import SAMPLES as CHANGING
from app.screens.samples import SAMPLES
from app.screens.samples_home import SMS
from app.state.remote import Loaded

SHOWN = ("name", "network", "methods", "effective", "change_windows", "otp", "contacts", "terms", "cancel_until_days_before", "deprecated_identity")
PLANNED = [name for name, (_, now) in CHANGING.items() if isinstance(now.change.plan, Loaded)]
SEEN = [name for name, (_, now) in SAMPLES.items() if now.overview is not None and name != "method/no_charge"]


@pytest.mark.parametrize("policy", [parts.U_MOBILE, parts.KT_MOBILE], ids=lambda policy: policy.carrier)
def test_a_samples_carrier_is_the_sandboxs(policy: CarrierPolicy):
    carrier = load_policy(policy.carrier).policy
    assert {name: getattr(policy, name) for name in SHOWN} == {name: getattr(carrier, name) for name in SHOWN}


def test_samples_stand_on_the_demos_day_and_bill():
    happy = load_scenario("happy")
    assert happy.clock == parts.NOW
    (bill,) = happy.bills
    assert (bill.due, bill.amount, bill.remaining) == (parts.BILL.due, parts.BILL.amount, parts.BILL.remaining)


@pytest.mark.parametrize(
    ("plan", "effective", "last", "first", "days"),
    [
        pytest.param(parts.CARD_TO_CARD, date(2026, 11, 9), None, date(2026, 11, 11), ["11-11"], id="R45"),
        pytest.param(parts.CARD_TO_BANK, date(2026, 12, 1), date(2026, 11, 11), date(2026, 12, 15), ["11-11", "12-15"], id="R48"),
        pytest.param(parts.BANK_TO_BANK_AT_NEW_YEAR, date(2026, 2, 12), None, date(2026, 2, 19), ["02-19"], id="R47 C5"),
        pytest.param(
            parts.KT_CARD_TO_BANK,
            date(2026, 12, 1),
            date(2026, 11, 11),
            date(2026, 12, 21),
            ["11-11", "11-23", "12-18", "12-21", "12-28", "01-18"],
            id="R21 R30: the retries of both, rolled to business days",
        ),
        pytest.param(
            parts.KT_CARD_TO_KAKAOPAY,
            date(2026, 12, 1),
            date(2026, 11, 11),
            date(2026, 12, 21),
            ["11-11", "11-23", "12-21", "12-28", "12-31"],
            id="R13 C6",
        ),
    ],
)
def test_a_samples_plan_follows_the_rules(plan, effective, last, first, days):
    assert (plan.effective, plan.last_on_old, plan.first_on_new) == (effective, last, first)
    assert [f"{charge.date:%m-%d}" for charge in plan.charges] == days


@pytest.mark.parametrize("name", PLANNED)
def test_a_plan_on_screen_is_the_plan_of_its_own_change(name):
    """Its policy, methods, bill and time; only the sample of all warnings shows more than the plan says."""
    now = CHANGING[name][1]
    begun, shown = now.change.begun, now.change.plan.value
    plan = plan_change(begun.policy, parts.CALENDAR, begun.method, now.change.kind, now.now, begun.bill)
    assert shown == (replace(plan, warnings=shown.warnings) if name.endswith("every_warning") else plan)


@pytest.mark.parametrize("name", SEEN)
def test_charges_on_screen_are_the_methods_own(name):
    now = SAMPLES[name][1].overview
    expected = next_charges(now.policy, now.method, parts.CALENDAR, now.as_of, now.bill, now.change)
    assert now.next_charges == expected


@pytest.mark.parametrize("change", [parts.TO_BANK, parts.TO_CARD, parts.TO_KAKAOPAY], ids=lambda change: change.to_method.kind)
def test_a_change_on_screen_has_the_dates_of_its_plan(change):
    plan = plan_change(parts.U_MOBILE, parts.CALENDAR, change.from_method, change.to_method.kind, change.requested_at, parts.BILL)
    kept = (change.effective, change.first_charge, change.last_on_old, change.cancellable_until)
    assert kept == (plan.effective, plan.first_on_new, plan.last_on_old, plan.cancellable_until)
    assert change.receipt.startswith(f"{parts.NOW:%Y%m%d}-")


def test_the_sms_on_screen_is_the_one_the_carrier_sends():
    """R56, C4."""
    assert (SMS.subject, SMS.text) == notices.accepted(parts.U_MOBILE, parts.TO_BANK, None)
    assert SMS.sent_at - parts.TO_BANK.requested_at < timedelta(minutes=1)
