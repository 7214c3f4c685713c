"""A carrier in this process behaves as one across a network (RR15)."""

import asyncio
from typing import Any

import httpx
import pytest

from app.api.client import CarrierClient
from app.api.errors import CarrierError
from app.api.http_adapter import CarrierHttp
from app.api.in_process import InProcessTransport
from app.domain.refusal import Delivery, Refusal

pytestmark = pytest.mark.anyio

START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}


async def refuses(scope: Any, receive: Any, send: Any) -> None:
    raise ConnectionRefusedError


async def resets(scope: Any, receive: Any, send: Any) -> None:
    await send(START)
    raise ConnectionResetError


async def breaks(scope: Any, receive: Any, send: Any) -> None:
    raise KeyError("card 4111111111111111")


async def breaks_half_way(scope: Any, receive: Any, send: Any) -> None:
    await send(START)
    await send({"type": "http.response.body", "body": b"[]", "more_body": True})
    raise KeyError


async def stops_half_way(scope: Any, receive: Any, send: Any) -> None:
    await send(START)
    await send({"type": "http.response.body", "body": b"[]", "more_body": True})


async def says_nothing(scope: Any, receive: Any, send: Any) -> None:
    await receive()


async def answers_then_breaks(scope: Any, receive: Any, send: Any) -> None:
    """As a framework does with an error of its app."""
    await send(START | {"status": 500})
    await send({"type": "http.response.body", "body": b'{"code": "INTERNAL"}'})
    raise KeyError


@pytest.mark.parametrize(
    ("app", "delivery", "refusal"),
    [
        (refuses, Delivery.NOT_SENT, Refusal.OFFLINE),
        (resets, Delivery.AMBIGUOUS, Refusal.UNCONFIRMED),
        (breaks, Delivery.AMBIGUOUS, Refusal.UNCONFIRMED),
        (breaks_half_way, Delivery.AMBIGUOUS, Refusal.UNCONFIRMED),
        (stops_half_way, Delivery.AMBIGUOUS, Refusal.UNCONFIRMED),
        (says_nothing, Delivery.AMBIGUOUS, Refusal.UNCONFIRMED),
        (answers_then_breaks, Delivery.AMBIGUOUS, Refusal.UNCONFIRMED),
    ],
)
async def test_what_breaks_in_the_app_breaks_the_request_only(app, delivery, refusal):
    """RR10."""
    http = CarrierHttp("http://127.0.0.1", transport=InProcessTransport(app))
    with pytest.raises(CarrierError) as caught:
        await CarrierClient(http, "token").cancel_change("ch-1", key="k")
    await http.close()
    assert (caught.value.failure.delivery, caught.value.failure.refusal) == (delivery, refusal)


@pytest.mark.parametrize(
    ("app", "raised"),
    [
        (refuses, httpx.ConnectError),
        (resets, httpx.ReadError),
        (breaks_half_way, httpx.RemoteProtocolError),
        (says_nothing, None),
        (answers_then_breaks, None),
    ],
)
async def test_the_transport_raises_what_a_socket_would(app, raised):
    transport = InProcessTransport(app)
    request = httpx.Request("GET", "http://127.0.0.1/")
    if raised:
        with pytest.raises(raised):
            await transport.handle_async_request(request)
    else:
        assert (await transport.handle_async_request(request)).status_code == 500


async def test_the_read_timeout_holds_and_the_work_goes_on():
    """RR09, RR20: what httpx.ASGITransport does not do."""
    go_on, done = asyncio.Event(), asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await go_on.wait()
        await send(START)
        await send({"type": "http.response.body", "body": b"[]"})
        done.set()

    transport = InProcessTransport(slow)
    with pytest.raises(httpx.ReadTimeout):
        await transport.handle_async_request(
            httpx.Request("POST", "http://127.0.0.1/", extensions={"timeout": {"read": 0.01}})
        )
    go_on.set()
    await asyncio.wait_for(done.wait(), 5)
    await transport.aclose()


async def test_leaving_does_not_stop_a_request_at_the_carrier():
    """RR16: a cancelled caller is a closed socket, no more."""
    began, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        began.set()
        await go_on.wait()
        done.set()
        raise ConnectionResetError

    http = CarrierHttp("http://127.0.0.1", transport=InProcessTransport(slow))
    caller = asyncio.create_task(CarrierClient(http, "token").cancel_change("ch-1", key="k"))
    await began.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go_on.set()
    await asyncio.wait_for(done.wait(), 5)
    await http.close()


async def test_closing_ends_what_is_under_way():
    began, ended = asyncio.Event(), asyncio.Event()

    async def endless(scope: Any, receive: Any, send: Any) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    http = CarrierHttp("http://127.0.0.1", transport=InProcessTransport(endless), deadline_seconds=0.05)
    with pytest.raises(CarrierError):
        await CarrierClient(http, "token").cancel_change("ch-1", key="k")
    assert began.is_set() and not ended.is_set()
    await http.close()
    assert ended.is_set()
