"""From the wire to the domain: exact on what is right, calm about whatever else comes (RR13, RR14, S25, S31)."""

import asyncio
import dataclasses
import json
import traceback
import unicodedata
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.carrier_policy import Policy
from app.api.client import CarrierClient
from app.api.errors import CarrierError
from app.domain.bill import Bill, BillState, Unpaid
from app.domain.calendar import DayOff, Shift
from app.domain.change import ChangeState, Charge, ChargeKind, Warning
from app.domain.identity import CodeTicket, IdentityMethod, IdentityState
from app.domain.line import SubscriberKind
from app.domain.message import Channel
from app.domain.payment_method import MethodKind, MethodStatus, Payer
from app.domain.policy import OtpPolicy
from app.domain.refusal import Delivery, Refusal
from tests.api.stub_carrier import StubCarrier
from tests.api.wire_samples import (
    ACCOUNTS,
    BANK,
    BILLS,
    CARD,
    CHANGE,
    CODE_EXTENDED,
    CODE_SENT,
    MESSAGES,
    PLAN,
    SESSION,
    WALLET,
    changed,
    policy,
)

pytestmark = pytest.mark.anyio

OTP = OtpPolicy(6, 180, 5, 5, 30, 1)
TICKET = CodeTicket(
    "a-1",
    "010-****-5678",
    datetime.fromisoformat("2026-11-24T10:00:00+09:00"),
    datetime.fromisoformat("2026-11-24T10:00:00+09:00"),
)
Call = Callable[[CarrierClient], Awaitable[object]]
ENDPOINTS: dict[str, tuple[Any, Call]] = {
    "line": (ACCOUNTS, lambda client: client.line()),
    "policy": (policy(), lambda client: client.policy("ktm")),
    "card": (CARD, lambda client: client.payment_method("pm-1")),
    "bank": (BANK, lambda client: client.payment_method("pm-2")),
    "wallet": (WALLET, lambda client: client.payment_method("pm-3")),
    "current bill": (BILLS, lambda client: client.current_bill("ba-1")),
    "unpaid": (BILLS, lambda client: client.unpaid("ba-1")),
    "messages": (MESSAGES, lambda client: client.messages()),
    "open change": ([CHANGE], lambda client: client.open_change()),
    "change by key": (CHANGE, lambda client: client.change_by_key("k")),
    "cancel": (CHANGE, lambda client: client.cancel_change("ch-1", key="k")),
    "plan": (PLAN, lambda client: client.preview_kind(MethodKind.BANK)),
    "session": (SESSION, lambda client: client.identity("as-1")),
    "code sent": (CODE_SENT, lambda client: client.send_code("01012345678", OTP)),
    "code extended": (CODE_EXTENDED, lambda client: client.extend_code("as-1", TICKET)),
}


async def read(answer: Any, call: Call) -> Any:
    return await call(StubCarrier(answer).client())


# What is right


async def test_a_line():
    line = await read(ACCOUNTS, ENDPOINTS["line"][1])
    assert (line.billing_account_id, line.payment_method_id, line.subscriber) == ("ba-1", "pm-1", SubscriberKind.ADULT)


async def test_payment_methods_of_every_kind():
    """R51."""
    card, bank, wallet = [await read(answer, ENDPOINTS["card"][1]) for answer in (CARD, BANK, WALLET)]
    assert (card.kind, card.institution, card.institution_code, card.masked_number, card.expires) == (
        MethodKind.CARD,
        "신한카드",
        "41",
        "4111-****-****-1111",
        (2028, 12),
    )
    assert (bank.kind, bank.institution, bank.institution_code, bank.masked_holder) == (
        MethodKind.BANK,
        "KB국민은행",
        "004",
        "홍*동",
    )
    assert (wallet.kind, wallet.institution_code, wallet.status) == (
        MethodKind.KAKAOPAY,
        "kakaopay",
        MethodStatus.PENDING,
    )


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("TokenizedCard", MethodKind.CARD),
        ("BankAccountDebit", MethodKind.BANK),
        ("directDebit", MethodKind.BANK),
        ("voucher", MethodKind.OTHER),
    ],
)
async def test_types_in_both_spellings_of_tmf670(written, kind):
    assert (await read(changed(CARD, **{"@type": written}), ENDPOINTS["card"][1])).kind is kind


