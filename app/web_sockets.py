"""The door for WebSockets: who may come in, whose session it is, and how long anyone may dawdle."""
import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import msgpack

from app.person_key import COOKIE, looks_issued, new_person, serve

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]

REGISTER_DEADLINE_SECONDS = 10.0
LEAVING_SECONDS = 2.0
"""How long Flet may take to let go of a connection that has ended."""

_REGISTER = 1
_EVENT = 3
_FROM_CLIENT = (_EVENT, 4, 5)  # event, property, answer to a call
_FLET_FRAME, _DATA_CHANNEL_FRAME = 0, 1
_POLICY_VIOLATION = 1008
_TURNS_PER_EVENT = 8
"""Turns of the loop in which Flet hears an event and draws. Keys that arrive in one packet would otherwise all be written
into the field before the first is heard, and the drawing that follows would wipe the later ones (Flet 1.0.5)."""
_MOST_WAITING = 1000  # frames a person may be ahead of the app

log = logging.getLogger(__name__)


class NotOurs(Exception):
    """A frame no Flet client would send."""


def header(scope: Scope, name: bytes) -> str:
    """A request header as text, empty when absent."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def person_of(scope: Scope) -> str | None:
    """The person whose cookie came along, if it is one of ours."""
    for part in header(scope, b"cookie").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE and looks_issued(value):
            return value
    return None


def cookie_for(person: str, secure: bool) -> bytes:
    """The Set-Cookie value that lets a browser come back as the same person for a year."""
    return f"{COOKIE}={person}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict{'; Secure' if secure else ''}".encode()


def is_secure(scope: Scope) -> bool:
    return scope.get("scheme") in ("https", "wss")


def comes_from_here(scope: Scope, public_host: str | None) -> bool:
    """ASVS 4.4.2: a browser's Origin must be the host it talks to. A client without Origin is no browser and has no
    one's cookie to abuse."""
    origin = header(scope, b"origin")
    return not origin or urlsplit(origin).netloc in {header(scope, b"host"), public_host} - {None, ""}


class Door:
    """Lets Flet see only connections that have registered, and only sessions their owner asks for.

    Flet 1.0.5 keeps two tasks for ever for a socket that closes before it registers, accepts any Origin and hands a
    session to whoever knows its id; see docs/decisions.
    """

    def __init__(self, owner_of: Callable[[str], str | None], public_host: str | None, register_deadline: float = REGISTER_DEADLINE_SECONDS) -> None:
        self._owner_of = owner_of
        self._public_host = public_host
        self._deadline = register_deadline

    async def admit(self, scope: Scope, receive: Receive, send: Send, flet: Asgi) -> None:
        """Runs `flet` for one connection, as the person whose cookie it brings."""
        await receive()
        if scope["path"] != "/ws" or not comes_from_here(scope, self._public_host):
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        known = person_of(scope)
        person = known or new_person()
        issued = [] if known else [(b"set-cookie", cookie_for(person, is_secure(scope)))]
        await send({"type": "websocket.accept", "headers": issued})
        try:
            first = await asyncio.wait_for(receive(), self._deadline)
            if first["type"] == "websocket.disconnect":
                return
            first = self._registration(first, person)
        except (TimeoutError, NotOurs) as reason:
            log.info("connection refused: %s", reason or "it never registered")
            with contextlib.suppress(OSError):
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        serve(person)
        as_http = {**scope, "scheme": "https" if is_secure(scope) else "http"}
        await _Connection(receive, send, first).run(as_http, flet)

    def _registration(self, message: Mapping[str, Any], person: str) -> Message:
        """The first frame, without a session id that is not this person's."""
        frame = _decoded(message)
        if frame[0] != _REGISTER or not isinstance(frame[1].get("page"), dict):
            raise NotOurs("the first frame does not register")
        asked = frame[1].get("session_id")
        if not asked or self._owner_of(str(asked)) == person:
            return dict(message)
        frame[1]["session_id"] = ""
        return {"type": "websocket.receive", "bytes": bytes([_FLET_FRAME]) + msgpack.packb(frame)}


class _Connection:
    """One registered connection as Flet sees it: already open, its registration waiting."""

    def __init__(self, receive: Receive, send: Send, first: Message) -> None:
        self._receive, self._send = receive, send
        self._waiting: asyncio.Queue[Message] = asyncio.Queue()
        self._waiting.put_nowait({"type": "websocket.connect"})
        self._waiting.put_nowait(first)
        self._over = False

    async def run(self, scope: Scope, flet: Asgi) -> None:
        """Reads on even when Flet has stopped to, so that an end is noticed and nothing outlives it."""
        serving = asyncio.create_task(flet(scope, self._waiting.get, self._speak))
        reading = asyncio.create_task(self._read())
        try:
            await asyncio.wait({serving, reading}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({serving}, timeout=LEAVING_SECONDS)
        finally:
            for task in (serving, reading):
                task.cancel()
            ended, _ = await asyncio.gather(serving, reading, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended

    async def _read(self) -> None:
        while True:
            message = await self._receive()
            if message["type"] == "websocket.receive":
                try:
                    action = _decoded(message)[0]
                    if action not in _FROM_CLIENT or self._waiting.qsize() > _MOST_WAITING:
                        raise NotOurs("out of turn")
                    self._waiting.put_nowait(message)
                    for _ in range(_TURNS_PER_EVENT if action == _EVENT else 0):
                        await asyncio.sleep(0)
                    continue
                except NotOurs as reason:
                    log.info("connection closed: %s", reason)
                    await self._speak({"type": "websocket.close", "code": _POLICY_VIOLATION})
            self._over = True
            self._waiting.put_nowait({"type": "websocket.disconnect", "code": message.get("code", _POLICY_VIOLATION)})
            return

    async def _speak(self, message: Message) -> None:
        """Never raises for a client that has gone: Flet 1.0.5 would keep such a session for ever."""
        if message["type"] == "websocket.accept" or self._over:
            return
        with contextlib.suppress(OSError):
            await self._send(message)


def _decoded(message: Mapping[str, Any]) -> list[Any]:
    data = message.get("bytes") or b""
    if not data or data[0] not in (_FLET_FRAME, _DATA_CHANNEL_FRAME):
        raise NotOurs("not a Flet frame")
    if data[0] == _DATA_CHANNEL_FRAME:
        raise NotOurs("no control of ours has a data channel")
    try:
        frame = msgpack.unpackb(data[1:])
    except (ValueError, TypeError) as wrong:
        raise NotOurs("not MessagePack") from wrong
    if not (isinstance(frame, list) and len(frame) == 2 and type(frame[0]) is int and isinstance(frame[1], dict)):
        raise NotOurs("not a Flet message")
    return frame
