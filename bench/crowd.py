"""Many people at once on one server: what one of them costs, and how long they wait."""
import asyncio
import statistics
import time
from dataclasses import dataclass

from bench.flet_client import FletClient
from bench.servers import Server

AT_A_TIME = 8  # connections being opened


@dataclass(frozen=True)
class Crowd:
    people: int
    kilobytes_each: float
    opened_per_second: float
    taps: int
    late: int  # taps not answered within ten seconds
    p50: float  # milliseconds
    p95: float
    p99: float


async def crowd(server: Server, people: int, seconds: int, taps: list[str]) -> Crowd:
    """Opens `people` connections, then each person taps once a second for `seconds`, evenly spread."""
    first = await FletClient(server.socket_url).connect()  # what the process needs once is not one person's cost
    alone, begun = server.resident(), time.perf_counter()
    turn = asyncio.Semaphore(AT_A_TIME)

    async def arrive() -> FletClient:
        async with turn:
            return await FletClient(server.socket_url).connect()

    everyone = [first, *await asyncio.gather(*(arrive() for _ in range(people - 1)))]
    opened = (people - 1) / (time.perf_counter() - begun)
    each = (server.resident() - alone) / (people - 1)
    start = time.perf_counter() + 0.5
    waits = [wait for waits in await asyncio.gather(*(_taps(person, start + index / people, seconds, taps) for index, person in enumerate(everyone))) for wait in waits]
    await asyncio.gather(*(person.close() for person in everyone))
    answered = sorted(wait for wait in waits if wait is not None)
    cuts = statistics.quantiles(answered, n=100)
    return Crowd(people, each, opened, len(waits), len(waits) - len(answered), cuts[49], cuts[94], cuts[98])


async def _taps(person: FletClient, start: float, seconds: int, taps: list[str]) -> list[float | None]:
    """One tap a second; one that is late is counted from when it was due, so that a slow server cannot hide it."""
    waits: list[float | None] = []
    for second in range(seconds):
        due = start + second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        try:
            async with asyncio.timeout(10):
                await person.tap(taps[second % len(taps)])
            waits.append((time.perf_counter() - due) * 1000)
        except TimeoutError:
            waits.append(None)
    return waits