async def test_a_card_without_description_shows_its_last_digits():
    bare = {name: value for name, value in CARD.items() if name != "description"}
    assert (await read(bare, ENDPOINTS["card"][1])).masked_number == "****-****-****-1111"


@pytest.mark.parametrize("number", ["4111111111111111", "4111-1111-1111-1111", "4111 1111 1111 1111"])
@pytest.mark.parametrize("answer", [CARD, BANK, WALLET])
async def test_a_number_the_carrier_forgot_to_mask_is_masked_here(answer, number):
    """S01."""
    method = await read(changed(answer, description=number), ENDPOINTS["card"][1])
    assert "*" in method.masked_number
    assert "1111111" not in method.masked_number.replace("-", "").replace(" ", "")


async def test_bills_are_whole_won_and_days_in_korea():
    """R33."""
    assert await read(BILLS, ENDPOINTS["current bill"][1]) == Bill(
        "bill-11", (2026, 11), (2026, 10), date(2026, 11, 30), 33000, 33000, BillState.SENT
    )
    assert await read(BILLS, ENDPOINTS["unpaid"][1]) == Unpaid(1000, 1, date(2026, 10, 30))
    assert await read([], ENDPOINTS["current bill"][1]) is None
    assert await read([], ENDPOINTS["unpaid"][1]) is None
    late = [changed(BILLS[0], paymentDueDate="2026-11-30T23:59:59Z")]
    assert (await read(late, ENDPOINTS["current bill"][1])).due == date(2026, 12, 1)


@pytest.mark.parametrize("value", [True, "33000", 33000.5, -1, None, 10**12, [33000], {}])
@pytest.mark.parametrize("field", ["amountDue", "remainingAmount"])
async def test_what_is_no_amount_is_not_made_one(field, value):
    """S31: a bill that cannot be read is said to be so, never shown as another sum."""
    with pytest.raises(CarrierError) as caught:
        await read([changed(BILLS[0], **{field: {"unit": "KRW", "value": value}})], ENDPOINTS["current bill"][1])
    assert caught.value.failure.refusal is Refusal.UNEXPECTED


@pytest.mark.parametrize("body", [b"NaN", b"Infinity", b"1e400", b"-0.5"])
async def test_numbers_outside_json_or_won_are_no_amounts(body):
    stub = StubCarrier(raw=json.dumps(BILLS).encode().replace(b"33000.0", body))
    with pytest.raises(CarrierError):
        await stub.client().current_bill("ba-1")


async def test_another_currency_is_not_won():
    with pytest.raises(CarrierError):
        await read([changed(BILLS[0], amountDue={"unit": "USD", "value": 33})], ENDPOINTS["current bill"][1])


async def test_a_list_in_parts_is_read_to_its_end():
    """What is owed is never a sum over a part."""

    class InParts(StubCarrier):
        async def __call__(self, scope, receive, send):
            offset = int(dict(pair.split("=") for pair in scope["query_string"].decode().split("&"))["offset"])
            self.answer, self.status = BILLS[offset : offset + 1], 206
            await super().__call__(scope, receive, send)

    stub = InParts()
    assert (await stub.client().unpaid("ba-1")).amount == 1000
    assert [asked.query for asked in stub.asked] == [f"billingAccount.id=ba-1&offset={offset}" for offset in (0, 1, 2)]


async def test_a_list_without_end_is_given_up():
    stub = StubCarrier(BILLS, status=206)
    with pytest.raises(CarrierError):
        await stub.client().unpaid("ba-1")
    assert len(stub.asked) == 5


async def test_messages_in_order_of_time():
    newest, oldest = await read(MESSAGES, ENDPOINTS["messages"][1])
    assert (newest.id, newest.channel, newest.sender, newest.sent_at.isoformat()) == (
        "m-2",
        Channel.EMAIL,
        "114",
        "2026-11-24T10:30:00+09:00",
    )
    assert oldest.text == "신청했어요.\n고맙습니다."


