"""Codes by SMS: CAMARA one-time-password-sms, its edges, and every order of events (S11, S12)."""
from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.sandbox import one_time_password
from app.sandbox.problems import Refused
from app.sandbox.records import CodeState
from app.sandbox.scenario_file import world_of
from tests.sandbox.line import MESSAGE, OTP, PHONE, line_to

pytestmark = pytest.mark.anyio
API = "ONE_TIME_PASSWORD_SMS"


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_right_code_validates_once():
    """R55: the code is six digits (S11), good for one use."""
    async with line_to("happy") as line:
        sent = (await line.send_code()).json()["authenticationId"]
        code = line.carrier.last_code(PHONE)
        assert len(code) == 6
        assert code.isascii() and code.isdigit()
        assert len(sent) <= 36
        first, again = await line.validate(sent, code), await line.validate(sent, code)
        assert (first.status_code, first.content) == (204, b"")
        assert (again.status_code, again.json()["code"]) == (400, f"{API}.VERIFICATION_EXPIRED")


async def test_fifth_wrong_code_ends_the_verification():
    """S12: four are wrong, the fifth fails, and then the right one fails too."""
    async with line_to("happy") as line:
        sent = (await line.send_code()).json()["authenticationId"]
        code = line.carrier.last_code(PHONE)
        answers = [(await line.validate(sent, wrong(code))).json() for _ in range(5)]
        assert [answer["code"] for answer in answers] == [f"{API}.INVALID_OTP"] * 4 + [f"{API}.VERIFICATION_FAILED"]
        assert [answer.get("triesLeft") for answer in answers] == [4, 3, 2, 1, None]
        assert (await line.validate(sent, code)).json()["code"] == f"{API}.VERIFICATION_FAILED"


@pytest.mark.parametrize(("seconds", "status"), [(179, 204), (180, 400)])
async def test_code_lives_180_seconds_of_the_carriers_clock(seconds, status):
    """S11."""
    async with line_to("happy") as line:
        sent = (await line.send_code()).json()["authenticationId"]
        line.carrier.clock.set(line.carrier._world.records.attempts[sent].sent_at + timedelta(seconds=seconds))
        answer = await line.validate(sent, line.carrier.last_code(PHONE))
        assert answer.status_code == status
        assert status == 204 or answer.json()["code"] == f"{API}.VERIFICATION_EXPIRED"


async def test_newer_code_supersedes_the_older():
    async with line_to("happy") as line:
        old = (await line.send_code()).json()["authenticationId"]
        old_code = line.carrier.last_code(PHONE)
        line.carrier.clock.advance(timedelta(seconds=31))
        new = (await line.send_code()).json()["authenticationId"]
        assert (await line.validate(old, old_code)).json()["code"] == f"{API}.VERIFICATION_EXPIRED"
        assert (await line.validate(new, line.carrier.last_code(PHONE))).status_code == 204


async def test_code_is_sent_again_after_thirty_seconds():
    async with line_to("happy") as line:
        await line.send_code()
        early = await line.send_code()
        assert (early.status_code, early.json()["code"]) == (429, "TOO_MANY_REQUESTS")
        assert 0 < int(early.headers["retry-after"]) <= 30
        line.carrier.clock.advance(timedelta(seconds=int(early.headers["retry-after"])))
        assert (await line.send_code()).status_code == 200


async def test_fifth_send_within_ten_minutes_is_refused():
    """S12 and the CAMARA feature: the max_send-th send returns MAX_OTP_CODES_EXCEEDED."""
    async with line_to("happy") as line:
        for _ in range(4):
            assert (await line.send_code()).status_code == 200
            line.carrier.clock.advance(timedelta(seconds=31))
        answer = await line.send_code()
        assert (answer.status_code, answer.json()["code"]) == (403, f"{API}.MAX_OTP_CODES_EXCEEDED")
        line.carrier.clock.advance(timedelta(seconds=int(answer.headers["retry-after"])))
        assert (await line.send_code()).status_code == 200


@pytest.mark.parametrize(
    ("phone", "status", "code"),
    [
        ("01012345678", 400, "INVALID_ARGUMENT"),
        ("+0212345678", 400, "INVALID_ARGUMENT"),
        ("+82" + "1" * 14, 400, "INVALID_ARGUMENT"),
        ("+14155550100", 404, "NOT_FOUND"),
        ("+8225551234", 403, f"{API}.PHONE_NUMBER_NOT_ALLOWED"),
    ],
)
async def test_number_that_cannot_get_a_code_is_refused(phone, status, code):
    async with line_to("happy") as line:
        answer = await line.send_code(phone)
        assert (answer.status_code, answer.json()) == (
            status,
            {"status": status, "code": code, "message": answer.json()["message"]},
        )


