"""The carrier as a whole: its scenarios, clock, faults, file, and how little one more of it costs."""
import gc
import json
import os
import stat
import tracemalloc
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from app.domain.change import ChangeState
from app.sandbox.carrier import SandboxCarrier
from app.sandbox.scenario_file import load_scenario, scenario_names
from tests.sandbox.line import ACCOUNT, CARD, CHANGES, KAKAOPAY, PHONE, SESSIONS, asked, connected, line_to, new_key

pytestmark = pytest.mark.anyio

ACCOUNTS = "/tmf-api/accountManagement/v4/billingAccount"
SCENARIOS = {
    "bank-short-balance-retry-3",
    "bank-to-bank-15th-holiday",
    "bank-to-card-next-month",
    "bill-due-today",
    "card-11-fail-21-ok",
    "card-expired-exempt",
    "card-expired-stop",
    "card-to-bank-next-month",
    "carrier-down",
    "carrier-down-offline",
    "foreigner",
    "fraud-giftcard-night",
    "fully-suspended",
    "happy",
    "happy-card-to-card",
    "history-6-months",
    "history-7-months-rejected",
    "history-refund-badge",
    "ipin-legacy",
    "kt-bank-certificate",
    "kt-excluded-bank",
    "kt-outside-window",
    "limit-lower-instant",
    "limit-raise-10min",
    "limit-raise-rejected",
    "micro-limit-exceeded",
    "micro-no-consent",
    "micro-restricted-by-arrears",
    "minor",
    "multi-line-two-carriers",
    "otp-5-fails",
    "otp-expired",
    "otp-superseded",
    "outbound-suspended",
    "overdue",
    "overdue-late-fee",
    "paid-pending-posting",
    "pending-change",
    "prepay-29999",
    "prepay-30000-exact",
    "prepay-month-end",
    "prepay-usage-below-min",
    "wallet-owner-mismatch",
    "wallet-waiting-kakao",
}


def test_scenarios_are_all_there_and_described():
    assert set(scenario_names()) == SCENARIOS
    titles = [load_scenario(name).title for name in scenario_names()]
    assert len({title.ko for title in titles}) == len({title.en for title in titles}) == len(titles)


@pytest.mark.parametrize("name", scenario_names())
def test_scenario_is_the_same_each_time(name):
    first, second = SandboxCarrier.open(name), SandboxCarrier.open(name)
    assert [message.text for message in first.messages()] == [message.text for message in second.messages()]
    assert [(change.receipt, change.state, change.effective) for change in first.changes()] == [
        (change.receipt, change.state, change.effective) for change in second.changes()
    ]
    assert abs(first.clock.now() - load_scenario(name).clock) < timedelta(seconds=5)
    assert first.token != second.token


def test_unknown_scenario_is_named():
    with pytest.raises(KeyError, match="no scenario 'nothing'"):
        SandboxCarrier.open("nothing")


@pytest.mark.parametrize(
    ("scenario", "stops"),
    [
        pytest.param("card-expired-stop", True, id="R18 신한"),
        pytest.param("card-expired-exempt", False, id="R18 현대 is exempt"),
    ],
)
async def test_expired_card_stops_its_debit_unless_exempt(scenario, stops):
    """R17, R18: nothing is charged to the old card any more, or it is as if nothing had happened."""
    async with line_to(scenario) as line:
        line.carrier.clock.set(datetime.fromisoformat("2026-12-01T10:00:00+09:00"))
        plan = (await line.post(f"{CHANGES}/preview", {"paymentMethod": {"@type": "bankAccountDebit"}})).json()
        assert (plan["lastChargeOnOld"] is None) == stops


async def test_clock_runs_and_is_moved():
    carrier = SandboxCarrier.open("happy")
    first = carrier.clock.now()
    assert carrier.clock.now() >= first
    carrier.clock.advance(timedelta(days=2))
    assert timedelta(days=2) <= carrier.clock.now() - first < timedelta(days=2, seconds=5)
    assert str(carrier.clock.now().tzinfo) == "Asia/Seoul"
    with pytest.raises(ValueError, match="time zone"):
        carrier.clock.set(datetime(2026, 12, 1))


async def test_away_carrier_does_nothing():
    async with line_to("carrier-down") as line:
        with pytest.raises(ConnectionRefusedError):
            await line.get(ACCOUNTS)
        line.carrier.faults.away = False
        assert (await line.get(ACCOUNTS)).status_code == 200


async def test_answer_is_lost_as_often_as_asked():
    async with line_to("happy") as line:
        line.carrier.faults.lose_answer("sendCode")
        with pytest.raises(ConnectionResetError):
            await line.send_code()
        assert len(line.carrier.last_code(PHONE)) == 6
        assert (await line.send_code()).status_code == 429


async def test_delay_holds_up_the_named_operation_only(monkeypatch):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr("app.sandbox.faults.asyncio", SimpleNamespace(sleep=sleep))
    async with line_to("happy") as line:
        line.carrier.faults.delay("listBillingAccount", 3)
        await line.get(ACCOUNTS)
        await line.get(CHANGES)
        line.carrier.faults.delay("listBillingAccount", 0)
        await line.get(ACCOUNTS)
        assert slept == [3]


def test_fault_of_an_unknown_operation_is_a_mistake():
    with pytest.raises(ValueError, match="no operation 'sendcode'"):
        SandboxCarrier.open("happy").faults.delay("sendcode", 1)


