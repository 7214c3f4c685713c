"""A Flet client without a screen: speaks the web client's protocol over a WebSocket, many at a time."""
import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import websockets
from flet.messaging.protocol import MessageAction
from websockets.asyncio.client import ClientConnection, connect

from tests.support.client_tree import PAGE_ID, PHONE, ClientTree, pack


@dataclass
class FletClient:
    """One person. `tap` answers how long the app took to say what changed, in milliseconds."""

    url: str  # ws://host:port/ws
    cookie: str = ""
    route: str = "/"
    tree: ClientTree = field(init=False)
    _socket: ClientConnection = field(init=False)
    _reader: asyncio.Task[None] = field(init=False)
    _news: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    async def connect(self) -> "FletClient":
        """Returns once the first screen is here."""
        self.tree = ClientTree(self.route)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        self._socket = await connect(self.url, max_size=None, compression=None, additional_headers=headers, user_agent_header="bench", ping_interval=None)
        self._reader = asyncio.create_task(self._read())
        await self._send(MessageAction.REGISTER_CLIENT, {"session_id": "", "page_name": "", "page": {**PHONE, "route": self.route}})
        await self.until(lambda: bool(self.tree.texts()))
        return self

    async def until(self, seen: Any, seconds: float = 30) -> None:
        async with asyncio.timeout(seconds):
            while not seen():
                assert self.tree.crash is None, self.tree.crash
                assert not self._reader.done(), "the server closed the connection"
                self._news.clear()
                await self._news.wait()

    async def tap(self, label: str) -> float:
        """Milliseconds from the press to the next change of the screen."""
        found = self.tree.the(label)
        control = found.control
        before, begun = self.tree.patches, time.perf_counter()
        if control.kind == "NavigationBarDestination":
            bar = next(step for step in reversed(found.path) if step.kind == "NavigationBar")
            index = [one.id for one in bar["destinations"]].index(control.id)
            await self._send(MessageAction.UPDATE_CONTROL_PROPS, {"id": bar.id, "props": {"selected_index": index}})
            await self._send(MessageAction.CONTROL_EVENT, {"target": bar.id, "name": "change", "data": index})
        else:
            await self._send(MessageAction.CONTROL_EVENT, {"target": control.id, "name": "click", "data": None})
        await self.until(lambda: self.tree.patches > before)
        return (time.perf_counter() - begun) * 1000

    async def close(self) -> None:
        await self._socket.close()
        await self._reader

    async def _send(self, action: MessageAction, body: object) -> None:
        await self._socket.send(pack(action, body))

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                assert isinstance(frame, bytes)
                match self.tree.receive(frame):
                    case MessageAction.INVOKE_METHOD, call:
                        await self._answer(call)
                self._news.set()
        except websockets.ConnectionClosed:
            pass
        finally:
            self._news.set()

    async def _answer(self, call: dict[str, Any]) -> None:
        if call["name"] == "push_route":
            route = call["args"]["route"]
            self.tree.set(PAGE_ID, route=route)
            await self._send(MessageAction.UPDATE_CONTROL_PROPS, {"id": PAGE_ID, "props": {"route": route}})
            await self._send(MessageAction.CONTROL_EVENT, {"target": PAGE_ID, "name": "route_change", "data": {"route": route}})
        await self._send(MessageAction.INVOKE_METHOD, {"control_id": call["control_id"], "call_id": call["call_id"], "result": None, "error": None})
