"""The app as its people meet it, with the carrier it talks to and the clock in the test's hands."""
import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import flet as ft

from app import flet_guard
from app.app import AltteulApp, AppStore
from app.options import RunOptions
from app.people import People, Person
from app.sandbox.carrier import SandboxCarrier
from app.state.remote import Loaded


class HeldClock:
    """The carrier's time; whoever waits in it waits until the test moves it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.asleep: set[asyncio.Task[Any] | None] = set()
        self.slumber = asyncio.Event()  # set whenever somebody falls asleep
        self._alarms: list[tuple[datetime, asyncio.Event]] = []

    async def sleep(self, seconds: float) -> None:
        alarm = (self.now() + timedelta(seconds=seconds), asyncio.Event())
        self._alarms.append(alarm)
        self.asleep.add(asyncio.current_task())
        self.slumber.set()
        self.slumber.clear()
        try:
            await alarm[1].wait()
        finally:
            self.asleep.discard(asyncio.current_task())

    def ring(self) -> None:
        """Wakes everyone whose time has come."""
        due = [alarm for alarm in self._alarms if alarm[0] <= self.now()]
        self._alarms = [alarm for alarm in self._alarms if alarm not in due]
        for _, event in due:
            event.set()


class OneCustomer(People):
    """Whoever comes, with whatever cookie, is the same customer: a restart finds the same data."""

    def join(self, key: str, public_url: str) -> Person:
        return super().join("customer", public_url)

    def let_go(self) -> None:
        """What the system does for a process that is killed."""
        for person in self._by_key.values():
            person.store.close()
            person.journal.close()


class RunningApp(AltteulApp):
    """One start of the app. `carrier` outlives it, so a second start is a restart."""

    def __init__(self, carrier: SandboxCarrier, data_dir: Path | None = None) -> None:
        flet_guard.install()  # as the web server does
        self.carrier = carrier
        self.clock = HeldClock(lambda: carrier.clock.now())
        self.stores: list[AppStore] = []
        options = RunOptions(data_dir=data_dir)
        self.customers = OneCustomer(options, open_sandbox=lambda scenario, state_file: carrier)
        super().__init__(options, people=self.customers, clock_of=lambda person: self.clock)

    def _store_for(self, person: Person, page: ft.Page) -> AppStore:
        store = super()._store_for(person, page)
        self.stores.append(store)
        return store

    async def idle(self) -> None:
        """Until nothing is under way in any store but waiting for a later moment."""
        while working := {task for store in self.stores for task in store._running} - self.clock.asleep:
            slumber = asyncio.create_task(self.clock.slumber.wait())
            await asyncio.wait({*working, slumber}, return_when=asyncio.FIRST_COMPLETED)
            slumber.cancel()

    def pass_time(self, by: timedelta) -> None:
        """Moves the carrier's clock and wakes whoever waited for it; settle afterwards."""
        self.carrier.clock.advance(by)
        self.clock.ring()

    def waits_for_provider(self) -> str:
        """Id of the identity check that is open at its provider."""
        proofs = [store.state.change.identity for store in self.stores]
        (waiting,) = (proof.transaction.value.id for proof in proofs if proof and isinstance(proof.transaction, Loaded))
        return waiting

    def crash(self) -> None:
        """Ends as a killed process does: nothing more is sent, written or asked to finish."""
        for store in self.stores:
            store._closed = True
            for task in store._running:
                task.cancel()
        self.customers.let_go()