async def test_broken_carrier_answers_without_a_traceback(monkeypatch):
    monkeypatch.setattr("app.sandbox.tmf.billing_account", None)
    async with line_to("happy") as line:
        with pytest.raises(TypeError):
            await line.get(ACCOUNTS)
    async with connected(SandboxCarrier.open("happy")) as line:
        line.http._transport.raise_app_exceptions = False
        answer = await line.get(ACCOUNTS)
        assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
        assert "NoneType" not in answer.text


async def test_two_carriers_share_nothing():
    async with line_to("happy") as one, line_to("happy") as other:
        await one.apply(asked(CARD))
        assert other.carrier.changes() == ()
        assert (
            await other.http.get(ACCOUNTS, headers={"Authorization": f"Bearer {one.carrier.token}"})
        ).status_code == 401


async def test_world_outlives_the_process(tmp_path):
    file = tmp_path / "carrier.json"
    key = new_key()
    async with connected(SandboxCarrier.open("happy", state_file=file)) as line:
        change = (await line.apply(asked(ACCOUNT), key=key)).json()
        token, messages = line.carrier.token, line.carrier.messages()
        line.carrier.clock.advance(timedelta(days=1))
        line.carrier.save()
    again = SandboxCarrier.open("happy", state_file=file)
    assert again.token == token
    assert again.messages() == messages
    assert abs(again.clock.now() - datetime.fromisoformat("2026-11-06T10:00:00+09:00")) < timedelta(seconds=30)
    async with connected(again) as line:
        assert (await line.get(f"{CHANGES}/by-key/{key}")).json() == change
        again.clock.set(datetime.fromisoformat("2026-12-01T00:00:00+09:00"))
        assert again.changes()[0].state is ChangeState.APPLIED


async def test_codes_die_with_the_process_and_their_counters_do_not(tmp_path):
    """S12: a restart gives no new tries and no new sends."""
    file = tmp_path / "carrier.json"
    async with connected(SandboxCarrier.open("happy", state_file=file)) as line:
        for _ in range(4):
            sent = (await line.send_code()).json()["authenticationId"]
            line.carrier.clock.advance(timedelta(seconds=31))
        code = line.carrier.last_code(PHONE)
        await line.validate(sent, "000000" if code != "000000" else "111111")
    async with connected(SandboxCarrier.open("happy", state_file=file)) as line:
        assert (await line.validate(sent, code)).json()["code"] == "ONE_TIME_PASSWORD_SMS.VERIFICATION_EXPIRED"
        assert (await line.send_code()).json()["code"] == "ONE_TIME_PASSWORD_SMS.MAX_OTP_CODES_EXCEEDED"
        assert line.carrier._world.records.attempts[sent].wrong_tries == 1


async def test_proof_survives_a_restart(tmp_path):
    file = tmp_path / "carrier.json"
    body, key = asked(CARD), new_key()
    async with connected(SandboxCarrier.open("happy", state_file=file)) as line:
        proof = await line.proof(body, key)
    async with connected(SandboxCarrier.open("happy", state_file=file)) as line:
        assert (await line.get(f"{SESSIONS}/{proof}")).json()["state"] == "verified"
        assert (await line.post(CHANGES, body | {"identityId": proof}, key=key)).status_code == 201


async def test_file_holds_no_number_and_no_code(tmp_path):
    """S01, S08: what lies on disk is masked, and only its owner may read it."""
    file = tmp_path / "carrier.json"
    async with connected(SandboxCarrier.open("happy", state_file=file)) as line:
        await line.apply(asked(ACCOUNT))
        code = line.carrier.last_code(PHONE)
        change = line.carrier.changes()[0]
        await line.post(f"{CHANGES}/{change.id}/cancel", key=new_key())
        await line.post(CHANGES, asked(CARD), key=new_key())
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file()).replace(b"-", b"")
    for secret in ("110234567890", "5555555555554444", "9410120000131111", f'"{code}"'):
        assert secret.encode() not in kept, secret
    assert b"110*" in kept
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 100, b"[1, 2]", b'{"world": {"1": {"version": 1, "records": {"scenario": "happy"}}}}']
)
async def test_damaged_file_is_set_aside_and_the_scenario_begins_anew(tmp_path, content):
    file = tmp_path / "carrier.json"
    file.write_bytes(content)
    carrier = SandboxCarrier.open("happy", state_file=file)
    assert carrier.changes() == ()
    assert json.loads(file.read_text(encoding="utf-8"))["world"]


def test_file_of_another_scenario_is_not_mixed_in(tmp_path):
    file = tmp_path / "carrier.json"
    SandboxCarrier.open("pending-change", state_file=file)
    assert len(SandboxCarrier.open("pending-change", state_file=file).changes()) == 1
    assert SandboxCarrier.open("happy", state_file=file).changes() == ()


def test_one_more_carrier_costs_little_memory():
    """Policies, scenarios and the service are shared by all worlds of a process."""
    SandboxCarrier.open("happy")
    gc.collect()
    tracemalloc.start()
    try:
        carriers = [SandboxCarrier.open("happy") for _ in range(20)]
        gc.collect()
        each = tracemalloc.get_traced_memory()[0] / len(carriers)
    finally:
        tracemalloc.stop()
    assert each < 60_000


async def test_wallet_and_provider_are_saved_when_decided(tmp_path):
    file = tmp_path / "carrier.json"
    async with connected(SandboxCarrier.open("happy", state_file=file)) as line:
        change = (await line.apply(asked(KAKAOPAY))).json()
        line.carrier.complete_wallet(change["id"], accept=True)
    assert SandboxCarrier.open("happy", state_file=file).changes()[0].state is ChangeState.SCHEDULED
