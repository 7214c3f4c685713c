"""Serves an app from this very process on a free port, through its own web edge, so that tests and app share carrier and clock."""
import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from flet_web.fastapi.flet_app_manager import app_manager

from app.assets_dir import assets_dir
from app.web import Edge, PageMain, cache_dir, engine_dir, server_config
from app.web_files import WebFiles


@asynccontextmanager
async def served(main: PageMain) -> AsyncIterator[str]:
    """The address of the app; connections made before it is ready wait for it."""
    edge = Edge(lambda: main, WebFiles(assets_dir(), engine_dir(), cache_dir()))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(server_config(edge))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            for session_id in list(app_manager._FletAppManager__sessions):  # type: ignore[attr-defined]
                await app_manager.delete_session(session_id)
            server.should_exit = True
            await task
