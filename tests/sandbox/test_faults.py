"""Every fault, in process and over a real port, is what the app's client takes it for (RR10), and late work comes late."""
import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import stamina
from pydantic import ValidationError

from app.api.client import CarrierClient
from app.api.errors import CarrierError
from app.api.http_adapter import CarrierHttp
from app.api.in_process import InProcessTransport
from app.domain.change import ChangeRequest, ChangeState, ConsentGiven, change_digest
from app.domain.identity import IdentityMethod, Person
from app.domain.payment_method import MethodKind
from app.domain.refusal import Delivery, Failure, Refusal
from app.sandbox.carrier import SandboxCarrier
from app.sandbox.fault_plan import REPLACING, Fault, FaultKind, FaultPlan, Maintenance, Moment, RandomFaults
from app.sandbox.scenario_file import scenario_from, world_from
from app.sandbox.service import OPERATIONS
from app.sandbox_server import SandboxServer
from tests.sandbox.line import ACCOUNT, CARD, CHANGES, asked, connected, line_to, new_key

pytestmark = pytest.mark.anyio

APPLY, LOOK_UP, ACCOUNTS = "createPaymentMethodChange", "retrievePaymentMethodChangeByKey", "listBillingAccount"
HONG = Person("홍길동", "900101", "1", "01012345678")
CONSENTS = (ConsentGiven("direct-debit", "2026-01"), ConsentGiven("third-party", "2026-01"))
TO_BANK = ChangeRequest(MethodKind.BANK, bank_code="004", account_number="11023456789012", consents=CONSENTS)
KEY = "6f1c2a9e-0000-4000-8000-00000000000a"
AMBIGUOUS, REJECTED, NOT_SENT = Delivery.AMBIGUOUS, Delivery.REJECTED, Delivery.NOT_SENT
BROKEN = sorted(REPLACING - {FaultKind.STATUS})


@dataclass
class Talk:
    carrier: SandboxCarrier
    client: CarrierClient
    port: int | None

    def meets(self, *faults: Fault) -> None:
        self.carrier.faults.follow(FaultPlan(scripted=faults))

    async def proof(self) -> str:
        session = await self.client.start_identity(
            IdentityMethod.SMS, MethodKind.BANK, digest=change_digest(TO_BANK, KEY), person=HONG, for_payer=False
        )
        otp = (await self.client.policy("umobile")).otp
        ticket = await self.client.send_code(HONG.phone, otp)
        await self.client.validate_code(ticket.authentication_id, self.carrier.last_code("+821012345678"))
        return (await self.client.complete_sms_identity(session.id, ticket.authentication_id)).id

    async def applies(self, identity_id: str) -> object:
        return await self.client.apply_change(TO_BANK, identity_id=identity_id, payer_identity_id=None, key=KEY)


@pytest.fixture(params=["in process", "over http"])
async def talk(request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    carrier = SandboxCarrier.open("happy")
    server = task = port = None
    if request.param == "in process":
        http = CarrierHttp("http://127.0.0.1", transport=InProcessTransport(carrier.asgi), deadline_seconds=2)
    else:
        server, port = SandboxServer(carrier), None
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0)
        port = server.servers[0].sockets[0].getsockname()[1]
        http = CarrierHttp(f"http://127.0.0.1:{port}", deadline_seconds=2)
    with stamina.set_testing(True, attempts=1):
        yield Talk(carrier, CarrierClient(http, carrier.token), port)
    await http.close()
    if server and task:
        while server.server_state.tasks:  # what a fault holds up goes on without its client
            await asyncio.sleep(0)
        server.should_exit = True
        await task


