"""The app side of the crash tests: state and api without a screen, one life from start to kill."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

from app.api.client import CarrierClient
from app.api.http_adapter import CarrierHttp
from app.domain.change import MethodChange
from app.state import effects
from app.state.account import flow as account
from app.state.account.flow import Overview
from app.state.change_method import flow as change
from app.state.effects import Surroundings
from app.state.journal import IntentJournal
from app.state.local_store import LocalStore, StoreNotice
from app.state.remote import Failed, Loaded

Order = change.ApplyChange | account.CancelChange
APP = f"{os.sep}app{os.sep}"


@dataclass(frozen=True)
class WokeUp:
    """What the device remembered."""

    overview: Overview | None
    notice: StoreNotice | None
    unconfirmed: tuple[str, ...]  # keys


@dataclass(frozen=True)
class Reconciled:
    still_open: tuple[str, ...]
    settled: tuple[tuple[str, MethodChange], ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """The last thing of a life: what the carrier said to the order, and how many lines of the app it all took."""

    outcome: Loaded[MethodChange] | Failed
    overview: Overview | None
    lines: int  # of the whole life
    lines_of_order: int


class NoWaiting:
    """The carrier's clock; what would be waited for is there at once."""

    def __init__(self, client: CarrierClient) -> None:
        self._client = client

    def now(self) -> datetime:
        return self._client.server_now()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


@dataclass(frozen=True)
class LastLine:
    """The line of the app before which the process is killed: of its life, or of its order."""

    number: int
    of_order: bool


class Lines:
    """Counts the app's lines as they run, and ends the process before one of them."""

    def __init__(self, last: LastLine | None) -> None:
        self.run = 0
        self.before_order = 0
        self._last = last.number if last and not last.of_order else None
        self._last_of_order = last.number if last and last.of_order else None

    def order_begins(self) -> None:
        self.before_order = self.run
        if self._last_of_order is not None:
            self._last = self.run + self._last_of_order

    @contextmanager
    def counted(self) -> Iterator[None]:
        sys.settrace(self._trace)
        yield
        sys.settrace(None)

    def _trace(self, frame: FrameType, event: str, argument: object) -> Any:
        if APP not in frame.f_code.co_filename:
            return None
        if event == "line":
            self.run += 1
            if self.run == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
        return self._trace


def live(connection: Connection, url: str, token: str, directory: Path, order: Order, last_line: LastLine | None) -> None:
    asyncio.run(_live(connection, url, token, directory, order, Lines(last_line)))


async def _live(connection: Connection, url: str, token: str, directory: Path, order: Order, lines: Lines) -> None:
    http = CarrierHttp(url)
    client = CarrierClient(http, token)
    with lines.counted():
        store, journal = LocalStore.open(directory), IntentJournal.open(directory)
        around = Surroundings(client, store, journal, NoWaiting(client), go=lambda place: None)
        kept = await effects.perform(account.ReadKept(), around)
        assert isinstance(kept, account.CacheRead)
        connection.send(WokeUp(kept.overview, store.notice, keys(kept.unconfirmed)))
        while True:
            await client.line()  # hears what time it is
            asked = await effects.perform(account.ReconcileIntents(), around)
            assert isinstance(asked, account.IntentsReconciled)
            settled = tuple((one.key, one.change) for one in asked.settled)
            connection.send(Reconciled(keys(asked.still_open), settled, keys(asked.lost)))
            if not asked.still_open:
                break
            connection.recv()
        lines.order_begins()
        answered = await effects.perform(order, around)
        assert isinstance(answered, change.ApplicationAnswered | account.CancelAnswered)
        lines_of_order = lines.run - lines.before_order
        looked = await effects.perform(account.LoadOverview(), around)
        assert isinstance(looked, account.OverviewAnswered)
    connection.send(Answered(answered.outcome, store.overview(), lines.run, lines_of_order))
    connection.recv()


def keys(intents: tuple[account.OpenIntent, ...]) -> tuple[str, ...]:
    return tuple(intent.key for intent in intents)
