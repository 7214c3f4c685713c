"""The way between a client and the carrier, and what the fault plan does to the requests on it."""
import asyncio
import gzip
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from http import HTTPStatus
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.sandbox.fault_plan import REPLACING, Fault, FaultKind, Moment
from app.sandbox.world import World

FAULT = "sandbox.fault"  # where the kind of fault a request met is put into its ASGI scope
LARGE = 2 * 1024 * 1024  # bytes; no client should take that much
DROPS = 100  # at most, of an answer that drips
BOMB = 50_000_000  # bytes, once unpacked
UNHEARD_OF = "NEVER_HEARD_OF"
STATE_NAMES = frozenset({"state", "status", "paymentStatus", "accountType", "category", "messageType"})
LOGIN_PAGE = "<!doctype html><html lang=ko><title>와이파이 로그인</title><h1>와이파이에 로그인해 주세요</h1></html>"
USUAL_CODES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "CONFLICT",
    422: "UNPROCESSABLE",
    429: "TOO_MANY_REQUESTS",
    500: "INTERNAL",
    502: "BAD_GATEWAY",
    503: "UNAVAILABLE",
    504: "TIMEOUT",
}
JSON = b"application/json"
STATUS_IS_TEXT = ("/tmf-api/", "/selfcare/")  # in TM Forum's error body


@dataclass(frozen=True, slots=True)
class LateRequest:
    """A request whose work is still to come."""

    due: datetime  # by the carrier's clock
    scope: Scope
    body: bytes


