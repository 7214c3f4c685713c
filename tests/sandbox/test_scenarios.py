"""Worlds as data: a wrong file is refused with its place, a world saved is a world that comes back."""
import json
from datetime import timedelta

import pytest

from app.domain.payment_method import MethodKind
from app.sandbox.months import settle
from app.sandbox.records import BillLineKind
from app.sandbox.scenario_export import scenario_of
from app.sandbox.scenario_file import ScenarioRefused, scenario_from, scenario_names, world_from, world_of
from tests.sandbox.months import asked, at, bill_of, bills, books_balance, change_to, made, me

TITLE = {"title": {"ko": "시험", "en": "Test"}}
BILL = {"billingMonth": [2026, 11], "issued": "2026-11-03", "due": "2026-11-11", "amount": 100, "remaining": 100, "state": "sent"}
LINES = [{"kind": "기본료", "name": "기본료", "amount": 99}]


@pytest.mark.parametrize(
    ("differs", "place", "reason"),
    [
        ({"carrier": "nobody"}, "$.carrier", "no policy of 'nobody'"),
        ({"clock": "2026-11-05T10:00:00"}, "$.clock", "timezone"),
        ({"surprise": 1}, "$.surprise", "Extra inputs"),
        ({"bills": [BILL | {"due": "tomorrow"}]}, "$.bills[0].due", "valid date"),
        ({"bills": [BILL | {"due": "2026-11-01"}]}, "$.bills[0]", "due before it is issued"),
        ({"bills": [BILL | {"remaining": 101}]}, "$.bills[0]", "more remains"),
        ({"bills": [BILL | {"lines": LINES}]}, "$.bills[0]", "the lines come to 99, the amount is 100"),
        ({"bills": [BILL, BILL]}, "$", "one a month"),
        ({"bills": [BILL | {"issued": "2026-11-06"}]}, "$", "issued after the clock's day"),
        ({"method": {"expires": [2028, 13]}}, "$.method.expires[1]", "less than or equal to 12"),
        ({"method": {"expires": None}}, "$.method", "a card has an expiry"),
        ({"method": {"funds": {"available": -1}}}, "$.method.funds.available", "greater than or equal to 0"),
        ({"plan": {"discount": 40000}}, "$.plan", "at most the fee"),
        ({"subscriber": {"birth": "1990"}}, "$.subscriber.birth", "pattern"),
        ({"usage": [{"month": [2026, 12], "voiceMinutes": 1, "texts": 1, "dataMb": 1}]}, "$", "before it begins"),
        ({"codesSent": [{"sentAt": "2026-11-06T10:00:00+09:00"}]}, "$", "after the clock"),
    ],
)
def test_wrong_scenario_is_refused_with_place_and_reason(differs, place, reason):
    with pytest.raises(ScenarioRefused) as refused:
        scenario_from(json.dumps(TITLE | differs), "mine")
    assert refused.value.place == place
    assert reason in refused.value.reason
    assert str(refused.value).startswith(f"scenario 'mine' is refused: {place}: ")


@pytest.mark.parametrize(("text", "place"), [("{\n  oops", "line 2, column 3"), ("[1, 2]", "$")])
def test_what_is_no_scenario_at_all_is_refused(text, place):
    with pytest.raises(ScenarioRefused) as refused:
        scenario_from(text, "mine")
    assert refused.value.place == place


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_lives_through_a_year(name):
    world = world_of(name, frozenset(), seed=1)
    books_balance(world)
    world.clock.advance(timedelta(days=365))
    settle(world)
    books_balance(world)


def test_card_fails_on_the_11th_and_pays_on_the_21st():
    """R21."""
    world = at(world_of("card-11-fail-21-ok", frozenset()), "2026-11-30")
    assert asked(world) == [("2026-11-11", 1, "limit"), ("2026-11-23", 2, "approved")]


def test_third_debit_finds_the_money():
    """R30."""
    world = at(world_of("bank-short-balance-retry-3", frozenset()), "2026-12-19")
    assert asked(world) == [("2026-11-23", 1, "balance"), ("2026-11-25", 2, "balance"), ("2026-12-18", 3, "approved")]


def test_payment_on_its_way_is_posted_the_next_day():
    """R106."""
    world = world_of("paid-pending-posting", frozenset())
    october = bill_of(world, 2026, 10)
    assert october.remaining == 31900
    at(world, "2026-11-06", 11)
    assert (october.remaining, october.state) == (0, "settled")


def test_late_fee_in_a_file_is_not_asked_for_again():
    """R107."""
    world = at(world_of("overdue-late-fee", frozenset()), "2026-12-03")
    fees = [line.name for bill in bills(world) for line in bill.lines if line.kind is BillLineKind.LATE_FEE]
    assert fees == ["10월 청구 연체가산금", "11월 청구 연체가산금"]


@pytest.mark.parametrize("name", scenario_names())
def test_world_saved_as_a_scenario_comes_back(name):
    world = world_of(name, frozenset(), seed=1)
    world.clock.stop()
    world.clock.advance(timedelta(days=40))
    settle(world)
    saved = scenario_of(world, "저장한 세계", "A saved world")
    again = world_from(scenario_from(json.dumps(saved), "saved"), "saved", frozenset(), seed=1)
    again.clock.stop()
    again.clock.set(world.now())
    assert scenario_of(again, "저장한 세계", "A saved world") == saved
    assert [(one.id, one.remaining, one.state) for one in bills(again)] == [
        (one.id, one.remaining, one.state) for one in bills(world)
    ]
    for one in (world, again):
        one.clock.advance(timedelta(days=40))
        settle(one)
    assert [(one.id, one.due, one.state) for one in bills(again)] == [(one.id, one.due, one.state) for one in bills(world)]
    books_balance(again)


def test_saved_world_keeps_a_change_under_way_and_no_number():
    """S01."""
    world = made()
    change_to(world, MethodKind.BANK)
    saved = scenario_of(world, "저장한 세계", "A saved world")
    assert saved["pendingChange"]["method"]["maskedNumber"] == "110-***-***890"
    assert "110234567890" not in json.dumps(saved)
    again = at(world_from(scenario_from(json.dumps(saved), "saved"), "saved", frozenset()), "2026-12-16")
    assert again.records.methods[me(again).method].kind is MethodKind.BANK
    assert asked(again)[-1] == ("2026-12-15", 1, "approved")
