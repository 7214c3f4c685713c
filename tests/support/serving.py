"""Serves an app from this very process on a free port, through its own web edge, so that tests and app share carrier and clock."""
import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from flet_web.fastapi.flet_app_manager import app_manager

from app.assets_dir import assets_dir
from app.web import Edge, PageMain, cache_dir, engine_dir, server_config
from app.web_files import WebFiles
from app.web_sockets import Message, Receive, Scope, Send


@dataclass
class Served:
    """A running server, and how many frames its newest connection has heard and said."""

    base: str  # http://host:port
    edge: Edge
    heard: int = 0
    said: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.edge(scope, receive, send)
            return
        self.heard = self.said = 0

        async def hearing() -> Message:
            message = await receive()
            self.heard += message["type"] == "websocket.receive"
            return message

        async def saying(message: Message) -> None:
            self.said += message["type"] == "websocket.send"
            await send(message)

        await self.edge(scope, hearing, saying)


@asynccontextmanager
async def served(main: PageMain) -> AsyncIterator[Served]:
    """Connections made before the server is ready wait for it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = Served(f"http://127.0.0.1:{listening.getsockname()[1]}", Edge(lambda: main, WebFiles(assets_dir(), engine_dir(), cache_dir())))
        server = uvicorn.Server(server_config(app))  # type: ignore[arg-type]
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield app
        finally:
            for session_id in list(app_manager._FletAppManager__sessions):  # type: ignore[attr-defined]
                await app_manager.delete_session(session_id)
            server.should_exit = True
            await task
