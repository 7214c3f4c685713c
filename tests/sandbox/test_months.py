"""Months that happen: bills, debits, changes, arrears, on the days the policies name."""
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.domain.message import Channel
from app.domain.payment_method import MethodKind
from app.sandbox.arrears import oldest_overdue
from app.sandbox.carrier import SandboxCarrier
from app.sandbox.ledger import owed, receive
from app.sandbox.months import settle
from app.sandbox.records import BillLineKind, Funds, LineState
from app.sandbox.world import of
from app.sandbox.world_file import WorldFile
from tests.sandbox.months import (
    BANK,
    SHORT,
    asked,
    at,
    bill_of,
    bills,
    books_balance,
    change_to,
    debits,
    made,
    me,
    subjects,
)

KAKAOPAY = {"kind": "kakaopay", "institution": "kakaopay", "number": "", "expires": None}


@pytest.mark.parametrize(
    ("carrier", "method", "days"),
    [
        pytest.param("umobile", {}, [("2026-11-11", 1, "approved")], id="R49 card on the 11th"),
        pytest.param("umobile", BANK, [("2026-11-16", 1, "approved")], id="R47 R48 bank, the 15th is a Sunday"),
        pytest.param(
            "ktm",
            {"funds": SHORT},
            [("2026-11-11", 1, "limit"), ("2026-11-23", 2, "limit")],
            id="R19 R21 R22 card on the 11th and the 21st",
        ),
        pytest.param(
            "ktm",
            BANK | {"funds": SHORT},
            [("2026-11-23", 1, "balance"), ("2026-11-25", 2, "balance"), ("2026-12-18", 3, "balance")],
            id="R29 R30 bank until the next due date",
        ),
        pytest.param(
            "ktm",
            KAKAOPAY | {"funds": SHORT},
            [("2026-11-23", 1, "balance"), ("2026-11-25", 2, "balance"), ("2026-11-30", 3, "balance")],
            id="R13 wallet on the 21st, the 25th and at month end",
        ),
    ],
)
def test_bill_is_asked_for_on_the_days_of_its_method(carrier, method, days):
    world = at(made(carrier=carrier, method=method), "2026-12-20")
    november = bill_of(world, 2026, 11)
    assert [(str(one.at.date()), one.round, one.outcome) for one in debits(world) if one.bill == november.id] == days
    books_balance(world)


def test_money_that_comes_in_time_pays_a_later_round():
    """R30: the third debit finds the money, and nothing asks again."""
    funds = {"available": 1000, "monthly": 40000, "day": 24}
    world = at(made(carrier="ktm", method=BANK | {"funds": funds}), "2026-11-26")
    assert asked(world) == [("2026-11-23", 1, "balance"), ("2026-11-25", 2, "approved")]
    assert world.records.methods[me(world).method].funds.available == 41000 - 33000
    assert bill_of(world, 2026, 11).state == "settled"
    books_balance(world)


@pytest.mark.parametrize(
    ("issuer", "number", "outcome"),
    [
        pytest.param("41", "9410120000131111", "expired", id="R18 신한 stops"),
        pytest.param("61", "9490420000101111", "approved", id="R18 현대 is exempt"),
    ],
)
def test_expired_card_is_not_asked_unless_its_issuer_is_exempt(issuer, number, outcome):
    world = made(carrier="ktm", method={"institution": issuer, "number": number, "expires": [2026, 10]})
    assert asked(at(world, "2026-11-11")) == [("2026-11-11", 1, outcome)]
    assert ("새 카드로 바꿔 주세요" in list(world.records.messages.values())[-1].text) == (outcome == "expired")