async def test_a_plan():
    """R45-R50."""
    plan = await read(PLAN, ENDPOINTS["plan"][1])
    assert (plan.same_type, plan.effective, plan.first_on_new, plan.last_on_old) == (
        False,
        date(2026, 12, 1),
        date(2026, 12, 15),
        date(2026, 12, 11),
    )
    assert plan.charges[0] == Charge(date(2026, 12, 11), False, ChargeKind.FIRST, (2026, 11))
    shift = Shift(
        date(2026, 2, 15), (DayOff(date(2026, 2, 15), "일요일", True), DayOff(date(2026, 2, 16), "설날 전날"))
    )
    assert plan.charges[1] == Charge(date(2026, 2, 19), True, ChargeKind.RETRY, (2026, 12), shift)
    assert plan.warnings == (Warning.OLD_STILL_CHARGED, Warning.DAY_CHANGES)
    assert (plan.window_open, plan.next_opening.hour) == (False, 9)


async def test_the_open_change_comes_before_a_later_closed_one():
    closed = changed(CHANGE, id="ch-2", state="cancelled", requestedDate="2026-11-24T11:00:00+09:00")
    assert (await read([closed, CHANGE], ENDPOINTS["open change"][1])).id == "ch-1"
    assert (await read([closed], ENDPOINTS["open change"][1])).id == "ch-2"
    applied_long_ago = changed(
        CHANGE, state="applied", requestedDate="2026-10-01T10:00:00+09:00", effectiveDate="2026-10-24"
    )
    assert await read([applied_long_ago], ENDPOINTS["open change"][1]) is None
    applied_lately = changed(applied_long_ago, effectiveDate="2026-10-25")
    assert (await read([applied_lately], ENDPOINTS["open change"][1])).state is ChangeState.APPLIED
    assert await read([], ENDPOINTS["open change"][1]) is None


