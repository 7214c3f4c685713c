"""Effects against the real client and the sandbox carrier: what is asked, what is written down, what is said afterwards."""
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from app.api.client import CarrierClient
from app.api.http_adapter import CarrierHttp
from app.api.in_process import InProcessTransport
from app.domain.change import ChangeRequest, ChangeState, ConsentGiven, change_digest
from app.domain.identity import IdentityMethod, Person
from app.domain.payment_method import MethodKind
from app.domain.refusal import Delivery, Refusal
from app.sandbox.carrier import SandboxCarrier
from app.state.account import flow as account
from app.state.change_method import flow as change
from app.state.effects import Surroundings, perform
from app.state.inbox import flow as inbox
from app.state.journal import IntentJournal
from app.state.local_store import LocalStore
from app.state.place import Place
from app.state.remote import Failed, Loaded

pytestmark = pytest.mark.anyio
KEY = "6f1c2a9e-0000-4000-8000-00000000000a"


@dataclass
class CarrierTime:
    """Waiting moves the carrier's clock instead of the wall's."""

    carrier: SandboxCarrier

    def now(self) -> datetime:
        return self.carrier.clock.now()

    async def sleep(self, seconds: float) -> None:
        self.carrier.clock.advance(timedelta(seconds=seconds))


@pytest.fixture
def carrier() -> SandboxCarrier:
    return SandboxCarrier.open("happy")


@pytest.fixture
def went() -> list[Place]:
    return []


@pytest.fixture
async def around(carrier, went, tmp_path):
    http = CarrierHttp("http://127.0.0.1", transport=InProcessTransport(carrier.asgi))
    surroundings = Surroundings(
        carrier=CarrierClient(http, carrier.token),
        store=LocalStore.open(tmp_path),
        journal=IntentJournal.open(tmp_path),
        clock=CarrierTime(carrier),
        go=went.append,
        peek_code=carrier.last_code,
    )
    yield surroundings
    surroundings.store.close()
    surroundings.journal.close()
    await http.close()


async def proven(around: Surroundings, carrier: SandboxCarrier, request: ChangeRequest, key: str) -> str:
    """The id of a finished phone check for this request and key."""
    line = await around.carrier.line()
    policy = await around.carrier.policy(line.carrier)
    person = Person("홍길동", "900101", "1", line.msisdn)
    started = await around.carrier.start_identity(
        IdentityMethod.SMS, request.kind, digest=change_digest(request, key), person=person, for_payer=False
    )
    ticket = await around.carrier.send_code(line.msisdn, policy.otp)
    await around.carrier.validate_code(ticket.authentication_id, carrier.last_code(line.msisdn))
    return (await around.carrier.complete_sms_identity(started.id, ticket.authentication_id)).id


async def to_kookmin(around: Surroundings) -> ChangeRequest:
    line = await around.carrier.line()
    policy = await around.carrier.policy(line.carrier)
    consents = tuple(ConsentGiven(terms.id, terms.version) for terms in policy.terms)
    return ChangeRequest(kind=MethodKind.BANK, bank_code="004", account_number="12345678901234", consents=consents)


async def applying(around: Surroundings, carrier: SandboxCarrier) -> change.ApplyChange:
    request = await to_kookmin(around)
    return change.ApplyChange(request, await proven(around, carrier, request, KEY), None, KEY, "국민은행 123-***-***234")


async def test_overview_is_loaded_and_remembered_without_the_phone_number(around):
    event = await perform(account.LoadOverview(), around)
    assert isinstance(event.outcome, Loaded)
    overview = event.outcome.value
    assert overview.line.msisdn == "+821012345678" and overview.next_charges
    assert around.store.overview() == replace(overview, line=replace(overview.line, msisdn="010-****-5678"))


async def test_change_is_applied_and_its_intent_closed(around, carrier):
    event = await perform(await applying(around, carrier), around)
    assert isinstance(event.outcome, Loaded) and event.outcome.value.state is ChangeState.SCHEDULED
    assert len(carrier.changes()) == 1 and around.journal.open_intents() == ()


