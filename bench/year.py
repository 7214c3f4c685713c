"""A year of 1,000 lines at the sandbox carrier: seconds and MB. `python -m bench.year [LINES]`."""
import json
import sys
import time
import tracemalloc
from datetime import timedelta

from app.sandbox.months import settle
from app.sandbox.scenario_file import scenario_from, world_from
from app.sandbox.world import World

LINES_A_WORLD = 2  # the subscriber and the neighbour
METHODS = (
    {"funds": {"available": 300000, "monthly": 300000}},
    {"kind": "bank", "institution": "004", "number": "11023456789012", "expires": None, "funds": {"available": 0, "monthly": 30000}},
    {"kind": "kakaopay", "institution": "kakaopay", "number": "", "expires": None},
)
CARRIERS = ("umobile", "ktm", "market")
TITLE = {"ko": "측정", "en": "Measured"}


def begun(number: int) -> World:
    """Methods and carriers in turn; every third method is short of money again and again."""
    differs = {"title": TITLE, "carrier": CARRIERS[number // 3 % 3], "method": METHODS[number % 3]}
    return world_from(scenario_from(json.dumps(differs), "bench"), "bench", frozenset(), seed=number)


def run(lines: int) -> dict[str, float]:
    """Begins the worlds, lets a year pass in one jump, counts what happened."""
    began = time.perf_counter()
    worlds = [begun(number) for number in range(lines // LINES_A_WORLD)]
    ready, cpu = time.perf_counter(), time.process_time()
    for world in worlds:
        world.clock.advance(timedelta(days=365))
        settle(world)
    done = time.perf_counter()
    count = len(worlds) * LINES_A_WORLD
    return {
        "lines": count,
        "begin_ms_a_world": round((ready - began) * 1000 / len(worlds), 2),
        "year_seconds": round(done - ready, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "year_ms_a_line": round((done - ready) * 1000 / count, 2),
        "bills": sum(len(world.records.bills) for world in worlds),
        "debits": sum(len(world.records.debits) for world in worlds),
        "messages": sum(len(world.records.messages) for world in worlds),
    }


def main() -> None:
    """Time without the tracer, then memory with it: tracing makes everything slower."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    measured = run(lines)
    tracemalloc.start()
    worlds = [begun(number) for number in range(lines // LINES_A_WORLD)]
    for world in worlds:
        world.clock.advance(timedelta(days=365))
        settle(world)
    measured["MB"] = round(tracemalloc.get_traced_memory()[0] / 1e6, 1)
    for name, value in measured.items():
        print(f"{name:>18} {value:,}")  # noqa: T201


if __name__ == "__main__":
    main()
