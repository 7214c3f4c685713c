"""One key, one change, however often its request arrives (RR17, RR18)."""
import asyncio
from types import SimpleNamespace

import pytest

from tests.sandbox.line import ACCOUNT, CARD, CHANGES, asked, line_to, new_key

pytestmark = pytest.mark.anyio


async def application(line, key, method=CARD):
    body = asked(method)
    return body | {"identityId": await line.proof(body, key)}


async def test_repeated_application_gets_the_first_answer_and_changes_once():
    async with line_to("happy") as line:
        key = new_key()
        body = await application(line, key)
        first = await line.post(CHANGES, body, key=key)
        again = await line.post(CHANGES, body, key=key.upper())
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.json() == first.json()
        assert len(line.carrier.changes()) == 1


async def test_key_with_other_parameters_is_refused():
    async with line_to("happy") as line:
        key = new_key()
        body = await application(line, key)
        await line.post(CHANGES, body, key=key)
        other = await line.post(CHANGES, body | {"paymentMethod": ACCOUNT}, key=key)
        assert (other.status_code, other.json()["code"]) == (422, "KEY_REUSED")
        cancelled = await line.post(f"{CHANGES}/{line.carrier.changes()[0].id}/cancel", key=key)
        assert (cancelled.status_code, cancelled.json()["code"]) == (422, "KEY_REUSED")


@pytest.mark.parametrize("key", ["", "1", "00000000-0000-1000-8000-000000000000"])
async def test_change_without_a_key_is_refused(key):
    async with line_to("happy") as line:
        answer = await line.post(CHANGES, asked(CARD), key=key)
        assert (answer.status_code, answer.json()["code"]) == (400, "KEY_REQUIRED")


async def test_refused_request_leaves_its_key_free():
    async with line_to("happy") as line:
        key = new_key()
        refused = await line.post(CHANGES, asked(CARD), key=key)
        assert refused.json()["code"] == "AUTH_REQUIRED"
        assert (await line.get(f"{CHANGES}/by-key/{key}")).status_code == 404
        assert (await line.post(CHANGES, await application(line, key), key=key)).status_code == 201


async def test_second_request_while_the_first_runs_is_told_so(monkeypatch):
    async with line_to("happy") as line:
        key = new_key()
        body = await application(line, key)
        begun, may_end = asyncio.Event(), asyncio.Event()

        async def sleep(seconds):
            if not begun.is_set():
                begun.set()
                await may_end.wait()

        monkeypatch.setattr("app.sandbox.faults.asyncio", SimpleNamespace(sleep=sleep))
        line.carrier.faults.delay("createPaymentMethodChange", 1)
        first = asyncio.create_task(line.post(CHANGES, body, key=key))
        await begun.wait()
        second, looked_up = await line.post(CHANGES, body, key=key), await line.get(f"{CHANGES}/by-key/{key}")
        assert (second.status_code, second.json()["code"]) == (409, "IN_PROGRESS")
        assert (looked_up.status_code, looked_up.json()["code"]) == (409, "IN_PROGRESS")
        may_end.set()
        assert (await first).status_code == 201
        assert len(line.carrier.changes()) == 1


async def test_change_is_found_by_its_key_with_its_state_of_now():
    async with line_to("happy") as line:
        key = new_key()
        change = (await line.post(CHANGES, await application(line, key), key=key)).json()
        assert (await line.get(f"{CHANGES}/by-key/{key}")).json() == change
        await line.post(f"{CHANGES}/{change['id']}/cancel", key=new_key())
        assert (await line.get(f"{CHANGES}/by-key/{key}")).json()["state"] == "cancelled"
        assert (await line.get(f"{CHANGES}/by-key/{new_key()}")).status_code == 404


async def test_repeated_cancel_gets_the_first_answer():
    async with line_to("happy") as line:
        change, key = (await line.apply(asked(CARD))).json(), new_key()
        first = await line.post(f"{CHANGES}/{change['id']}/cancel", key=key)
        again = await line.post(f"{CHANGES}/{change['id']}/cancel", key=key)
        anew = await line.post(f"{CHANGES}/{change['id']}/cancel", key=new_key())
        assert (first.status_code, again.json()) == (200, first.json())
        assert anew.json()["code"] == "TOO_LATE_TO_CANCEL"


async def test_lost_answer_is_found_by_key():
    """The work is done, the answer never comes."""
    async with line_to("happy") as line:
        key = new_key()
        body = await application(line, key)
        line.carrier.faults.lose_answer("createPaymentMethodChange")
        with pytest.raises(ConnectionResetError):
            await line.post(CHANGES, body, key=key)
        assert (await line.get(f"{CHANGES}/by-key/{key}")).json()["state"] == "scheduled"
        assert (await line.post(CHANGES, body, key=key)).status_code == 201
        assert len(line.carrier.changes()) == 1