async def failure_of(call: Awaitable[object]) -> Failure:
    with pytest.raises(CarrierError) as caught:
        await call
    return caught.value.failure


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("kind", BROKEN)
async def test_a_change_without_a_sound_answer_is_in_doubt_and_the_work_is_where_the_fault_says(talk, kind, moment):
    identity_id = await talk.proof()
    talk.meets(Fault(kind=kind, operation=APPLY, moment=moment, seconds=0))
    failure = await failure_of(talk.applies(identity_id))
    assert (failure.refusal, failure.delivery) == (Refusal.UNCONFIRMED, AMBIGUOUS)
    assert len(talk.carrier.changes()) == (moment is Moment.AFTER)
    talk.carrier.faults.clear()
    talk.carrier.clock.advance(timedelta(seconds=29))
    assert (await talk.client.change_by_key(KEY) is not None) == (moment is Moment.AFTER)
    talk.carrier.clock.advance(timedelta(seconds=2))
    assert (await talk.client.change_by_key(KEY) is not None) == (moment is not Moment.BEFORE)
    assert len(talk.carrier.changes()) == (moment is not Moment.BEFORE)


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_look_up_is_faulted_too(talk, kind):
    talk.meets(Fault(kind=kind, operation=LOOK_UP, seconds=0))
    failure = await failure_of(talk.client.change_by_key(KEY))
    assert failure.delivery is AMBIGUOUS and failure.refusal in (Refusal.OFFLINE, Refusal.UNEXPECTED)


@pytest.mark.parametrize(
    ("status", "code", "refusal", "delivery"),
    [
        (400, "", Refusal.UNEXPECTED, REJECTED),
        (401, "", Refusal.SIGNED_OUT, REJECTED),
        (403, "", Refusal.NOT_ALLOWED, REJECTED),
        (404, "", Refusal.NOT_FOUND, REJECTED),
        (409, "", Refusal.UNEXPECTED, REJECTED),
        (409, "IN_PROGRESS", Refusal.UNCONFIRMED, AMBIGUOUS),
        (409, "SAME_METHOD", Refusal.SAME_METHOD, REJECTED),
        (422, "KEY_REUSED", Refusal.KEY_REUSED, REJECTED),
        (429, "", Refusal.BUSY, NOT_SENT),
        (500, "", Refusal.UNCONFIRMED, AMBIGUOUS),
        (502, "", Refusal.UNCONFIRMED, AMBIGUOUS),
        (503, "", Refusal.MAINTENANCE, NOT_SENT),
        (504, "", Refusal.UNCONFIRMED, AMBIGUOUS),
    ],
)
@pytest.mark.parametrize("retry_after", [None, 7])
async def test_a_refusal_is_told_in_the_terms_of_its_status(talk, status, code, refusal, delivery, retry_after):
    talk.meets(Fault(kind=FaultKind.STATUS, operation=APPLY, status=status, code=code, retry_after=retry_after))
    failure = await failure_of(talk.applies("identity-1"))
    assert (failure.refusal, failure.delivery) == (refusal, delivery)
    if status in (429, 503):
        assert failure.retry_after == retry_after


async def test_only_the_requests_named_meet_the_fault(talk):
    talk.meets(
        Fault(kind=FaultKind.RESET, operation=ACCOUNTS, requests=(2,)),
        Fault(kind=FaultKind.STATUS, status=401, operation=ACCOUNTS, requests=(3,)),
    )
    await talk.client.line()
    await talk.client.messages()
    assert (await failure_of(talk.client.line())).refusal is Refusal.OFFLINE
    assert (await failure_of(talk.client.line())).refusal is Refusal.SIGNED_OUT
    await talk.client.line()


async def test_chance_is_the_same_for_the_same_seed(talk):
    async def luck(seed: int) -> list[bool]:
        among = (Fault(kind=FaultKind.STATUS, status=400), Fault(kind=FaultKind.RESET))
        talk.carrier.faults.follow(FaultPlan(at_random=RandomFaults(seed=seed, rate=0.5, among=among)))
        return [await got_through(talk.client.line) for _ in range(12)]

    first = await luck(7)
    assert first == await luck(7) and first != await luck(8)
    assert True in first and False in first


async def got_through(call: Callable[[], Awaitable[object]]) -> bool:
    try:
        await call()
    except CarrierError:
        return False
    return True


async def test_slow_answers_end_at_the_clients_patience(talk):
    for kind in (FaultKind.LATENCY, FaultKind.DRIP, FaultKind.TIMEOUT, FaultKind.OUT_OF_ORDER):
        talk.meets(Fault(kind=kind, operation=ACCOUNTS, seconds=0.6))
        talk.client._http.deadline_seconds = 0.2
        assert (await failure_of(talk.client.line())).delivery is AMBIGUOUS, kind
        talk.client._http.deadline_seconds = 2
        await talk.client.messages()


