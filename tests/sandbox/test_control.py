"""What plays the world around an app: the control API, its command, and that neither is there for a subscriber."""
import argparse
import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx
import pytest

from app.control_command import STEPS, Failed, add_arguments, control
from app.sandbox.carrier import SandboxCarrier
from app.sandbox.control import controlled
from app.sandbox_server import SandboxServer
from tests.sandbox.line import ACCOUNT, CHANGES, KAKAOPAY, PHONE, Line, asked, line_to, new_key

pytestmark = pytest.mark.anyio
C = "/_sandbox"


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    carrier = SandboxCarrier.open("happy")
    headers = {"Authorization": f"Bearer {carrier.token}", "x-correlator": "corr-1"}
    transport = httpx.ASGITransport(controlled(carrier))
    async with httpx.AsyncClient(transport=transport, base_url="http://carrier.test", headers=headers) as http:
        yield Line(carrier, http)


async def test_a_carrier_without_it_knows_no_control():
    async with line_to("happy") as line:
        for path in ("/clock", "/outbox", "/requests", "/faults"):
            assert (await line.get(C + path)).status_code == 404


async def test_clock_is_read_and_advanced(line):
    before = (await line.get(f"{C}/clock")).json()
    after = (await line.post(f"{C}/clock", {"advance": "P1D"})).json()
    moved = datetime.fromisoformat(after["now"]) - datetime.fromisoformat(before["now"])
    assert timedelta(days=1) <= moved < timedelta(days=1, seconds=5)
    assert set(before) == {"now", "nextDue", "nextDebit"}


@pytest.mark.parametrize("day", ["nextDue", "nextDebit"])
async def test_clock_goes_to_a_day_that_matters(line, day):
    known = (await line.get(f"{C}/clock")).json()[day]
    assert known is not None
    assert (await line.post(f"{C}/clock", {"to": day})).json()["now"].startswith(known)


@pytest.mark.parametrize("body", [{}, {"advance": "-PT1H"}, {"advance": "PT1H", "to": "nextDue"}, {"to": "someday"}])
async def test_a_move_that_makes_no_sense_is_refused(line, body):
    before = line.carrier.clock.now()
    answer = await line.post(f"{C}/clock", body)
    assert answer.status_code == 400 and answer.json()["message"]
    assert line.carrier.clock.now() - before < timedelta(seconds=5)


async def test_clock_is_not_turned_back(line):
    assert (await line.post(f"{C}/clock", {"to": "2020-01-01T00:00:00+09:00"})).status_code == 409


async def test_a_scenario_is_loaded_and_reset_for_the_same_token(line):
    names = [one["name"] for one in (await line.get(f"{C}/scenarios")).json()]
    assert {"happy", "overdue"} <= set(names)
    loaded = (await line.post(f"{C}/scenario", {"name": "kt-bank-certificate"})).json()
    assert loaded["token"] == line.carrier.token
    account = (await line.get("/tmf-api/accountManagement/v4/billingAccount")).json()[0]
    assert any(party["id"] == "ktm" for party in account["relatedParty"])
    started = line.carrier.clock.now()
    line.carrier.clock.advance(timedelta(days=9))
    assert (await line.post(f"{C}/reset")).json()["scenario"] == "kt-bank-certificate"
    assert line.carrier.clock.now() - started < timedelta(days=1)
    assert (await line.post(f"{C}/scenario", {"name": "nothing"})).status_code == 404


async def test_a_world_is_loaded_from_a_scenario_of_ones_own(line):
    loaded = (await line.post(f"{C}/world", {"clock": "2027-03-02T09:00:00+09:00"})).json()
    assert loaded["now"].startswith("2027-03-02T09:00") and loaded["token"] == line.carrier.token
    assert (await line.post(f"{C}/reset")).status_code == 409
    wrong = await line.post(f"{C}/world", {"bills": [{"amount": -1}]})
    assert wrong.status_code == 400 and "bills" in wrong.json()["message"]
    unknown = await line.post(f"{C}/world", {"faults": {"scripted": [{"kind": "reset", "operation": "no"}]}})
    assert unknown.status_code == 400 and line.carrier.clock.now().year == 2027


async def test_a_saved_world_is_taken_up_again(line):
    await line.apply(asked(ACCOUNT))
    await line.http.put(f"{C}/faults", json={"scripted": [{"kind": "html", "operation": "sendCode"}]})
    await line.post(f"{C}/clock", {"advance": "PT5H"})
    saved = await line.get(f"{C}/world")
    stood, change, bills = line.carrier.clock.now(), line.carrier.changes()[0], line.carrier.world.records.bills
    assert ACCOUNT["accountNumber"] not in saved.text and line.carrier.token not in saved.text
    await line.post(f"{C}/scenario", {"name": "overdue"})
    assert (await line.post(f"{C}/world", saved.json())).status_code == 200
    again = line.carrier.changes()[0]
    assert (again.state, again.effective, again.to_method.masked_number) == (
        change.state, change.effective, change.to_method.masked_number
    )
    assert abs(line.carrier.clock.now() - stood) < timedelta(seconds=5)
    remaining = [one.remaining for one in bills.values()]
    assert [one.remaining for one in line.carrier.world.records.bills.values()] == remaining
    assert (await line.get(f"{C}/faults")).json()["scripted"][0]["kind"] == "html"


