"""A TCP server that answers with given bytes, for answers no decent server would give."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Behaviour = Callable[[asyncio.StreamWriter, asyncio.Event], Awaitable[None]]


@dataclass
class RawServer:
    url: str
    requests: list[bytes] = field(default_factory=list)  # head and body of each


@asynccontextmanager
async def raw_server(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """behaviour writes the answer to one request; the event tells it that the test is over."""
    over = asyncio.Event()
    talks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks[asyncio.current_task()] = writer
        try:
            while not over.is_set():
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.split(b"\r\n")
                        if line.lower().startswith(b"content-length:")
                    ),
                    0,
                )
                server.requests.append(head + await reader.readexactly(length))
                await behaviour(writer, over)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    server = RawServer(f"{'https' if tls else 'http'}://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
    try:
        yield server
    finally:
        over.set()
        listening.close()
        for writer in talks.values():
            writer.transport.abort()
        await asyncio.gather(*talks)


def says(status: str, body: bytes = b"", *headers: str, media_type: str = "application/json") -> Behaviour:
    """One whole, well-formed answer."""
    head = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body)}",
        *([f"Content-Type: {media_type}"] if body else []),
        *headers,
    ]

    async def behave(writer: asyncio.StreamWriter, _: asyncio.Event) -> None:
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        await writer.drain()

    return behave


def breaks_off_after(sent: bytes) -> Behaviour:
    """Or ends there, where only the end of the connection says how long the body is."""

    async def behave(writer: asyncio.StreamWriter, _: asyncio.Event) -> None:
        writer.write(sent)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    return behave


async def resets(writer: asyncio.StreamWriter, _: asyncio.Event) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    writer.transport.abort()


def drips(body: bytes) -> Behaviour:
    """A sound answer, a byte every few milliseconds: no single read is slow."""

    async def behave(writer: asyncio.StreamWriter, over: asyncio.Event) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
        for byte in body:
            writer.write(bytes([byte]))
            await writer.drain()
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), timeout=0.005)

    return behave


def unused_url() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"http://127.0.0.1:{listening.getsockname()[1]}"