class FaultyWay:
    """Leads to `carrier`, an ASGI application that plays `world`. Without a plan it adds nothing."""

    def __init__(self, carrier: ASGIApp, world: World, operation_at: Callable[[Scope], str]) -> None:
        self._carrier, self._world, self._operation_at = carrier, world, operation_at
        self._late: list[LateRequest] = []
        self._overtaken: list[asyncio.Future[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises what a broken socket is: ConnectionRefusedError, ConnectionResetError, ConnectionAbortedError

        (broken off in the body), TimeoutError.
        """
        faults, now = self._world.faults, self._world.now()
        if faults.nobody_answers:
            raise ConnectionRefusedError("the carrier is away")
        await self.deliver_late(now)
        maintenance = faults.plan.maintenance
        if maintenance and maintenance.start <= now < maintenance.end:
            wait = round((maintenance.end - now).total_seconds())
            scope[FAULT] = "maintenance"
            await _say(send, *_refusal(scope, 503, "MAINTENANCE", wait))
            return
        fault = faults.met_by(self._operation_at(scope)) if faults.plan.has_faults else None
        scope[FAULT] = str(fault.kind) if fault else ""
        earlier = tuple(self._overtaken)
        if fault is None:
            await self._carrier(scope, receive, send)
        elif fault.kind in REPLACING:
            await self._replaced(fault, scope, receive, send)
        else:
            await self._worsened(fault, scope, receive, send)
        for waiting in earlier:
            if not waiting.done():
                waiting.set_result(None)

    async def deliver_late(self, until: datetime | None = None) -> None:
        """Does the work of the late requests due by then; None: of all."""
        due = [late for late in self._late if until is None or late.due <= until]
        self._late = [late for late in self._late if late not in due]
        for late in due:
            with suppress(ConnectionResetError):
                await self._carrier(late.scope, _again(late.body), _nowhere)

    async def _replaced(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        match fault.moment:
            case Moment.AFTER:
                await self._carrier(scope, receive, _nowhere)
            case Moment.LATE:
                due = self._world.now() + timedelta(seconds=fault.late_seconds)
                self._late.append(LateRequest(due, scope, await _whole(receive)))
        match fault.kind:
            case FaultKind.TIMEOUT:
                await asyncio.sleep(self._world.faults.seconds_of(fault))
                raise TimeoutError("no answer comes")
            case FaultKind.RESET:
                raise ConnectionResetError("the connection is reset")
            case FaultKind.TRUNCATED:
                await send(_start(200, JSON, b"5000"))
                await send({"type": "http.response.body", "body": b'{"id": "', "more_body": True})
                raise ConnectionAbortedError("the body breaks off")
            case FaultKind.STATUS:
                await _say(send, *_refusal(scope, fault.status, fault.code, fault.retry_after))
            case FaultKind.MALFORMED:
                await _say(send, 200, b'{"id": "half of', JSON)
            case FaultKind.WRONG_TYPE:
                await _say(send, 200, b'{"id": 5, "state": ["scheduled"]}', JSON)
            case FaultKind.HTML:
                await _say(send, 200, LOGIN_PAGE.encode(), b"text/html; charset=utf-8")
            case FaultKind.OVERSIZED:
                await _say(send, 200, b" " * LARGE + b"{}", JSON)
            case FaultKind.GZIP_BOMB:
                await _say(send, 200, _bomb(), JSON, (b"content-encoding", b"gzip"))

    async def _worsened(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        seconds = self._world.faults.seconds_of(fault)
        match fault.kind:
            case FaultKind.REFUSED:
                raise ConnectionRefusedError("the connection is refused")
            case FaultKind.LATENCY:
                await asyncio.sleep(seconds)
                await self._carrier(scope, receive, send)
            case FaultKind.DUPLICATE:
                body = await _whole(receive)
                await self._carrier(dict(scope), _again(body), send)
                await self._carrier(dict(scope), _again(body), _nowhere)
            case FaultKind.CLOCK_SKEW:
                await self._carrier(scope, receive, self._skewed(timedelta(seconds=fault.skew_seconds), send))
            case FaultKind.DRIP:
                start, body = await self._answer(scope, receive)
                await send(start)
                drop = len(body) // DROPS + 1
                for position in range(0, len(body), drop):
                    await asyncio.sleep(seconds / DROPS)
                    await send({"type": "http.response.body", "body": body[position : position + drop], "more_body": True})
                await send({"type": "http.response.body", "body": b""})
            case FaultKind.OUT_OF_ORDER:
                start, body = await self._answer(scope, receive)
                await self._until_overtaken(seconds)
                await send(start)
                await send({"type": "http.response.body", "body": body})
            case FaultKind.UNKNOWN_ENUM | FaultKind.EXTRA_FIELDS:
                start, body = await self._answer(scope, receive)
                change = _unheard_of if fault.kind is FaultKind.UNKNOWN_ENUM else _with_more
                await _send_changed(send, start, body, change)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._carrier(scope, receive, keep)
        return messages[0], b"".join(message.get("body", b"") for message in messages[1:])

    async def _until_overtaken(self, seconds: float) -> None:
        overtaken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._overtaken.append(overtaken)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(overtaken, seconds)
        finally:
            self._overtaken.remove(overtaken)

    def _skewed(self, by: timedelta, send: Send) -> Send:
        said = format_datetime((self._world.now() + by).astimezone(UTC), usegmt=True).encode()

        async def skewed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = _with_headers(message, {b"date": said})
            await send(message)

        return skewed


async def _whole(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _nowhere(message: Message) -> None:
    """What is said is not heard."""


def _start(status: int, media_type: bytes, length: bytes, *more: tuple[bytes, bytes]) -> Message:
    headers = [(b"content-type", media_type), (b"content-length", length), *more]
    return {"type": "http.response.start", "status": status, "headers": headers}


async def _say(send: Send, status: int, body: bytes, media_type: bytes, *more: tuple[bytes, bytes]) -> None:
    await send(_start(status, media_type, str(len(body)).encode(), *more))
    await send({"type": "http.response.body", "body": body})


def _refusal(scope: Scope, status: int, code: str, retry_after: int | None) -> tuple[Any, ...]:
    """Status, body and headers in the form of the API the path belongs to."""
    phrase = next((known.phrase for known in HTTPStatus if known == status), "Error")
    stated = str(status) if scope["path"].startswith(STATUS_IS_TEXT) else status
    body = {"status": stated, "code": code or USUAL_CODES.get(status, "ERROR"), "reason": phrase, "message": phrase}
    headers = [] if retry_after is None else [(b"retry-after", str(retry_after).encode())]
    return status, json.dumps(body).encode(), JSON, *headers


def _with_headers(start: Message, changed: dict[bytes, bytes]) -> Message:
    kept = [(name, value) for name, value in start["headers"] if name.lower() not in changed]
    return {**start, "headers": [*kept, *changed.items()]}


async def _send_changed(send: Send, start: Message, body: bytes, change: Callable[[Any], Any]) -> None:
    """Sends an answer whose JSON is changed; any other stays as it is."""
    headers = dict(start["headers"])
    if body and headers.get(b"content-type", b"").startswith(JSON):
        body = json.dumps(change(json.loads(body)), ensure_ascii=False).encode()
        start = _with_headers(start, {b"content-length": str(len(body)).encode()})
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _unheard_of(part: Any) -> Any:
    """Every state is one that nobody knows."""
    if isinstance(part, list):
        return [_unheard_of(value) for value in part]
    if not isinstance(part, dict):
        return part
    return {
        name: UNHEARD_OF if name in STATE_NAMES and isinstance(value, str) else _unheard_of(value)
        for name, value in part.items()
    }


def _with_more(part: Any) -> Any:
    """Every object has fields that nobody knows."""
    if isinstance(part, list):
        return [_with_more(value) for value in part]
    if not isinstance(part, dict):
        return part
    return {name: _with_more(value) for name, value in part.items()} | {"x-new": {"deep": [1, None]}, "somethingElse": ""}


@cache
def _bomb() -> bytes:
    return gzip.compress(b" " * BOMB, compresslevel=1)