async def test_lost_answer_is_looked_up_and_found(around, carrier):
    effect = await applying(around, carrier)
    carrier.faults.lose_answer("createPaymentMethodChange")
    event = await perform(effect, around)
    assert isinstance(event.outcome, Loaded)
    assert len(carrier.changes()) == 1 and around.journal.open_intents() == ()


async def test_intent_is_on_the_disk_before_the_request_leaves(around, carrier, monkeypatch):
    effect = await applying(around, carrier)
    seen = []

    async def at_the_carrier(*args, **kwargs):
        seen.append(around.journal.open_intents())
        return await real(*args, **kwargs)

    real = around.carrier.apply_change
    monkeypatch.setattr(around.carrier, "apply_change", at_the_carrier)
    await perform(effect, around)
    assert [[intent.key for intent in intents] for intents in seen] == [[KEY]]


async def test_answer_lost_with_look_ups_down_stays_unconfirmed_until_the_carrier_tells(around, carrier):
    effect = await applying(around, carrier)
    carrier.faults.lose_answer("createPaymentMethodChange", times=3)
    carrier.faults.lose_answer("retrievePaymentMethodChangeByKey", times=99)
    event = await perform(effect, around)
    assert isinstance(event.outcome, Failed)
    assert (event.outcome.failure.refusal, event.outcome.failure.delivery) == (Refusal.UNCONFIRMED, Delivery.AMBIGUOUS)
    assert [intent.key for intent in around.journal.open_intents()] == [KEY]
    still = await perform(account.ReconcileIntents(), around)
    assert [intent.key for intent in still.still_open] == [KEY]
    carrier.faults.clear()
    told = await perform(account.ReconcileIntents(), around)
    assert [(one.key, one.change.state) for one in told.settled] == [(KEY, ChangeState.SCHEDULED)]
    assert len(carrier.changes()) == 1 and around.journal.open_intents() == ()


async def test_carrier_away_is_a_plain_failure_and_nothing_stays_open(around, carrier):
    effect = await applying(around, carrier)
    carrier.faults.away = True
    event = await perform(effect, around)
    assert event.outcome.failure.delivery is Delivery.NOT_SENT
    assert around.journal.open_intents() == ()
    carrier.faults.clear()
    assert carrier.changes() == ()


async def test_intent_the_carrier_does_not_know_waits_before_it_counts_as_never_received(around, carrier):
    intent = account.OpenIntent(KEY, "payment_method_change", "", carrier.clock.now())
    around.journal.begin(intent, "0" * 64)
    early = await perform(account.ReconcileIntents(), around)
    assert early.still_open == (intent,) and early.lost == ()
    carrier.clock.advance(timedelta(minutes=4))
    late = await perform(account.ReconcileIntents(), around)
    assert late.still_open == () and [one.key for one in late.lost] == [KEY]
    assert around.journal.open_intents() == ()


async def test_change_is_called_off_once(around, carrier):
    applied = (await perform(await applying(around, carrier), around)).outcome.value
    carrier.faults.lose_answer("cancelPaymentMethodChange")
    event = await perform(account.CancelChange(applied), around)
    assert isinstance(event.outcome, Loaded) and event.outcome.value.state is ChangeState.CANCELLED


async def test_full_disk_sends_nothing(around, carrier, monkeypatch):
    effect = await applying(around, carrier)

    def no_room(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(around.journal, "begin", no_room)
    event = await perform(effect, around)
    assert event.outcome.failure.refusal is Refusal.DEVICE_FULL and carrier.changes() == ()


async def test_messages_are_kept_and_read_marks_survive(around, carrier):
    await perform(await applying(around, carrier), around)
    loaded = await perform(inbox.LoadMessages(), around)
    newest = loaded.outcome.value[0]
    await perform(inbox.KeepSeen(frozenset({newest.id})), around)
    kept = await perform(inbox.ReadInbox(), around)
    assert newest in kept.messages and newest.id in kept.seen


async def test_place_is_passed_to_the_address_bar(around, went):
    assert await perform(change.GoTo(Place.METHOD), around) is None
    assert went == [Place.METHOD]
