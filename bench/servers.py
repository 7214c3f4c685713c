"""Starts a server as its own process, and weighs it."""
import asyncio
import os
import re
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
STARTS_WITHIN = 60  # seconds


@dataclass(frozen=True)
class Server:
    name: str
    base: str  # http://host:port
    pid: int
    started_in: float  # milliseconds from the start of the process to the first answer

    @property
    def socket_url(self) -> str:
        return self.base.replace("http", "ws", 1) + "/ws"

    def resident(self) -> float:
        """Memory of the process, in KB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found, "this measure needs Linux"
        return float(found[1])


@asynccontextmanager
async def hello() -> AsyncIterator[Server]:
    port = _free_port()
    async with _running("Flet hello", port, "-m", "bench.hello", PORT=str(port), FLET_FORCE_WEB_SERVER="true") as server:
        yield server


@asynccontextmanager
async def altteul() -> AsyncIterator[Server]:
    port = _free_port()
    async with _running("altteul", port, "-m", "app.cli", "run", "--port", str(port), "--no-open") as server:
        yield server


@asynccontextmanager
async def _running(name: str, port: int, *arguments: str, **environment: str) -> AsyncIterator[Server]:
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, env={**os.environ, **environment}, stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        await _answers(base, process)
        yield Server(name, base, process.pid, (time.perf_counter() - begun) * 1000)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answers(base: str, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(STARTS_WITHIN), httpx.AsyncClient(trust_env=False) as client:
        while True:
            assert process.returncode is None, "the server stopped before it answered"
            try:
                if (await client.get(base)).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.01)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
