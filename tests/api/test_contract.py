"""Client and sandbox carrier hold to one contract, in one process and over real HTTP alike (RR15)."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from socket import create_server

import pytest
import uvicorn

from app.api.client import CarrierClient
from app.api.errors import CarrierError
from app.api.http_adapter import CarrierHttp
from app.api.in_process import InProcessTransport
from app.domain.bill import BillState
from app.domain.change import ChangeRequest, ChangeState, ConsentGiven, PayerDetails, change_digest
from app.domain.identity import CodeTicket, IdentityMethod, IdentityState, IdentityTransaction, Person
from app.domain.line import SubscriberKind
from app.domain.payment_method import MethodKind, MethodStatus, Payer, Relation
from app.domain.refusal import Delivery, Failure, Refusal
from app.sandbox.carrier import SandboxCarrier

pytestmark = pytest.mark.anyio

HONG = Person("홍길동", "900101", "1", "01012345678")
MSISDN = "+821012345678"
CONSENTS = (ConsentGiven("direct-debit", "2026-01"), ConsentGiven("third-party", "2026-01"))
TO_BANK = ChangeRequest(MethodKind.BANK, bank_code="004", account_number="11023456789012", consents=CONSENTS)
TO_CARD = ChangeRequest(
    MethodKind.CARD, card_number="4111111111111111", card_issuer="41", card_expiry=(2028, 12), consents=CONSENTS
)
TO_KAKAOPAY = ChangeRequest(MethodKind.KAKAOPAY, consents=CONSENTS)
MOTHER = PayerDetails("임꺽정", Relation.PARENT, "01055556666")
SUBSCRIBER, PAYER = False, True


@dataclass
class Talk:
    carrier: SandboxCarrier
    client: CarrierClient
    http: CarrierHttp

    async def proves(
        self, request: ChangeRequest, key: str, person: Person = HONG, for_payer: bool = SUBSCRIBER
    ) -> str:
        """The id of a finished SMS check for this request."""
        session, ticket = await self.asks_for_code(request, key, person, for_payer)
        await self.client.validate_code(ticket.authentication_id, self.carrier.last_code(f"+82{person.phone[1:]}"))
        done = await self.client.complete_sms_identity(session.id, ticket.authentication_id)
        assert done.state is IdentityState.VERIFIED
        return done.id

    async def asks_for_code(
        self, request: ChangeRequest, key: str, person: Person = HONG, for_payer: bool = SUBSCRIBER
    ) -> tuple[IdentityTransaction, CodeTicket]:
        otp = (await self.client.policy((await self.client.line()).carrier)).otp
        session = await self.client.start_identity(
            IdentityMethod.SMS, request.kind, digest=change_digest(request, key), person=person, for_payer=for_payer
        )
        return session, await self.client.send_code(person.phone, otp)


Meets = Callable[..., Awaitable[Talk]]


@pytest.fixture(params=["in process", "over http"])
async def meets(request: pytest.FixtureRequest) -> AsyncIterator[Meets]:
    """Opens a carrier of one scenario and a client that speaks to it by one of the two ways."""
    open_talks: list[tuple[CarrierHttp, uvicorn.Server | None, asyncio.Task[None] | None]] = []
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # a fault on demand is an error to the server only

    async def meet(scenario: str = "happy") -> Talk:
        carrier = SandboxCarrier.open(scenario)
        if request.param == "in process":
            http = CarrierHttp("http://127.0.0.1", transport=InProcessTransport(carrier.asgi))
            open_talks.append((http, None, None))
        else:
            listening = create_server(("127.0.0.1", 0))
            server = uvicorn.Server(
                uvicorn.Config(
                    carrier.asgi,
                    interface="asgi3",
                    http="h11",
                    ws="none",
                    lifespan="off",
                    log_config=None,
                    date_header=False,
                )
            )
            task = asyncio.create_task(server.serve(sockets=[listening]))
            http = CarrierHttp(f"http://127.0.0.1:{listening.getsockname()[1]}")
            open_talks.append((http, server, task))
        return Talk(carrier, CarrierClient(http, carrier.token), http)

    yield meet
    for http, server, task in open_talks:
        await http.close()
        if server and task:
            server.should_exit = True
            await task


@pytest.fixture
async def happy(meets: Meets) -> Talk:
    return await meets()


async def refused(call: Awaitable[object]) -> Failure:
    with pytest.raises(CarrierError) as caught:
        await call
    return caught.value.failure


async def test_the_line_and_its_carrier(happy):
    """R44."""
    line = await happy.client.line()
    assert (line.carrier, line.carrier_name, line.msisdn) == ("umobile", "U+ 알뜰모바일", MSISDN)
    assert line.subscriber is SubscriberKind.ADULT
    assert "길" not in line.masked_holder and line.masked_holder.startswith("홍")


@pytest.mark.parametrize(
    ("scenario", "kind"), [("minor", SubscriberKind.MINOR), ("foreigner", SubscriberKind.FOREIGNER)]
)
async def test_who_the_subscriber_is(meets, scenario, kind):
    assert (await (await meets(scenario)).client.line()).subscriber is kind


async def test_the_policy_arrives_whole(meets):
    """R47-R50, R54, R58-R60 travel as data; asked for once."""
    talk = await meets()
    policy = await talk.client.policy("umobile")
    assert (policy.carrier, policy.network) == ("umobile", "LGU+")
    assert [one.day for one in policy.method(MethodKind.BANK).rounds] == [15]
    assert [one.day for one in policy.method(MethodKind.CARD).rounds] == [11]
    assert policy.method(MethodKind.BANK).payers == (Payer.SELF, Payer.OTHER)
    assert IdentityMethod.SMS in policy.method(MethodKind.CARD).identity
    assert policy.effective.same_type_business_days == 2
    assert any(contact.number == "114" for contact in policy.contacts)
    assert all(terms.text for terms in policy.terms)
    talk.carrier.faults.lose_answer("retrieveCarrierPolicy", times=9)
    assert await talk.client.policy("umobile") is policy


async def test_a_kt_policy_brings_its_window_and_exclusions(meets):
    """R27, R31, R32."""
    policy = await (await meets("kt-excluded-bank")).client.policy("ktm")
    window = policy.window(MethodKind.BANK)
    assert (window.opens.isoformat("minutes"), window.closes.isoformat("minutes"), window.on_holidays) == (
        "09:10",
        "21:50",
        False,
    )
    assert {"008", "027", "054"} <= {excluded.code for excluded in policy.method(MethodKind.BANK).excluded}
    assert policy.method(MethodKind.BANK).identity == (IdentityMethod.JOINT_CERTIFICATE,)


async def test_an_unknown_policy_is_not_found(happy):
    assert (await refused(happy.client.policy("nobody"))).refusal is Refusal.NOT_FOUND


async def test_the_method_in_use_is_masked(happy):
    """R44, S01."""
    method = await happy.client.payment_method((await happy.client.line()).payment_method_id)
    assert (method.kind, method.institution, method.institution_code, method.status) == (
        MethodKind.CARD,
        "신한카드",
        "41",
        MethodStatus.ACTIVE,
    )
    assert method.masked_number == "9410-****-****-1111"
    assert method.expires == (2028, 12)
    assert "길" not in method.masked_holder


@pytest.mark.parametrize("call", ["payment_method", "change", "identity"])
async def test_what_is_not_there_is_not_found(happy, call):
    failure = await refused(getattr(happy.client, call)("nowhere"))
    assert (failure.refusal, failure.delivery) == (Refusal.NOT_FOUND, Delivery.REJECTED)


async def test_this_months_bill(happy):
    """R33: charged in November for October."""
    bill = await happy.client.current_bill((await happy.client.line()).billing_account_id)
    assert (bill.billing_month, bill.usage_month, bill.due) == ((2026, 11), (2026, 10), date(2026, 11, 11))
    assert (bill.amount, bill.remaining, bill.state) == (33000, 33000, BillState.SENT)
    assert await happy.client.unpaid("any") is None


async def test_what_is_overdue_is_summed_by_the_carriers_day(meets):
    talk = await meets("overdue")
    account = (await talk.client.line()).billing_account_id
    talk.carrier.clock.set(datetime(2026, 10, 12, 14, 59, tzinfo=UTC))
    assert await talk.client.unpaid(account) is None, "in Korea it is still the day it is due"
    talk.carrier.clock.set(datetime(2026, 10, 12, 15, 0, tzinfo=UTC))
    unpaid = await talk.client.unpaid(account)
    assert (unpaid.amount, unpaid.bills, unpaid.oldest_due) == (31900, 1, date(2026, 10, 12))


async def test_messages_newest_first(happy):
    await happy.client.apply_change(
        TO_BANK, identity_id=await happy.proves(TO_BANK, key := str(uuid.uuid4())), payer_identity_id=None, key=key
    )
    messages = await happy.client.messages()
    assert [message.id for message in messages] == [message.id for message in happy.carrier.messages()]
    assert [message.text for message in messages] == [message.text for message in happy.carrier.messages()]
    assert len(messages) == 2
    assert messages[0].sent_at > messages[1].sent_at


@pytest.mark.parametrize("kind", [MethodKind.BANK, MethodKind.CARD, MethodKind.KAKAOPAY, MethodKind.PAYCO])
async def test_dates_for_a_kind(happy, kind):
    """R45, R46, R48."""
    plan = await happy.client.preview_kind(kind)
    assert plan.same_type is (kind is MethodKind.CARD)
    assert plan.first_on_new >= plan.effective >= date(2026, 11, 9)
    assert plan.charges and plan.window_open


async def test_the_preview_of_a_request_is_the_plan_of_its_kind(happy):
    assert await happy.client.preview(TO_BANK) == await happy.client.preview_kind(MethodKind.BANK)


async def test_outside_the_window_dates_come_and_applying_is_refused(meets):
    """R32: Saturday; the bank opens on Monday."""
    talk = await meets("kt-outside-window")
    plan = await talk.client.preview(TO_BANK)
    assert not plan.window_open
    assert plan.next_opening.isoformat() == "2026-11-09T09:10:00+09:00"
    failure = await refused(
        talk.client.apply_change(TO_BANK, identity_id="none", payer_identity_id=None, key=str(uuid.uuid4()))
    )
    assert (failure.refusal, failure.next_opening) == (Refusal.OUTSIDE_SERVICE_HOURS, plan.next_opening)


REFUSED_PREVIEWS = {
    "a card number that fails Luhn": ("happy", replace(TO_CARD, card_number="4111111111111112"), Refusal.INVALID_CARD),
    "an expired card": ("happy", replace(TO_CARD, card_expiry=(2026, 10)), Refusal.CARD_EXPIRED),
    "an issuer nobody knows": ("happy", replace(TO_CARD, card_issuer="00"), Refusal.UNKNOWN_ISSUER),
    "a short account": ("happy", replace(TO_BANK, account_number="123"), Refusal.INVALID_ACCOUNT),
    "a bank nobody knows": ("happy", replace(TO_BANK, bank_code="999"), Refusal.UNKNOWN_BANK),
    "an excluded bank (R31)": ("kt-excluded-bank", replace(TO_BANK, bank_code="027"), Refusal.EXCLUDED_BANK),
    "no consent (R52)": ("happy", replace(TO_BANK, consents=()), Refusal.CONSENT_REQUIRED),
    "a payer without details (C18)": (
        "happy",
        replace(TO_BANK, payer=Payer.OTHER, payer_details=PayerDetails()),
        Refusal.PAYER_DETAILS_REQUIRED,
    ),
    "somebody else for a wallet (R7)": (
        "happy",
        replace(TO_KAKAOPAY, payer=Payer.OTHER, payer_details=MOTHER),
        Refusal.PAYER_NOT_ALLOWED,
    ),
    "somebody else's wallet (R10)": ("wallet-owner-mismatch", TO_KAKAOPAY, Refusal.OWNER_MISMATCH),
    "a minor": ("minor", TO_BANK, Refusal.MINOR_NOT_ALLOWED),
    "a foreigner": ("foreigner", TO_BANK, Refusal.FOREIGNER_CALL_CENTER),
    "a second change": ("pending-change", TO_CARD, Refusal.PENDING_CHANGE_EXISTS),
    "the card in use": ("happy", replace(TO_CARD, card_number="9410120000131111"), Refusal.SAME_METHOD),
}


@pytest.mark.parametrize("case", REFUSED_PREVIEWS)
async def test_the_carrier_refuses_in_words_of_the_closed_set(meets, case):
    scenario, request, refusal = REFUSED_PREVIEWS[case]
    failure = await refused((await meets(scenario)).client.preview(request))
    assert (failure.refusal, failure.delivery) == (refusal, Delivery.REJECTED)


async def test_a_change_from_proof_to_cancel(happy):
    """R45, R53-R56."""
    client, key = happy.client, str(uuid.uuid4())
    plan = await client.preview(TO_BANK)
    identity_id = await happy.proves(TO_BANK, key)
    change = await client.apply_change(TO_BANK, identity_id=identity_id, payer_identity_id=None, key=key)
    assert change.state is ChangeState.SCHEDULED
    assert (change.effective, change.first_charge, change.last_on_old) == (
        plan.effective,
        plan.first_on_new,
        plan.last_on_old,
    )
    assert (change.from_method.kind, change.to_method.kind) == (MethodKind.CARD, MethodKind.BANK)
    assert "23456789" not in change.to_method.masked_number and "*" in change.to_method.masked_number
    assert change.receipt and "*" in change.notified_to
    assert (change,) == happy.carrier.changes()
    assert await client.change(change.id) == await client.change_by_key(key) == await client.open_change() == change
    again = await client.apply_change(TO_BANK, identity_id=identity_id, payer_identity_id=None, key=key)
    assert again == change
    assert len(happy.carrier.changes()) == 1
    cancel_key = str(uuid.uuid4())
    cancelled = await client.cancel_change(change.id, key=cancel_key)
    assert cancelled.state is ChangeState.CANCELLED
    assert await client.cancel_change(change.id, key=cancel_key) == cancelled
    assert (await refused(client.cancel_change(change.id, key=str(uuid.uuid4())))).refusal is Refusal.TOO_LATE_TO_CANCEL
    assert await client.open_change() == cancelled
    happy.carrier.clock.advance(timedelta(days=31))
    assert await client.open_change() is None, "closed more than 30 days ago"


async def test_a_key_is_good_for_one_request_only(happy):
    """RR18."""
    key = str(uuid.uuid4())
    await happy.client.apply_change(
        TO_BANK, identity_id=await happy.proves(TO_BANK, key), payer_identity_id=None, key=key
    )
    other = replace(TO_BANK, account_number="11099999999999")
    failure = await refused(happy.client.apply_change(other, identity_id="x", payer_identity_id=None, key=key))
    assert (failure.refusal, failure.delivery) == (Refusal.KEY_REUSED, Delivery.REJECTED)


async def test_a_proof_for_another_request_proves_nothing(happy):
    """S11, S15."""
    identity_id = await happy.proves(TO_CARD, key := str(uuid.uuid4()))
    failure = await refused(
        happy.client.apply_change(TO_BANK, identity_id=identity_id, payer_identity_id=None, key=key)
    )
    assert failure.refusal is Refusal.AUTH_REQUIRED
    assert happy.carrier.changes() == ()


async def test_another_payer_is_proven_too(happy):
    """C18, R51."""
    request, key = replace(TO_BANK, payer=Payer.OTHER, payer_details=MOTHER), str(uuid.uuid4())
    own = await happy.proves(request, key)
    payer = await happy.proves(request, key, Person("임꺽정", "600101", "2", MOTHER.phone), PAYER)
    failure = await refused(happy.client.apply_change(request, identity_id=own, payer_identity_id=None, key=key))
    assert failure.refusal is Refusal.AUTH_REQUIRED
    change = await happy.client.apply_change(request, identity_id=own, payer_identity_id=payer, key=key)
    assert change.state is ChangeState.SCHEDULED
    assert change.to_method.masked_holder.startswith("임") and "꺽" not in change.to_method.masked_holder


async def test_a_wallet_waits_for_its_own_app(happy):
    """R9, R12."""
    key = str(uuid.uuid4())
    change = await happy.client.apply_change(
        TO_KAKAOPAY, identity_id=await happy.proves(TO_KAKAOPAY, key), payer_identity_id=None, key=key
    )
    assert change.state is ChangeState.PENDING_EXTERNAL_APP
    assert change.to_method.kind is MethodKind.KAKAOPAY
    assert change.external_app_url.startswith("http://127.0.0.1")
    happy.carrier.complete_wallet(change.id, accept=True)
    assert (await happy.client.change(change.id)).state is ChangeState.SCHEDULED


async def test_a_certificate_is_given_on_the_providers_page_only(meets):
    """R27, R54."""
    talk = await meets("kt-bank-certificate")
    key = str(uuid.uuid4())
    digest = change_digest(TO_BANK, key)
    failure = await refused(
        talk.client.start_identity(IdentityMethod.SMS, MethodKind.BANK, digest=digest, person=HONG, for_payer=False)
    )
    assert failure.refusal is Refusal.AUTH_METHOD_NOT_ALLOWED
    session = await talk.client.start_identity(
        IdentityMethod.JOINT_CERTIFICATE, MethodKind.BANK, digest=digest, person=HONG, for_payer=False
    )
    assert session.state is IdentityState.PENDING
    assert session.provider_url.startswith("http://127.0.0.1")
    talk.carrier.complete_provider(session.id, accept=True)
    assert (await talk.client.identity(session.id)).state is IdentityState.VERIFIED
    change = await talk.client.apply_change(TO_BANK, identity_id=session.id, payer_identity_id=None, key=key)
    assert change.state is ChangeState.SCHEDULED


async def test_an_ipin_declined_is_no_proof(happy):
    """R54."""
    key = str(uuid.uuid4())
    session = await happy.client.start_identity(
        IdentityMethod.IPIN, MethodKind.BANK, digest=change_digest(TO_BANK, key), person=None, for_payer=False
    )
    happy.carrier.complete_provider(session.id, accept=False)
    assert (await happy.client.identity(session.id)).state is IdentityState.DECLINED
    failure = await refused(happy.client.apply_change(TO_BANK, identity_id=session.id, payer_identity_id=None, key=key))
    assert failure.refusal is Refusal.AUTH_DECLINED


async def test_somebody_else_is_not_the_subscriber(happy):
    digest = change_digest(TO_BANK, "k")
    for _ in range(5):
        failure = await refused(
            happy.client.start_identity(
                IdentityMethod.SMS, MethodKind.BANK, digest=digest, person=replace(HONG, name="성춘향"), for_payer=False
            )
        )
        assert failure.refusal is Refusal.IDENTITY_MISMATCH
    locked = await refused(
        happy.client.start_identity(IdentityMethod.SMS, MethodKind.BANK, digest=digest, person=HONG, for_payer=False)
    )
    assert locked.refusal is Refusal.AUTH_LOCKED
    assert 500 < locked.retry_after <= 600


async def test_times_of_a_code_are_the_policys_by_the_carriers_clock(happy):
    """R55, RR28."""
    _, ticket = await happy.asks_for_code(TO_BANK, "k")
    now = happy.client.server_now()
    assert timedelta(seconds=178) < ticket.expires_at - now <= timedelta(seconds=180)
    assert timedelta(seconds=28) < ticket.resend_at - now <= timedelta(seconds=30)
    assert ticket.sent_to == "010-****-5678"


async def test_a_second_code_too_soon(happy):
    await happy.asks_for_code(TO_BANK, "k")
    otp = (await happy.client.policy("umobile")).otp
    failure = await refused(happy.client.send_code(HONG.phone, otp))
    assert failure.refusal is Refusal.CODE_TOO_SOON
    assert 0 < failure.retry_after <= 30
    happy.carrier.clock.advance(timedelta(seconds=31))
    assert await happy.client.send_code(HONG.phone, otp)


async def test_wrong_codes_until_none_is_left(happy):
    """R55."""
    _, ticket = await happy.asks_for_code(TO_BANK, "k")
    wrong = "000000" if happy.carrier.last_code(MSISDN) != "000000" else "111111"
    failures = [await refused(happy.client.validate_code(ticket.authentication_id, wrong)) for _ in range(5)]
    assert [failure.refusal for failure in failures] == [Refusal.CODE_WRONG] * 4 + [Refusal.CODE_FAILED]
    assert [failure.tries_left for failure in failures] == [4, 3, 2, 1, None]
    assert (
        await refused(happy.client.validate_code(ticket.authentication_id, happy.carrier.last_code(MSISDN)))
    ).refusal is Refusal.CODE_FAILED


async def test_codes_expired_superseded_or_used_are_dead(happy):
    otp = (await happy.client.policy("umobile")).otp
    first = await happy.client.send_code(HONG.phone, otp)
    code = happy.carrier.last_code(MSISDN)
    happy.carrier.clock.advance(timedelta(seconds=31))
    second = await happy.client.send_code(HONG.phone, otp)
    assert (await refused(happy.client.validate_code(first.authentication_id, code))).refusal is Refusal.CODE_EXPIRED
    await happy.client.validate_code(second.authentication_id, happy.carrier.last_code(MSISDN))
    assert (
        await refused(happy.client.validate_code(second.authentication_id, happy.carrier.last_code(MSISDN)))
    ).refusal is Refusal.CODE_EXPIRED
    happy.carrier.clock.advance(timedelta(seconds=31))
    third = await happy.client.send_code(HONG.phone, otp)
    happy.carrier.clock.advance(timedelta(seconds=181))
    assert (
        await refused(happy.client.validate_code(third.authentication_id, happy.carrier.last_code(MSISDN)))
    ).refusal is Refusal.CODE_EXPIRED
    assert (await refused(happy.client.validate_code("no-such-code", "123456"))).refusal is Refusal.CODE_EXPIRED


async def test_codes_run_out(happy):
    otp = (await happy.client.policy("umobile")).otp
    for _ in range(otp.max_sends - 1):
        await happy.client.send_code(HONG.phone, otp)
        happy.carrier.clock.advance(timedelta(seconds=31))
    assert (await refused(happy.client.send_code(HONG.phone, otp))).refusal is Refusal.CODE_LIMIT


async def test_more_time_for_a_code_as_often_as_the_policy_says(happy):
    session, ticket = await happy.asks_for_code(TO_BANK, "k")
    happy.carrier.clock.advance(timedelta(seconds=100))
    longer = await happy.client.extend_code(session.id, ticket)
    assert timedelta(seconds=98) < longer.expires_at - ticket.expires_at < timedelta(seconds=102)
    assert replace(longer, expires_at=ticket.expires_at) == ticket
    assert (await refused(happy.client.extend_code(session.id, longer))).refusal is Refusal.AUTH_LOCKED


async def test_a_session_expires(happy):
    session = await happy.client.start_identity(
        IdentityMethod.IPIN, MethodKind.BANK, digest="0" * 64, person=None, for_payer=False
    )
    happy.carrier.clock.advance(timedelta(minutes=6))
    assert (await happy.client.identity(session.id)).state is IdentityState.EXPIRED


async def test_an_answer_lost_after_the_work_leaves_doubt_and_the_key_clears_it(happy):
    """RR10, RR20."""
    key = str(uuid.uuid4())
    identity_id = await happy.proves(TO_BANK, key)
    happy.carrier.faults.lose_answer("createPaymentMethodChange")
    failure = await refused(
        happy.client.apply_change(TO_BANK, identity_id=identity_id, payer_identity_id=None, key=key)
    )
    assert (failure.delivery, failure.refusal) == (Delivery.AMBIGUOUS, Refusal.UNCONFIRMED)
    assert await happy.client.change_by_key(key) == happy.carrier.changes()[0]


async def test_a_carrier_slower_than_the_deadline_may_still_do_the_work(meets):
    """RR10, RR20: a request given up goes on at the carrier; asked by key it says so, and then what became of it."""
    talk = await meets()
    key = str(uuid.uuid4())
    identity_id = await talk.proves(TO_BANK, key)
    talk.carrier.faults.delay("createPaymentMethodChange", 2)
    talk.http.deadline_seconds = 0.3
    failure = await refused(talk.client.apply_change(TO_BANK, identity_id=identity_id, payer_identity_id=None, key=key))
    assert (failure.delivery, failure.refusal) == (Delivery.AMBIGUOUS, Refusal.UNCONFIRMED)
    talk.http.deadline_seconds = 15
    assert talk.carrier.changes() == ()
    assert (await refused(talk.client.change_by_key(key))).delivery is Delivery.AMBIGUOUS
    async with asyncio.timeout(10):
        while not talk.carrier.changes():
            await asyncio.gather(talk.client.change_by_key(key), return_exceptions=True)
    assert await talk.client.change_by_key(key) == talk.carrier.changes()[0]


async def test_a_key_the_carrier_never_saw(happy):
    assert await happy.client.change_by_key(str(uuid.uuid4())) is None


@pytest.mark.parametrize("times", [1, 2])
async def test_a_read_survives_lost_answers(happy, times):
    """RR11."""
    happy.carrier.faults.lose_answer("listBillingAccount", times)
    assert (await happy.client.line()).carrier == "umobile"


async def test_a_read_gives_up_after_three_tries(happy):
    """RR11, RR27."""
    happy.carrier.faults.lose_answer("listBillingAccount", 3)
    assert (await refused(happy.client.line())).delivery is Delivery.AMBIGUOUS
    assert (await happy.client.line()).carrier == "umobile"


async def test_a_token_the_carrier_does_not_know(happy):
    stranger = CarrierClient(happy.http, "not-a-token")
    failure = await refused(stranger.line())
    assert (failure.refusal, failure.delivery) == (Refusal.SIGNED_OUT, Delivery.REJECTED)


async def test_the_carriers_clock_is_followed(meets):
    """RR28: whatever the device says."""
    talk = await meets()
    await talk.client.line()
    start = datetime(2026, 11, 5, 1, 0, tzinfo=UTC)
    assert timedelta(seconds=-2) < talk.client.server_now() - start < timedelta(seconds=30)
    assert talk.client.server_now().utcoffset() == timedelta(hours=9)
    talk.carrier.clock.advance(timedelta(days=2))
    await talk.client.line()
    assert timedelta(days=2, seconds=-2) < talk.client.server_now() - start < timedelta(days=2, seconds=30)
    talk.carrier.clock.set(start)
    await talk.client.line()
    assert talk.client.server_now() - start < timedelta(seconds=30)