async def test_latency_with_its_jitter_is_as_long_as_asked(monkeypatch):
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async with line_to("happy") as line:
        monkeypatch.setattr("app.sandbox.faulty_way.asyncio.sleep", sleep)
        line.carrier.faults.follow(FaultPlan(scripted=(Fault(kind=FaultKind.LATENCY, seconds=3, jitter_seconds=2),)))
        for _ in range(20):
            assert (await line.get(CHANGES)).status_code == 200
    assert len(set(slept)) > 10 and all(3 <= seconds <= 5 for seconds in slept)


async def test_a_drip_is_the_same_answer_and_takes_its_time(monkeypatch):
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async with line_to("happy") as line:
        whole = await line.get("/selfcare/v1/carrierPolicy/umobile")
        monkeypatch.setattr("app.sandbox.faulty_way.asyncio.sleep", sleep)
        line.carrier.faults.follow(FaultPlan(scripted=(Fault(kind=FaultKind.DRIP, seconds=10),)))
        dripped = await line.get("/selfcare/v1/carrierPolicy/umobile")
    assert dripped.json() == whole.json()
    assert len(slept) > 50 and 5 <= sum(slept) <= 10


async def test_unknown_states_are_known_as_unknown(talk):
    """RR13."""
    identity_id = await talk.proof()
    talk.meets(Fault(kind=FaultKind.UNKNOWN_ENUM))
    change = await talk.applies(identity_id)
    assert change.state is ChangeState.UNKNOWN and talk.carrier.changes()[0].state is ChangeState.SCHEDULED
    assert (await talk.client.line()).carrier == "umobile"


async def test_fields_nobody_knows_change_nothing(talk):
    """RR13."""
    line, messages = await talk.client.line(), await talk.client.messages()
    talk.meets(Fault(kind=FaultKind.EXTRA_FIELDS))
    assert (await talk.client.line(), await talk.client.messages()) == (line, messages)


async def test_a_request_that_arrives_twice_works_once(talk):
    identity_id = await talk.proof()
    talk.meets(Fault(kind=FaultKind.DUPLICATE, operation=APPLY))
    assert (await talk.applies(identity_id)).state is ChangeState.SCHEDULED
    assert len(talk.carrier.changes()) == 1


async def test_what_only_its_key_protects_would_happen_twice():
    """The fault is a real second delivery: codes have no key."""
    async with line_to("happy") as line:
        line.carrier.faults.follow(FaultPlan(scripted=(Fault(kind=FaultKind.DUPLICATE, operation="createAuthSession"),)))
        body, key = asked(ACCOUNT), new_key()
        await line.open_session(body, key)
        assert len(line.carrier._world.records.sessions) == 2


async def test_a_later_answer_overtakes_an_earlier_one(talk):
    talk.meets(Fault(kind=FaultKind.OUT_OF_ORDER, operation=ACCOUNTS, requests=(1,), seconds=30))
    came: list[str] = []

    async def asks(name: str) -> None:
        await talk.client.line()
        came.append(name)

    first = asyncio.create_task(asks("first"))
    while talk.carrier.faults._met[ACCOUNTS] == 0:
        await asyncio.sleep(0)
    await asks("second")
    await first
    assert came == ["second", "first"]


async def test_a_skewed_date_header_moves_the_clients_clock(talk):
    """RR28."""
    talk.meets(Fault(kind=FaultKind.CLOCK_SKEW, skew_seconds=2 * 86400))
    await talk.client.line()
    ahead = talk.client.server_now() - talk.carrier.clock.now()
    assert abs(ahead - timedelta(days=2)) < timedelta(seconds=5)


async def test_maintenance_lasts_from_its_start_to_its_end(talk):
    now = talk.carrier.clock.now()
    window = Maintenance(start=now + timedelta(hours=1), end=now + timedelta(hours=3))
    talk.carrier.faults.follow(FaultPlan(maintenance=window))
    await talk.client.line()
    talk.carrier.clock.advance(timedelta(hours=2))
    failure = await failure_of(talk.client.line())
    assert (failure.refusal, failure.delivery) == (Refusal.MAINTENANCE, NOT_SENT)
    assert abs(failure.retry_after - 3600) <= 5
    talk.carrier.clock.advance(timedelta(hours=1))
    await talk.client.line()


