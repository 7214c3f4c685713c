"""One-way loop: event -> update (pure) -> state + effects -> perform (async) -> event."""
import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Generic, Protocol, TypeVar

S = TypeVar("S")
E = TypeVar("E")
F = TypeVar("F")

log = logging.getLogger(__name__)


class Clock(Protocol):
    """The carrier's time (KST), and waiting in it."""

    def now(self) -> datetime: ...

    async def sleep(self, seconds: float) -> None: ...


class Store(Generic[S, E, F]):
    """Holds one person's state. Whatever raises is reported as an event, so the person hears of it (RR33)."""

    def __init__(
        self,
        state: S,
        update: Callable[[S, E, datetime], tuple[S, tuple[F, ...]]],
        perform: Callable[[F], Awaitable[E | None]],
        clock: Clock,
        *,
        broke: Callable[[Exception], E],
        must_finish: Callable[[F], bool],
    ) -> None:
        self.state = state
        self._update = update
        self._perform = perform
        self._clock = clock
        self._broke = broke
        self._must_finish = must_finish
        self._listeners: list[Callable[[S], None]] = []
        self._running: dict[asyncio.Task[None], F] = {}
        self._waiting: deque[E] = deque()
        self._draining = False
        self._closed = False

    def send(self, event: E) -> None:
        """Takes one event at a time, in order; a second tap meets the state the first one left."""
        self._waiting.append(event)
        if self._draining:
            return
        self._draining = True
        try:
            while self._waiting:
                self._take(self._waiting.popleft())
        finally:
            self._draining = False

    def subscribe(self, listener: Callable[[S], None]) -> Callable[[], None]:
        """Calls listener with the state now and after every event; returns what ends that."""
        self._listeners.append(listener)
        listener(self.state)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    async def settled(self, waits: Callable[[F], bool] = lambda effect: False) -> None:
        """Until no effect is in flight, but for those that only wait."""
        while tasks := [task for task, effect in self._running.items() if not waits(effect)]:
            await asyncio.wait(tasks)

    def abandon(self) -> None:
        """Drops whatever is under way, but for who asks for it: its answers would belong to a world that is no more."""
        for task in self._running:
            if task is not asyncio.current_task():
                task.cancel()

    def close(self) -> None:
        """Ends the loop. Requests that change something at the carrier finish on their own (RR16)."""
        self._closed = True
        self._listeners.clear()
        for task, effect in self._running.items():
            if not self._must_finish(effect):
                task.cancel()

    def _take(self, event: E, *, tells_of_a_fault: bool = False) -> None:
        before = self.state
        try:
            self.state, effects = self._update(before, event, self._clock.now())
        except Exception as error:
            log.exception("%s could not be taken", type(event).__name__)
            if not tells_of_a_fault:
                self._take(self._broke(error), tells_of_a_fault=True)
            return
        for listener in tuple(self._listeners) if self.state is not before else ():
            listener(self.state)
        if self._closed:
            return
        for effect in effects:
            task = asyncio.get_running_loop().create_task(self._run(effect))
            self._running[task] = effect
            task.add_done_callback(lambda done: self._running.pop(done, None))

    async def _run(self, effect: F) -> None:
        try:
            event = await self._perform(effect)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.exception("%s failed", type(effect).__name__)
            event = self._broke(error)
        if event is not None and not self._closed:
            self.send(event)
