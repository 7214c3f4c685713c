"""Prints the app's figures beside a bare Flet page's, measured in one run and turn by turn."""
import argparse
import asyncio
import statistics
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bench import servers
from bench.crowd import Crowd, crowd
from bench.servers import Server
from bench.visits import Visit, visits

Start = Callable[[], AbstractAsyncContextManager[Server]]
SUBJECTS: tuple[tuple[Start, tuple[str, ...]], ...] = ((servers.hello, ("더하기",)), (servers.altteul, ("납부방법", "홈")))
AIMS = {
    "cold start to first Korean text, ms": "0.55x", "first visit, KB": "0.35x", "second visit, KB": "20 KB",
    "tap to visible answer p95, ms": "1.5x", "memory a person, KB": "300 KB", "crowd p99, ms": "250 ms",
}
Row = dict[str, float]


async def browsing(rounds: int, taps: int) -> list[Row]:
    """Cold start, bytes and taps of each subject; the subjects take turns so that a busy machine hits both."""
    seen: list[list[tuple[Server, Visit, Visit]]] = [[] for _ in SUBJECTS]
    for _ in range(rounds):
        for index, (start, labels) in enumerate(SUBJECTS):
            async with start() as server:
                seen[index].append((server, *await visits(server, list(labels) * (taps // len(labels)))))
    return [_browsing_row(runs) for runs in seen]


def _browsing_row(runs: list[tuple[Server, Visit, Visit]]) -> Row:
    waits = statistics.quantiles([wait for _, _, second in runs for wait in second.taps], n=20)
    return {
        "process start to first answer, ms": statistics.median(server.started_in for server, _, _ in runs),
        "cold start to first Korean text, ms": statistics.median(first.first_text for _, first, _ in runs),
        "second start to first Korean text, ms": statistics.median(second.first_text for _, _, second in runs),
        "first visit, KB": statistics.median(first.received for _, first, _ in runs) / 1000,
        "second visit, KB": statistics.median(second.received for _, _, second in runs) / 1000,
        "tap to visible answer p50, ms": waits[9],
        "tap to visible answer p95, ms": waits[18],
    }


async def crowding(people: int, seconds: int) -> list[Row]:
    rows = []
    for start, labels in SUBJECTS:
        async with start() as server:
            rows.append(_crowd_row(await crowd(server, people, seconds, list(labels))))
    return rows


def _crowd_row(seen: Crowd) -> Row:
    return {
        "people": seen.people, "memory a person, KB": seen.kilobytes_each, "people let in a second": seen.opened_per_second,
        "crowd p50, ms": seen.p50, "crowd p95, ms": seen.p95, "crowd p99, ms": seen.p99, "taps": seen.taps, "taps unanswered": seen.late,
    }


def table(rows: list[Row]) -> str:
    hello, ours = rows
    lines = [f"{'':42}{'Flet hello':>12}{'altteul':>12}{'ratio':>9}   aim"]
    for name, theirs in hello.items():
        ratio = f"{ours[name] / theirs:8.2f}x" if theirs else f"{'':9}"
        lines.append(f"{name:42}{theirs:12,.1f}{ours[name]:12,.1f}{ratio}   {AIMS.get(name, '')}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="cold starts of each (default 3)")
    parser.add_argument("--taps", type=int, default=60, help="taps in each round (default 60)")
    parser.add_argument("--people", type=int, default=500, help="connections at once (default 500)")
    parser.add_argument("--seconds", type=int, default=15, help="how long each taps once a second (default 15)")
    asked = parser.parse_args()
    seen = asyncio.run(browsing(asked.rounds, asked.taps))
    together = asyncio.run(crowding(asked.people, asked.seconds))
    print(table([{**alone, **many} for alone, many in zip(seen, together, strict=True)]))


if __name__ == "__main__":
    main()