async def test_a_refused_request_has_no_effect(talk):
    """In process nothing is sent; a request that is on the wire can only be cut off."""
    identity_id = await talk.proof()
    talk.meets(Fault(kind=FaultKind.REFUSED, operation=APPLY))
    failure = await failure_of(talk.applies(identity_id))
    assert failure.delivery is (AMBIGUOUS if talk.port else NOT_SENT)
    assert talk.carrier.changes() == ()


async def test_a_carrier_away_for_a_while_refuses_connections_and_comes_back(talk):
    talk.carrier.faults.follow(FaultPlan(away_seconds=3600))
    failure = await failure_of(talk.client.line())
    while talk.port and failure.delivery is not NOT_SENT:  # until the server's next look
        failure = await failure_of(talk.client.line())
    assert (failure.refusal, failure.delivery) == (Refusal.OFFLINE, NOT_SENT)
    talk.carrier.faults.clear()
    while not await got_through(talk.client.line):
        await asyncio.sleep(0)


async def test_a_reset_reaches_the_socket_as_a_reset():
    """Not as a polite end, and not as a 500."""
    carrier = SandboxCarrier.open("happy")
    server = SandboxServer(carrier)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
    carrier.faults.follow(FaultPlan(scripted=(Fault(kind=FaultKind.RESET, requests=(1,)), Fault(kind=FaultKind.TRUNCATED))))
    address = server.servers[0].sockets[0].getsockname()
    request = b"GET /selfcare/v1/paymentMethodChange HTTP/1.1\r\nHost: a\r\n\r\n"
    loop = asyncio.get_running_loop()
    with socket.socket() as raw:
        raw.setblocking(False)
        await loop.sock_connect(raw, address)
        await loop.sock_sendall(raw, request)
        with pytest.raises(ConnectionResetError):
            await loop.sock_recv(raw, 1000)
    with socket.socket() as raw:
        raw.setblocking(False)
        await loop.sock_connect(raw, address)
        await loop.sock_sendall(raw, request)
        heard = b""
        while more := await loop.sock_recv(raw, 1000):
            heard += more
    assert heard.startswith(b"HTTP/1.1 200") and b"content-length: 5000" in heard and heard.endswith(b'{"id": "')
    server.should_exit = True
    await task


async def test_a_plan_is_data():
    plan = FaultPlan.model_validate_json(
        '{"awaySeconds": 0, "scripted": [{"kind": "timeout", "operation": "sendCode", "requests": [1], "moment": "late"}],'
        ' "atRandom": {"seed": 1, "rate": 0.1, "among": [{"kind": "latency", "seconds": 1, "jitterSeconds": 2}]}}'
    )
    assert FaultPlan.model_validate_json(plan.model_dump_json(by_alias=True)) == plan
    with pytest.raises(ValueError, match="no operation 'sendcode'"):
        SandboxCarrier.open("happy").faults.follow(FaultPlan(scripted=(Fault(kind=FaultKind.RESET, operation="sendcode"),)))
    with pytest.raises(ValidationError, match="latency has no moment"):
        Fault(kind=FaultKind.LATENCY, moment=Moment.AFTER)


async def test_a_scenario_brings_its_faults():
    plan = {"scripted": [{"kind": "status", "status": 503, "operation": "listBillingAccount", "requests": [1]}]}
    world = world_from(scenario_from(json.dumps({"faults": plan}), "ill"), "ill", OPERATIONS)
    async with connected(SandboxCarrier(world, None)) as line:
        path = "/tmf-api/accountManagement/v4/billingAccount"
        assert [(await line.get(path)).status_code for _ in range(2)] == [503, 200]


async def test_without_a_plan_work_that_is_late_still_comes():
    async with line_to("happy") as line:
        body, key = asked(CARD), new_key()
        proof = {"identityId": await line.proof(body, key)}
        line.carrier.faults.follow(FaultPlan(scripted=(Fault(kind=FaultKind.STATUS, status=504, moment=Moment.LATE),)))
        assert (await line.post(CHANGES, body | proof, key=key)).status_code == 504
        line.carrier.faults.clear()
        assert line.carrier.changes() == ()
        await line.carrier.deliver_late()
        assert len(line.carrier.changes()) == 1
