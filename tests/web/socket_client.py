"""A Flet client that speaks the protocol over a real WebSocket: what a browser's engine says, without drawing."""
import asyncio
from collections.abc import Callable
from typing import Any

import msgpack
from flet.messaging.protocol import MessageAction
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.support.client_tree import PHONE, ClientTree, pack

PATIENCE_SECONDS = 20


class SocketClient:
    """One browser tab. `cookie` is whole, as in the Cookie header."""

    def __init__(self, base: str, *, cookie: str = "", origin: str | None = None) -> None:
        self._address = base.replace("http", "ws", 1) + "/ws"
        self._headers = {"cookie": cookie} if cookie else {}
        self._origin = base if origin is None else origin
        self.tree = ClientTree()
        self.frames: list[bytes] = []
        self.socket: ClientConnection
        self.closed_with: int | None = None
        self._changed = asyncio.Event()
        self._reading: asyncio.Task[None]

    async def open(self) -> "SocketClient":
        self.socket = await connect(self._address, additional_headers=self._headers, origin=self._origin, compression=None, max_size=None)
        self._reading = asyncio.create_task(self._read())
        return self

    async def register(self, session_id: str = "") -> "SocketClient":
        await self.socket.send(registration(session_id))
        await self.until(lambda: bool(self.tree.session_id))
        return self

    async def tap(self, label: str) -> None:
        control = self.tree.the(label).control
        await self.socket.send(pack(MessageAction.CONTROL_EVENT, {"target": control.id, "name": "click", "data": None}))

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def until_it_sees(self, text: str) -> None:
        await self.until(lambda: text in self.tree.texts())

    async def until_closed(self) -> int | None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._reading
        return self.closed_with

    async def close(self) -> None:
        await self.socket.close()
        await self._reading

    async def _read(self) -> None:
        try:
            async for frame in self.socket:
                assert isinstance(frame, bytes)
                self.frames.append(frame)
                self._answer(self.tree.receive(frame))
                self._changed.set()
        except ConnectionClosed:
            pass
        self.closed_with = self.socket.close_code
        self._changed.set()

    def _answer(self, left: tuple[MessageAction, Any] | None) -> None:
        match left:
            case MessageAction.INVOKE_METHOD, call:
                reply = {"control_id": call["control_id"], "call_id": call["call_id"], "result": None, "error": None}
                asyncio.get_running_loop().create_task(self.socket.send(pack(MessageAction.INVOKE_METHOD, reply)))


def registration(session_id: str = "", **more: object) -> bytes:
    return b"\x00" + msgpack.packb([1, {"session_id": session_id, "page_name": "", "page": {**PHONE, **more}}])