def test_bill_goes_out_on_the_carriers_day_with_lines_that_add_up():
    """R33: December asks for what November used; every group of a Korean bill, to the won."""
    world = made(
        plan={"monthlyFee": 32900, "discount": 8250, "voiceMinutes": 10, "texts": 5, "deviceInstallment": 20833, "installmentsLeft": 1},
        method={"funds": SHORT},
        carrierBilling={
            "payments": [
                {"merchant": "책방", "description": "전자책", "amount": 12345, "at": "2026-11-04T09:00:00+09:00", "state": "succeeded", "refunded": 345},
                {"merchant": "게임", "description": "아이템", "amount": 5000, "at": "2026-11-04T09:30:00+09:00", "state": "denied"},
            ]
        },
    )
    december = bill_of(at(world, "2026-12-03", 11), 2026, 12)
    used = world.records.usage[f"usage-{me(world).id}-202611"]
    lines = {line.kind: line.amount for line in december.lines}
    extra = (used.voice_minutes - 10) * 108 + (used.texts - 5) * 20
    vat = (32900 - 8250 + extra + 5) // 10
    whole = 32900 - 8250 + extra + vat + 12000 + 20833
    assert lines == {
        BillLineKind.BASE_FEE: 32900,
        BillLineKind.DISCOUNT: -8250,
        BillLineKind.EXTRA_CALLS: extra,
        BillLineKind.CARRIER_BILLING: 12000,
        BillLineKind.VAT: vat,
        BillLineKind.DEVICE_INSTALLMENT: 20833,
        BillLineKind.ROUNDING: -(whole % 10),
        BillLineKind.ARREARS: 33000,
    }
    assert whole % 10, "there is something to leave off"
    assert (december.amount, december.total) == (whole // 10 * 10, whole // 10 * 10 + 33000)
    assert (december.issued, december.due) == (date(2026, 12, 3), date(2026, 12, 11))
    assert BillLineKind.DEVICE_INSTALLMENT not in [
        line.kind for line in bill_of(at(world, "2027-01-05", 11), 2027, 1).lines
    ], "the last instalment was the last"


def test_change_takes_effect_on_its_day_and_the_next_debit_runs_on_the_new_method():
    """R48, R56: card to bank: November on the card, December on the account, and the SMS says so."""
    world = made()
    card = me(world).method
    change = change_to(world, MethodKind.BANK)
    at(world, "2026-11-30")
    assert (me(world).method, change.state) == (card, "scheduled")
    at(world, "2026-12-01", 0)
    assert (me(world).method, change.state, subjects(world)[-1]) == (change.to_method, "applied", "납부방법 변경 완료")
    at(world, "2026-12-31")
    assert [(str(one.at.date()), one.method) for one in debits(world)] == [
        ("2026-11-11", card),
        ("2026-12-15", change.to_method),
    ]
    books_balance(world)


@pytest.mark.parametrize(("hour", "new"), [(20, True), (22, False)])
def test_debit_after_a_late_change_still_runs_on_the_old_method(hour, new):
    """A change in effect on the very day of a charge counts for it only when asked for before the cut-off."""
    world = at(made(), "2026-11-09", hour)
    change = change_to(world, MethodKind.CARD, "5555555555554444")
    assert change.effective == date(2026, 11, 11)
    at(world, "2026-11-11")
    assert (debits(world)[-1].method == change.to_method) == new
    assert (change.first_charge == date(2026, 11, 11)) == new, "the plan had said so"


def test_reminder_comes_the_day_before_as_a_push_message():
    """R28, R99."""
    world = at(made(), "2026-11-10", 11)
    message = list(of(me(world), world.records.messages))[-1]
    assert (message.subject, message.channel, "33,000원" in message.text) == ("내일 요금이 나가요", Channel.PUSH, True)


def test_arrears_lead_on_to_the_end_of_the_line():
    """R107, R108: warned, no calls out, nothing at all, ended; each on its day."""
    world = made(method={"funds": SHORT})
    due = date(2026, 11, 11)
    at(world, str(due + timedelta(days=29)))
    assert "이용이 정지될 수 있어요" not in subjects(world)
    at(world, str(due + timedelta(days=30)), 1)
    assert subjects(world)[-1] == "이용이 정지될 수 있어요"
    for day, state in (
        ("2027-01-10", LineState.ACTIVE),
        ("2027-01-11", LineState.OUTBOUND_SUSPENDED),
        ("2027-01-31", LineState.OUTBOUND_SUSPENDED),
        ("2027-02-01", LineState.FULLY_SUSPENDED),
        ("2027-05-10", LineState.FULLY_SUSPENDED),
        ("2027-05-11", LineState.TERMINATED),
    ):
        assert me(at(world, day)).line_state is state, day
    count = len(bills(world))
    at(world, "2027-08-31")
    assert len(bills(world)) == count, "an ended line is billed no more"
    books_balance(world)


def test_suspended_line_works_again_only_when_all_of_it_is_paid_and_posted():
    """R106: paid, still on its way, then posted; to the last won."""
    world = at(made(method={"funds": SHORT}), "2027-01-15", 9)
    assert me(world).line_state is LineState.OUTBOUND_SUSPENDED
    method, now = world.records.methods[me(world).method], world.now()
    method.funds = Funds(1_000_000)
    overdue = [bill for bill in bills(world) if bill.due < now.date()]
    receive(world, overdue[0], method, overdue[0].remaining - 1, now, now)
    for bill in overdue[1:]:
        receive(world, bill, method, bill.remaining, now, now)
    at(world, "2027-01-15", 20)
    assert me(world).line_state is LineState.OUTBOUND_SUSPENDED
    assert overdue[0].state == "partiallyPaid"
    receive(world, overdue[0], method, 1, world.now(), world.now() + timedelta(days=3))
    assert (overdue[0].remaining, owed(world, overdue[0])) == (1, 0)
    with pytest.raises(ValueError, match="0 KRW are owed"):
        receive(world, overdue[0], method, 1, world.now(), world.now())
    at(world, "2027-01-18")
    assert me(world).line_state is LineState.OUTBOUND_SUSPENDED
    at(world, "2027-01-19", 10)
    assert (me(world).line_state, subjects(world)[-1]) == (LineState.ACTIVE, "이용 정지가 풀렸어요")
    assert overdue[0].state == "settled"
    books_balance(world)


@pytest.mark.parametrize(
    ("carrier", "fee"), [pytest.param("market", 660, id="C22 2 %, once"), pytest.param("ktm", None, id="C22 no rate")]
)
def test_late_fee_is_charged_where_the_carrier_names_a_rate(carrier, fee):
    """R107: once a bill, after its due month, on the next bill."""
    world = at(made(carrier=carrier, method={"funds": SHORT}), "2026-11-30")
    assert bill_of(world, 2026, 11).late_fee is None, "within the due month it costs nothing"
    at(world, "2027-01-31")
    on_bills = [
        (bill.billing_month, line.amount) for bill in bills(world) for line in bill.lines if line.kind is BillLineKind.LATE_FEE
    ]
    assert on_bills[:1] == ([((2026, 12), fee)] if fee else [])
    assert len(on_bills) == (2 if fee else 0), "each bill once"


def test_card_limit_is_new_on_the_first():
    world = at(made(method={"funds": {"available": 10, "monthly": 50000}}), "2026-11-30")
    assert asked(world) == [("2026-11-11", 1, "limit")]
    at(world, "2026-12-01", 1)
    assert world.records.methods[me(world).method].funds.available == 50000
    at(world, "2026-12-11")
    assert asked(world)[-1] == ("2026-12-11", 1, "approved")


def test_card_about_to_expire_is_announced_three_times():
    """R17: 60, 30 and 7 days ahead, unless R18 exempts the issuer."""
    world = at(made(method={"expires": [2027, 2]}), "2027-03-01")
    days = [
        message.sent_at.date()
        for message in of(me(world), world.records.messages)
        if message.subject == "카드 유효기간이 곧 끝나요"
    ]
    assert days == [date(2026, 12, 30), date(2027, 1, 29), date(2027, 2, 21)]
    exempt = at(made(carrier="ktm", method={"institution": "61", "expires": [2027, 2]}), "2027-03-01")
    assert "카드 유효기간이 곧 끝나요" not in subjects(exempt)


def test_clock_set_back_repeats_nothing():
    world = at(made(), "2026-12-12")
    before = len(world.records.messages), len(debits(world))
    at(world, "2026-11-06")
    at(world, "2026-12-12")
    assert (len(world.records.messages), len(debits(world))) == before


def saved(world, folder: Path) -> bytes:
    file = folder / f"{world.fingerprint('name')}.json"
    world.records.now = world.now()
    WorldFile(file).save(world.records)
    return file.read_bytes()


def test_same_seed_and_steps_make_the_same_world_byte_for_byte(tmp_path):
    def lived(seed):
        world = made(seed, carrier="market", method={"funds": {"available": 0, "monthly": 40000}})
        change_to(world, MethodKind.BANK)
        return saved(at(world, "2027-11-05"), tmp_path)

    assert lived(3) == lived(3)
    assert lived(3) != lived(4)


def test_carrier_with_a_seed_is_the_same_carrier_and_without_one_nobody_can_tell():
    def opened(seed=None):
        carrier = SandboxCarrier.open("pending-change", seed=seed)
        return carrier.token, [message.id for message in carrier.messages()], [change.id for change in carrier.changes()]

    assert opened(5) == opened(5)
    assert opened(5) != opened(6)
    assert opened() != opened()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    carrier=st.sampled_from(["umobile", "ktm", "market"]),
    method=st.sampled_from([{}, BANK, KAKAOPAY]),
    funds=st.none() | st.fixed_dictionaries({"available": st.integers(0, 40000), "monthly": st.integers(0, 60000)}),
    steps=st.lists(st.integers(1, 50 * 24 * 60), max_size=8),
)
def test_one_jump_and_many_steps_make_the_same_world(tmp_path, carrier, method, funds, steps):
    jump, walk = (made(carrier=carrier, method=method | {"funds": funds}) for _ in range(2))
    for minutes in steps:
        walk.clock.advance(timedelta(minutes=minutes))
        settle(walk)
    jump.clock.set(walk.now())
    settle(jump)
    assert saved(jump, tmp_path) == saved(walk, tmp_path)
    books_balance(walk)


