"""A server on this device for the pages the embedded sandbox plays, where the app itself is no web server."""
import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from typing import Any

Asgi = Callable[[Any, Any, Any], Awaitable[None]]


class Loopback:
    """Serves one ASGI app on 127.0.0.1 from the running event loop, on a free port."""

    def __init__(self, asgi: Asgi) -> None:
        import uvicorn

        self._socket = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(asgi, log_level="warning", lifespan="off", ws="none", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._serving = asyncio.get_running_loop().create_task(self._serve())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    async def close(self) -> None:
        self._server.should_exit = True
        await self._serving

    async def _serve(self) -> None:
        with self._socket, _signals_left_alone(self._server):
            await self._server.serve(sockets=[self._socket])


@contextlib.contextmanager
def _signals_left_alone(server: Any) -> Any:
    """uvicorn would take Ctrl+C from the app it lives in."""
    server.capture_signals = contextlib.nullcontext
    yield