async def test_outbox_has_messages_and_the_code(line):
    await line.apply(asked(ACCOUNT))
    outbox = (await line.get(f"{C}/outbox")).json()
    assert outbox["codes"] == [{"phoneNumber": PHONE, "code": line.carrier.last_code(PHONE)}]
    assert outbox["messages"][0]["text"] == line.carrier.messages()[0].text
    assert PHONE[3:] not in json.dumps(outbox["messages"])


async def test_ledger_has_the_change_and_no_number(line):
    change = (await line.apply(asked(ACCOUNT))).json()
    answer = await line.get(f"{C}/ledger")
    assert [one["id"] for one in answer.json()["changes"]] == [change["id"]]
    assert ACCOUNT["accountNumber"] not in answer.text


async def test_requests_are_noted_without_a_word_of_the_person(line):
    await line.apply(asked(ACCOUNT))
    await line.get(f"{CHANGES}/nothing")
    await line.get("/no-such-place/010-1234-5678")
    answer = await line.get(f"{C}/requests")
    seen = answer.json()
    assert [(one["operation"], one["status"]) for one in seen[:3]] == [
        ("", 404), ("retrievePaymentMethodChange", 404), ("createPaymentMethodChange", 201)
    ]
    assert {one["correlator"] for one in seen} == {"corr-1"} and all(one["milliseconds"] >= 0 for one in seen)
    secrets = (line.carrier.token, line.carrier.last_code(PHONE), ACCOUNT["accountNumber"], "홍길동", PHONE[3:], "5678")
    assert [secret for secret in secrets if secret in answer.text] == []


async def test_faults_are_set_seen_and_cleared_and_never_meet_the_control(line):
    plan = {"scripted": [{"kind": "status", "status": 503, "retryAfter": 7}]}
    assert (await line.http.put(f"{C}/faults", json=plan)).json()["scripted"][0]["retryAfter"] == 7
    refused = await line.get(CHANGES)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "7")
    assert (await line.get(f"{C}/requests")).json()[0]["fault"] == "status"
    await line.http.put(f"{C}/faults", json={"away": True})
    with pytest.raises(ConnectionRefusedError):
        await line.get(CHANGES)
    assert (await line.http.delete(f"{C}/faults")).json()["away"] is False
    assert (await line.get(CHANGES)).status_code == 200


@pytest.mark.parametrize("plan", [{"scripted": [{"kind": "reset", "operation": "no"}]}, {"scripted": [{"kind": "no"}]}, {"no": 1}])
async def test_a_wrong_plan_is_refused_with_its_reason(line, plan):
    answer = await line.http.put(f"{C}/faults", json=plan)
    assert answer.status_code == 400 and answer.json()["message"]
    assert (await line.get(CHANGES)).status_code == 200


@pytest.mark.parametrize(("accept", "state"), [(True, "scheduled"), (False, "rejected")])
async def test_a_wallet_step_is_completed_on_the_other_side(line, accept, state):
    change = (await line.apply(asked(KAKAOPAY))).json()
    assert (await line.get(f"{C}/outside")).json() == [{"id": change["id"], "step": "wallet", "at": "kakaopay"}]
    assert (await line.post(f"{C}/outside/{change['id']}", {"accept": accept})).json() == []
    assert (await line.get(f"{CHANGES}/{change['id']}")).json()["state"] == state


@pytest.mark.parametrize(("accept", "state"), [(True, "verified"), (False, "declined")])
async def test_an_i_pin_step_is_completed_on_the_other_side(line, accept, state):
    session = (await line.open_session(asked(ACCOUNT), new_key(), method="ipin")).json()
    assert (await line.get(f"{C}/outside")).json() == [{"id": session["id"], "step": "identity", "at": "ipin"}]
    await line.post(f"{C}/outside/{session['id']}", {"accept": accept})
    assert (await line.get(f"/selfcare/v1/authSession/{session['id']}")).json()["state"] == state
    assert (await line.post(f"{C}/outside/nobody", {"accept": True})).status_code == 404


def said(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


async def test_the_command_does_the_same_over_http(tmp_path):
    server = SandboxServer(SandboxCarrier.open("happy"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    async def does(*words: str) -> object:
        return json.loads(await asyncio.to_thread(control, said("--url", url, *words)))

    before = datetime.fromisoformat((await does("clock"))["now"])
    assert datetime.fromisoformat((await does("advance", "1h"))["now"]) - before >= timedelta(hours=1)
    known = await does("clock")
    assert (await does("to", "next-due"))["now"].startswith(known["nextDue"])
    plan = tmp_path / "plan.json"
    plan.write_text('{"scripted": [{"kind": "html"}]}')
    assert (await does("break", str(plan)))["scripted"][0]["kind"] == "html"
    assert (await does("mend"))["scripted"] == []
    assert (await does("scenario", "overdue"))["scenario"] == (await does("reset"))["scenario"] == "overdue"
    for word in ("scenarios", "save", "outbox", "ledger", "requests", "faults", "outside"):
        assert await does(word) is not None, word
    with pytest.raises(Failed, match="nothing of that id"):
        await does("accept", "nobody")
    with pytest.raises(Failed, match="no such scenario"):
        await does("scenario", "nothing")
    with pytest.raises(Failed):
        await does("break", str(tmp_path / "missing.json"))
    server.should_exit = True
    await task
    with pytest.raises(Failed, match="찾지 못했어요"):
        await does("clock")


def test_every_step_of_the_command_is_explained():
    assert len(STEPS) >= 15 and all(step.help for step in STEPS.values())
