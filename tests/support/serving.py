"""Serves an ASGI app from this very process on a free port, so that tests and app share one carrier and one clock."""
import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from flet_web.fastapi.flet_app_manager import app_manager

Asgi = Callable[..., Awaitable[Any]]


@asynccontextmanager
async def served(asgi: Asgi) -> AsyncIterator[str]:
    """The address of the app; connections made before it is ready wait for it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(asgi, log_level="warning", ws="websockets-sansio", lifespan="on", timeout_graceful_shutdown=1))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
            for session_id in list(app_manager._FletAppManager__sessions):  # type: ignore[attr-defined]
                await app_manager.delete_session(session_id)
