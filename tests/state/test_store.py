"""The loop itself: order, faults, and what outlives the screen."""
import asyncio
import logging
from datetime import datetime

import pytest

from app.screens.change_method.sample_parts import NOW
from app.state.store import Store

pytestmark = pytest.mark.anyio


class StillClock:
    def now(self) -> datetime:
        return NOW

    async def sleep(self, seconds: float) -> None: ...


def counting(state, event, at):
    if event == "fault":
        raise ValueError("planted")
    return (*state, event), tuple(f"do {event}" for _ in range(1) if not event.startswith(("done", "broke")))


async def finish(effect):
    return f"done {effect.removeprefix('do ')}"


def store(perform=finish, must_finish=lambda effect: False):
    return Store((), counting, perform, StillClock(), broke=lambda error: f"broke {type(error).__name__}", must_finish=must_finish)


async def test_effects_come_back_as_events():
    loop = store()
    loop.send("tap")
    await loop.settled()
    assert loop.state == ("tap", "done tap")


async def test_an_event_sent_by_a_listener_waits_its_turn():
    loop = store()
    seen = []

    def listen(state):
        seen.append(state)
        if state == ("a",):
            loop.send("b")

    loop.subscribe(listen)
    loop.send("a")
    assert seen == [(), ("a",), ("a", "b")]
    await loop.settled()


async def test_a_fault_in_update_is_told_and_the_loop_goes_on(caplog):
    with caplog.at_level(logging.CRITICAL):
        loop = store()
        loop.send("fault")
        loop.send("tap")
        await loop.settled()
    assert loop.state[:2] == ("broke ValueError", "tap")


async def test_a_fault_in_an_effect_is_told(caplog):
    async def failing(effect):
        raise OSError("planted")

    with caplog.at_level(logging.CRITICAL):
        loop = store(failing)
        loop.send("tap")
        await loop.settled()
    assert loop.state == ("tap", "broke OSError")


async def test_closing_cancels_reading_but_lets_a_change_finish():
    release, finished = asyncio.Event(), []

    async def slow(effect):
        await release.wait()
        finished.append(effect)

    loop = store(slow, must_finish=lambda effect: effect == "do write")
    loop.send("read")
    loop.send("write")
    await asyncio.sleep(0)
    loop.close()
    release.set()
    await loop.settled()
    assert finished == ["do write"]


async def test_a_state_that_stays_the_same_is_not_told_again():
    loop = Store((), lambda state, event, at: (state, ()), finish, StillClock(), broke=str, must_finish=bool)
    told = []
    loop.subscribe(told.append)
    loop.send("tap")
    assert told == [()]