@pytest.mark.parametrize("message", ["no slot", "{{code}}" + "x" * 153])
async def test_message_needs_a_slot_and_a_limit(message):
    async with line_to("happy") as line:
        answer = await line.send_code(message=message)
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"authenticationId": "unknown", "code": "123456"}, 404, "NOT_FOUND"),
        ({"authenticationId": "unknown", "code": "12345678901"}, 400, "INVALID_ARGUMENT"),
        ({"authenticationId": "x" * 37, "code": "123456"}, 400, "INVALID_ARGUMENT"),
        ({"authenticationId": "unknown"}, 400, "INVALID_ARGUMENT"),
        ({}, 400, "INVALID_ARGUMENT"),
    ],
)
async def test_malformed_validation_is_refused_before_anything_is_looked_up(body, status, code):
    async with line_to("happy") as line:
        answer = await line.post(f"{OTP}/validate-code", body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_code_never_reaches_the_inbox_or_an_answer():
    async with line_to("happy") as line:
        sent = await line.send_code()
        code = line.carrier.last_code(PHONE)
        inbox = await line.get("/tmf-api/communicationManagement/v4/communicationMessage")
        assert code not in sent.text + inbox.text + repr(line.carrier._world)


class CodesInAnyOrder(RuleBasedStateMachine):
    """A model beside the carrier: which code is alive, how many tries and sends are left."""

    @initialize()
    def begin(self):
        self.world = world_of("happy", frozenset())
        self.subscriber = next(iter(self.world.records.subscribers.values()))
        self.now = self.world.now()
        self.world.clock = SimpleNamespace(now=lambda: self.now)
        self.sends, self.codes, self.wrong, self.ended, self.ends_at = [], {}, {}, {}, {}
        self.used = set()

    @rule(seconds=st.sampled_from([1, 29, 30, 31, 100, 179, 180, 600]))
    def time_passes(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule()
    def code_is_sent(self):
        recent = [at for at in self.sends if self.now - timedelta(minutes=10) < at]
        try:
            sent = one_time_password.send_code(self.world, self.subscriber, PHONE, MESSAGE)
        except Refused as refused:
            too_many, too_soon = len(recent) >= 4, bool(recent) and self.now - recent[-1] < timedelta(seconds=30)
            assert refused.code == (f"{API}.MAX_OTP_CODES_EXCEEDED" if too_many else "TOO_MANY_REQUESTS")
            assert too_many or too_soon
            return
        assert len(recent) < 4
        assert not recent or self.now - recent[-1] >= timedelta(seconds=30)
        for earlier in self.codes:
            self.ended.setdefault(earlier, "superseded")
        self.sends.append(self.now)
        self.codes[sent.id], self.wrong[sent.id] = self.world.latest_code[PHONE], 0
        self.ends_at[sent.id] = self.now + timedelta(seconds=180)

    @precondition(lambda self: self.codes)
    @rule(data=st.data(), is_right=st.booleans())
    def code_is_typed(self, data, is_right):
        id_ = data.draw(st.sampled_from(list(self.codes)))
        typed = self.codes[id_] if is_right else wrong(self.codes[id_])
        expected = self.expected(id_, is_right)
        try:
            one_time_password.validate_code(self.world, self.subscriber, id_, typed)
        except Refused as refused:
            assert refused.code == f"{API}.{expected}"
        else:
            assert expected == "verified"
            assert id_ not in self.used
            self.used.add(id_)

    def expected(self, id_, is_right):
        if self.ended.get(id_) == "failed":
            return "VERIFICATION_FAILED"
        if id_ in self.ended or self.now >= self.ends_at[id_]:
            return "VERIFICATION_EXPIRED"
        if is_right:
            self.ended[id_] = "used"
            return "verified"
        self.wrong[id_] += 1
        if self.wrong[id_] == 5:
            self.ended[id_] = "failed"
            return "VERIFICATION_FAILED"
        return "INVALID_OTP"

    @invariant()
    def at_most_one_code_is_alive(self):
        attempts = self.world.records.attempts.values() if hasattr(self, "world") else ()
        assert sum(attempt.state is CodeState.OPEN for attempt in attempts) <= 1


CodesInAnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestCodesInAnyOrder = CodesInAnyOrder.TestCase
