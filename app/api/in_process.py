"""Speaks to a carrier that lives in this process, as if a network lay between."""
import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.api.http_adapter import httpx

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Message, Receive, Send], Awaitable[None]]


class InProcessTransport(httpx.AsyncBaseTransport):
    """Adds what httpx.ASGITransport lacks: the read timeout holds, and what would break a socket breaks the request.

    As on a network, a request that is given up goes on at the carrier.
    """

    def __init__(self, asgi_app: AsgiApp) -> None:
        self._app = asgi_app
        self._under_way: set[asyncio.Task[httpx.Response]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        exchange = asyncio.create_task(self._exchange(request))
        self._under_way.add(exchange)
        exchange.add_done_callback(self._ended)
        timeout = request.extensions.get("timeout", {}).get("read")
        try:
            return await asyncio.wait_for(asyncio.shield(exchange), timeout)
        except TimeoutError as error:
            raise httpx.ReadTimeout("no answer within the read timeout", request=request) from error

    async def aclose(self) -> None:
        """Ends what is still under way."""
        under_way = tuple(self._under_way)
        for exchange in under_way:
            exchange.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        broken: OSError | None = None
        is_whole = False

        async def watched(scope: Message, receive: Receive, send: Send) -> None:
            async def sent(message: Message) -> None:
                nonlocal is_whole
                await send(message)
                is_whole = message["type"] == "http.response.body" and not message.get("more_body", False)

            nonlocal broken
            try:
                await self._app(scope, receive, sent)
            except (ConnectionRefusedError, ConnectionResetError, TimeoutError) as error:
                broken = error
                raise
            if not is_whole:
                raise RuntimeError("the app gave no answer")

        response = await httpx.ASGITransport(watched, raise_app_exceptions=False).handle_async_request(request)
        if isinstance(broken, ConnectionRefusedError):
            raise httpx.ConnectError("connection refused", request=request) from broken
        if isinstance(broken, ConnectionResetError):
            raise httpx.ReadError("connection reset", request=request) from broken
        if isinstance(broken, TimeoutError):
            raise httpx.ReadTimeout("no answer came", request=request) from broken
        if not is_whole and response.status_code < 500:
            raise httpx.RemoteProtocolError("the answer broke off", request=request)
        return response

    def _ended(self, exchange: asyncio.Task[httpx.Response]) -> None:
        self._under_way.discard(exchange)
        if not exchange.cancelled():
            exchange.exception()  # nobody may be waiting for it any more