class Months(RuleBasedStateMachine):
    """Clock steps, changes of method, payments by hand, money coming and going, in any order."""

    @initialize(
        carrier=st.sampled_from(["umobile", "ktm", "market"]),
        method=st.sampled_from([{}, BANK, KAKAOPAY]),
        available=st.integers(0, 70000),
    )
    def begin(self, carrier, method, available):
        self.world = made(carrier=carrier, method=method | {"funds": {"available": available, "monthly": 30000}})

    @rule(hours=st.integers(1, 24 * 45))
    def time_passes(self, hours):
        self.world.clock.advance(timedelta(hours=hours))
        settle(self.world)

    @rule(to_bank=st.booleans(), number=st.integers(0, 9), available=st.none() | st.integers(0, 70000))
    @precondition(lambda self: self.world.open_change(me(self.world)) is None)
    def change_is_asked_for(self, to_bank, number, available):
        card = ["5555555555554444", "4111111111111111"][number % 2]
        kind = MethodKind.BANK if to_bank else MethodKind.CARD
        change = change_to(self.world, kind, f"11023456789{number}" if to_bank else card)
        self.world.records.methods[change.to_method].funds = None if available is None else Funds(available, 20000)

    @rule(share=st.integers(1, 100), late=st.integers(0, 5))
    def subscriber_pays(self, share, late):
        bill, method = oldest_overdue(self.world, me(self.world), self.world.now().date()), self._method()
        amount = owed(self.world, bill) * share // 100 if bill else 0
        if bill and amount and (method.funds is None or method.funds.available >= amount):
            now = self.world.now()
            receive(self.world, bill, method, amount, now, now + timedelta(days=late))

    @rule(amount=st.integers(0, 90000))
    def money_changes(self, amount):
        self._method().funds = Funds(amount, amount)

    @invariant()
    def books_are_right(self):
        if hasattr(self, "world"):
            books_balance(self.world)

    def _method(self):
        return self.world.records.methods[me(self.world).method]


TestMonths = Months.TestCase
TestMonths.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
