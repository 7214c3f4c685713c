"""A sandbox carrier on a real port, where what the faults break is the connection itself."""
import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from app.sandbox.carrier import SandboxCarrier
from app.sandbox.control import controlled

NO_LINGER = struct.pack("ii", 1, 0)  # closing sends RST instead of FIN


class BreakableProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """HTTP/1.1 whose connection breaks as the application says, where uvicorn would answer 500."""

    app: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        carrier = self.app

        async def breakable(scope: Any, receive: Any, send: Any) -> None:
            try:
                await carrier(scope, receive, send)
            except (ConnectionResetError, ConnectionRefusedError):
                self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
                self.transport.abort()
                await _gone(receive)
            except (ConnectionAbortedError, TimeoutError):
                self.transport.close()
                await _gone(receive)

        self.app = breakable


class SandboxServer(uvicorn.Server):
    """Serves one carrier and its control API. While the faults keep its port closed, connecting is refused."""

    def __init__(self, carrier: SandboxCarrier, *, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(
            uvicorn.Config(
                controlled(carrier),
                host=host,
                port=port,
                interface="asgi3",
                http=BreakableProtocol,
                ws="none",
                lifespan="off",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=2,
                date_header=False,  # the carrier says its own time
            )
        )
        self._carrier = carrier
        self._address: tuple[str, int] | None = None

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second."""
        port_is_closed = self._carrier.faults.port_is_closed
        if port_is_closed and self._address is None:
            self._close_port()
        elif self._address is not None and not port_is_closed:
            await self._open_port(self._address)
        return await super().on_tick(counter)

    def _close_port(self) -> None:
        self._address = self.servers[0].sockets[0].getsockname()[:2]
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()

    async def _open_port(self, address: tuple[str, int]) -> None:
        def protocol() -> asyncio.Protocol:
            return BreakableProtocol(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)

        self.servers = [await asyncio.get_running_loop().create_server(protocol, *address)]
        self._address = None


async def _gone(receive: Any) -> None:
    """Until the server has noticed that the connection is no more."""
    while (await receive())["type"] != "http.disconnect":
        pass


def serve(carrier: SandboxCarrier, host: str, port: int, opened: Callable[[int], None]) -> int:
    """Runs until stopped, then 0. `opened` hears the port once connections are taken. OSError when it is not free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening, contextlib.suppress(KeyboardInterrupt):
        opened(listening.getsockname()[1])
        SandboxServer(carrier).run(sockets=[listening])
    return 0