@pytest.mark.parametrize(
    ("scheme", "leads"),
    [
        ("https://bank.example/x", True),
        ("http://127.0.0.1:8550/provider/x", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("//bank.example", False),
        ("https://user@bank.example", False),
        ("https://[", False),
        ("https://bank.example/\u202e", False),
        ("", False),
    ],
)
async def test_only_web_addresses_lead_anywhere(scheme, leads):
    """S25. This stub is on this machine, so http is as good as https."""
    assert bool((await read(changed(SESSION, providerUrl=scheme), ENDPOINTS["session"][1])).provider_url) is leads
    assert bool((await read(changed(CHANGE, externalAppUrl=scheme), ENDPOINTS["cancel"][1])).external_app_url) is leads


# What is new

UNKNOWN_MEMBERS = [
    ("card", CARD, "status", lambda method: method.status, MethodStatus.UNKNOWN),
    ("card", CARD, "@type", lambda method: method.kind, MethodKind.OTHER),
    ("wallet", WALLET, "service", lambda method: method.kind, MethodKind.OTHER),
    ("cancel", CHANGE, "state", lambda change: change.state, ChangeState.UNKNOWN),
    ("session", SESSION, "state", lambda session: session.state, IdentityState.UNKNOWN),
]


@pytest.mark.parametrize(
    ("endpoint", "answer", "field", "of", "expected"),
    UNKNOWN_MEMBERS,
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_new_member_reads_as_unknown(endpoint, answer, field, of, expected):
    """RR13."""
    assert of(await read(changed(answer, **{field: "soonToCome"}), ENDPOINTS[endpoint][1])) is expected


async def test_new_members_in_lists():
    assert (await read([changed(BILLS[0], state="overdue")], ENDPOINTS["current bill"][1])).state is BillState.UNKNOWN
    assert (await read([changed(MESSAGES[0], messageType="Pigeon")], ENDPOINTS["messages"][1]))[
        0
    ].channel is Channel.UNKNOWN
    assert (
        await read([changed(ACCOUNTS[0], accountType="company")], ENDPOINTS["line"][1])
    ).subscriber is SubscriberKind.ADULT
    plan = changed(PLAN, warnings=["NEW_WARNING", "DAY_CHANGES"])
    plan["charges"][1]["kind"] = "bonus"
    read_plan = await read(plan, ENDPOINTS["plan"][1])
    assert read_plan.warnings == (Warning.DAY_CHANGES,)
    assert read_plan.charges[1].kind is ChargeKind.FIRST


async def test_a_policy_with_news_keeps_what_this_app_knows():
    """RR13: a way to pay or to prove oneself that the app cannot show is not offered."""
    answer = policy()
    method = answer["methods"][0]
    method["payers"]["value"].append("robot")
    method["identity"]["value"].append("retina")
    answer["methods"].append(changed(method, kind={"value": "barter", "source": "ext"}))
    answer["changeWindows"].append(changed(answer["changeWindows"][0], kind={"value": "barter", "source": "ext"}))
    answer["deprecatedIdentity"] = {"value": ["ipin", "fax"], "source": "ext"}
    read_policy = await read(answer, ENDPOINTS["policy"][1])
    assert MethodKind.OTHER not in [one.kind for one in read_policy.methods]
    assert [kind for kind, _ in read_policy.change_windows] == [MethodKind.BANK]
    assert read_policy.methods[0].payers == (Payer.SELF, Payer.OTHER)
    assert read_policy.methods[0].identity == (IdentityMethod.JOINT_CERTIFICATE,)
    assert read_policy.deprecated_identity == (IdentityMethod.IPIN,)


async def test_a_policy_without_its_sources_reads_the_same():
    def bare(part: Any) -> Any:
        if isinstance(part, dict):
            return (
                bare(part["value"])
                if part.keys() == {"value", "source"}
                else {name: bare(value) for name, value in part.items()}
            )
        return [bare(value) for value in part] if isinstance(part, list) else part

    assert bare(policy()) != policy()
    assert await read(bare(policy()), ENDPOINTS["policy"][1]) == await read(policy(), ENDPOINTS["policy"][1])


async def test_a_policy_is_kept_by_the_carrier_it_is_of():
    stub = StubCarrier(policy())
    client = stub.client()
    assert await client.policy("ktm") is await client.policy("ktm")
    assert len(stub.asked) == 1
    stub.raw = b"{}"
    for _ in range(2):
        with pytest.raises(CarrierError):
            await client.policy("umobile")
    assert len(stub.asked) == 3, "a failure is not kept"


@pytest.mark.parametrize("name", ENDPOINTS)
async def test_extra_fields_are_ignored_everywhere(name):
    """RR13."""
    answer, call = ENDPOINTS[name]

    def with_news(part: Any) -> Any:
        if isinstance(part, dict):
            news = {} if part.keys() == {"value", "source"} else {"news": [{"ci": "x"}], "@schemaLocation": 5}
            return {key: with_news(value) for key, value in part.items()} | news
        return [with_news(value) for value in part] if isinstance(part, list) else part

    expected, got = await read(answer, call), await read(with_news(answer), call)
    if name == "code sent":
        assert got.authentication_id == expected.authentication_id
    else:
        assert got == expected


# What is wrong


def places(part: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield here
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inner:
        yield from places(value, (*here, key))


def mutated(part: Any, place: tuple[Any, ...], value: Any, remove: bool) -> Any:
    if not place:
        return value
    key, *rest = place
    changed_part = part.copy()
    if not rest and remove and isinstance(part, dict):
        del changed_part[key]
    else:
        changed_part[key] = mutated(part[key], tuple(rest), value, remove)
    return changed_part


NASTY = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        -1,
        1,
        2**63,
        10**40,
        0.5,
        1e308,
        "",
        " ",
        "\x00",
        "\u202e",
        "1",
        "true",
        "2026-11-24",
        "9999-12-31",
        "0001-01-01",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "2026-11-24T10:00:00",
        "2026-02-30",
        "24:00",
        "09:10Z",
        "2026-13",
        "..",
        "../x",
        "{{code}}",
        "x" * 30_000,
        "١٢",
        "１２",
        [],
        {},
        [None],
        [[]],
        {"value": 1, "source": ""},
        {"value": {"value": {}, "source": 1}, "source": 2},
        "javascript:x",
        "https://[",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def assert_sound(value: object) -> None:
    """What the app may rely on, whatever the carrier said."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            assert_sound(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            assert_sound(part)
    elif isinstance(value, str):
        assert len(value) <= 20_000
        assert [mark for mark in value if mark != "\n" and unicodedata.category(mark) in ("Cc", "Cf", "Zl", "Zp")] == []
    elif isinstance(value, datetime):
        assert value.utcoffset() == timedelta(hours=9)
        assert value + timedelta(days=3650) > value - timedelta(days=3650)
    elif isinstance(value, date):
        assert value + timedelta(days=3650) > value - timedelta(days=3650)
    elif isinstance(value, time):
        assert value.tzinfo is None
    else:
        assert value is None or isinstance(value, bool | int)


def outcome(stub: StubCarrier, call: Call) -> None:
    async def asked() -> None:
        try:
            assert_sound(await call(stub.client()))
        except CarrierError as error:
            assert error.failure.delivery is Delivery.AMBIGUOUS
            assert error.failure.refusal in (Refusal.UNEXPECTED, Refusal.UNCONFIRMED)

    asyncio.run(asked())


@pytest.mark.parametrize("name", ENDPOINTS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_an_answer_it_is_read_or_refused(name, data):
    """RR13, RR14: no field, of any type, makes anything but a CarrierError leave."""
    answer, call = ENDPOINTS[name]
    place = data.draw(st.sampled_from(list(places(answer))))
    outcome(StubCarrier(mutated(answer, place, data.draw(NASTY | JSON), data.draw(st.booleans()))), call)


@pytest.mark.parametrize("name", ENDPOINTS)
@settings(max_examples=40, deadline=None)
@given(body=st.binary(max_size=200) | st.integers(0, 2000).map(lambda end: b"cut:%d" % end))
def test_whatever_the_body_is_it_is_read_or_refused(name, body):
    """RR14."""
    answer, call = ENDPOINTS[name]
    if body.startswith(b"cut:"):
        body = json.dumps(answer).encode()[: int(body[4:])]
    outcome(StubCarrier(raw=body), call)


@settings(max_examples=300, deadline=None)
@given(
    status=st.integers(200, 599),
    problem=JSON | NASTY | st.fixed_dictionaries({"code": JSON}, optional={"nextOpening": NASTY, "triesLeft": NASTY}),
    headers=st.dictionaries(
        st.just("retry-after"), st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)
    ),
)
def test_whatever_a_refusal_says_it_is_one_of_the_closed_set(status, problem, headers):
    """RR12."""
    stub = StubCarrier(problem, status=status, headers=headers)

    async def asked() -> None:
        with pytest.raises(CarrierError) as caught:
            await stub.client().change("ch-1")
        failure = caught.value.failure
        assert failure.refusal in Refusal and failure.delivery in Delivery
        assert failure.retry_after is None or 0 <= failure.retry_after <= 86400
        assert_sound(failure.next_opening)

    asyncio.run(asked())


@pytest.mark.parametrize("name", ENDPOINTS)
async def test_no_error_repeats_what_was_read(name):
    """S31: an error's text and that of its causes may stand in a log."""
    answer, call = ENDPOINTS[name]
    secret = "4111111111111111"
    wrong = [{"id": {"ci": secret}}, secret] if isinstance(answer, list) else {"id": [secret], "carrier": [secret]}
    with pytest.raises(CarrierError) as caught:
        await read(wrong, call)
    assert secret not in "".join(traceback.format_exception(caught.value))


def test_an_error_of_reading_does_not_repeat_what_was_read():
    """S31: not in the error, nor in the traceback it leads to."""
    secret = "4111111111111111"
    with pytest.raises(ValueError) as caught:
        Policy.read(json.dumps(policy() | {"otp": {"length": secret}}).encode())
    assert secret not in str(caught.value) and secret not in repr(caught.value)


@pytest.mark.parametrize("text", ["홍\u202e길동", "홍\x00길동", "홍\u200b길동", "홍\x1b길동", "홍\u2066길동"])
async def test_marks_that_turn_or_hide_text_are_dropped(text):
    """S25."""
    assert (await read([changed(MESSAGES[0], content=text)], ENDPOINTS["messages"][1]))[0].text == "홍길동"
