"""RR22, RR06: the app is killed 200 times while it changes and calls off; no change is made twice, and none is lost."""

import asyncio
import json
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from socket import create_server
from uuid import UUID

import pytest
import uvicorn
from anyio import to_thread

from app.api.client import CarrierClient
from app.api.http_adapter import CarrierHttp
from app.api.in_process import InProcessTransport
from app.domain.change import ChangeRequest, ChangeState, ConsentGiven, change_digest
from app.domain.identity import IdentityMethod
from app.domain.masking import mask_card
from app.domain.payment_method import MethodKind
from app.durable.journal_file import JournalFile
from app.sandbox.carrier import SandboxCarrier
from app.state.account.flow import CancelChange
from app.state.change_method.flow import ApplyChange
from app.state.effects import NOT_RECEIVED_AFTER
from app.state.journal import JOURNAL_FILE, IntentJournal
from app.state.local_store import STORE_FILE
from tests.durable.app_life import Answered, LastLine, Order, Reconciled, WokeUp, live
from tests.durable.children import child

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

KILLS = 200
MADE = frozenset(ChangeState)


class Wire:
    """Passes requests on to the carrier, and kills the one who asks at a chosen moment on the way."""

    def __init__(self, carrier: SandboxCarrier) -> None:
        self._carrier = carrier
        self._victim = self._left = 0

    def kill(self, victim: int, moment: int) -> None:
        """At the n-th moment of the requests that change something: asked, done, told, and asked again."""
        self._victim, self._left = victim, moment

    async def __call__(self, scope, receive, send):
        async def telling(message):
            if message["type"] == "http.response.start":
                self._pass(scope)  # it is done, and nobody knows
            await send(message)

        self._pass(scope)  # it is asked, and nothing is done
        await self._carrier.asgi(scope, receive, telling)
        self._pass(scope)

    def _pass(self, scope) -> None:
        if scope["method"] == "POST":
            self._left -= 1
            if self._left == 0:
                os.kill(self._victim, signal.SIGKILL)


@asynccontextmanager
async def served(wire: Wire) -> AsyncIterator[tuple[str, uvicorn.Server]]:
    with create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(wire, interface="asgi3", http="h11", ws="none", lifespan="off", log_config=None, date_header=False)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", server
        server.should_exit = True
        await task


async def quiet(server: uvicorn.Server) -> None:
    """Until all that was sent is dealt with: nothing of a killed app is still on its way."""
    while server.server_state.connections or server.server_state.tasks:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0)


class Person:
    """Changes to a card nobody has used yet; calls it off again; and so on."""

    def __init__(self, carrier: SandboxCarrier, chance: random.Random) -> None:
        self._carrier, self._chance = carrier, chance
        self._client = CarrierClient(CarrierHttp("http://127.0.0.1", transport=InProcessTransport(carrier.asgi)), carrier.token)
        self.card_of: dict[str, str] = {}  # masked, by key

    async def next_order(self) -> Order:
        pending = await self._client.open_change()
        if pending is not None and pending.state.is_open:
            return CancelChange(pending)
        policy = await self._client.policy((await self._client.line()).carrier)
        consents = tuple(ConsentGiven(terms.id, terms.version) for terms in policy.terms)
        number = card_number(len(self.card_of))
        request = ChangeRequest(MethodKind.CARD, card_number=number, card_issuer="41", card_expiry=(2029, 12), consents=consents)
        key = str(UUID(int=self._chance.getrandbits(128), version=4))
        self.card_of[key] = mask_card(number)
        check = await self._client.start_identity(IdentityMethod.IPIN, request.kind, digest=change_digest(request, key), person=None, for_payer=False)
        self._carrier.complete_provider(check.id, True)
        return ApplyChange(request, check.id, None, key, f"신한카드 {mask_card(number)}")


def card_number(serial: int) -> str:
    """A valid number whose last three digits but one say which it is: no two masks are alike."""
    body = f"453211{0:06}{serial:03}"
    doubled = (sum(divmod(2 * int(digit), 10)) if place % 2 == 0 else int(digit) for place, digit in enumerate(body))
    return body + str(-sum(doubled) % 10)


class Books:
    """What the journal said of every key, read before a later start shortens it, against the carrier's ledger."""

    def __init__(self, directory, carrier: SandboxCarrier, person: Person) -> None:
        self._journal, self._carrier, self._person = JournalFile(directory / JOURNAL_FILE), carrier, person
        self.begun: dict[str, str] = {}  # description, by key
        self.ended: dict[str, str] = {}

    def audit(self) -> None:
        """No change without an intent, none twice, and nothing called what it is not."""
        entries = self._carrier.changes()
        for record in self._journal.records():
            if record["event"] == "begun":
                self.begun[record["key"]] = record["description"]
            else:
                self.ended[record["key"]] = record["state"]
        for key, card in self._person.card_of.items():
            made = [change for change in entries if change.to_method.masked_number == card]
            assert len(made) <= 1, f"{key} was applied twice"
            assert not made or key in self.begun, f"{key} was sent without an intent"
            if key in self.ended:
                assert (self.ended[key] in MADE) == bool(made), (self.ended[key], made)
        for change in entries:
            told = [self.ended.get(key, "unknown") for key, description in self.begun.items() if description == change.receipt]
            if change.state is ChangeState.CANCELLED:
                assert {ChangeState.CANCELLED, "unknown"} & set(told), f"{change.receipt} was called off, and nobody knows: {told}"
            else:
                assert ChangeState.CANCELLED not in told, f"{change.receipt} was not called off"

    def has_open(self, *, made: bool) -> bool:
        """Whether the app is in doubt about something that the carrier has done, or has not done."""
        done = {change.to_method.masked_number for change in self._carrier.changes()}
        doubtful = [self._person.card_of[key] for key in self.begun.keys() - self.ended.keys() if key in self._person.card_of]
        return any((card in done) == made for card in doubtful)


def how_it_dies(chance: random.Random, full_life: Answered) -> tuple[LastLine | None, int]:
    """Before any line of its life or of its order, or at a moment of its request."""
    match chance.randrange(4):
        case 0:
            return LastLine(chance.randrange(1, full_life.lines + 1), of_order=False), 0
        case 1:
            return None, chance.randrange(1, 4)
        case _:
            return LastLine(chance.randrange(1, full_life.lines_of_order + 1), of_order=True), 0


async def hear(process, connection, carrier: SandboxCarrier) -> list[WokeUp | Reconciled | Answered]:
    """Everything a life tells until it is killed, or has nothing more to do."""
    heard: list[WokeUp | Reconciled | Answered] = []
    while True:
        try:
            heard.append(await to_thread.run_sync(connection.recv))
            if isinstance(heard[-1], Answered):
                return heard
            if isinstance(heard[-1], Reconciled) and heard[-1].still_open:
                carrier.clock.advance(NOT_RECEIVED_AFTER + timedelta(seconds=1))
                connection.send("time has passed")
        except (EOFError, ConnectionError):
            await to_thread.run_sync(process.join)
            assert process.exitcode == -signal.SIGKILL, f"the app ended by itself: {process.exitcode}"
            return heard


async def test_app_killed_200_times_changes_nothing_twice_and_loses_nothing(tmp_path):
    """RR22, RR16, RR20: whatever line of the app or moment on the wire, the next start finds out what became of it."""
    chance, carrier = random.Random(20261124), SandboxCarrier.open("happy")
    wire, person = Wire(carrier), Person(carrier, chance)
    books = Books(tmp_path, carrier, person)
    kills, last, full_life, unknown, as_of = 0, None, None, {"made": 0, "not made": 0}, carrier.clock.now()
    async with served(wire) as (url, server):
        while kills < KILLS or not isinstance(last, Answered):
            order = await person.next_order()
            line, moment = how_it_dies(chance, full_life) if full_life and kills < KILLS else (None, 0)
            with child(live, url, carrier.token, tmp_path, order, line) as (process, connection):
                wire.kill(process.pid, moment)
                heard = await hear(process, connection, carrier)
            await quiet(server)
            books.audit()
            unknown["made"] += books.has_open(made=True)
            unknown["not made"] += books.has_open(made=False)
            for told in heard:
                if isinstance(told, WokeUp | Answered) and told.overview is not None:
                    assert told.overview.as_of >= as_of, "the store went back in time"
                    as_of = told.overview.as_of
                assert not isinstance(told, WokeUp) or told.notice is None
            last = heard[-1] if heard else None
            if isinstance(last, Answered):
                full_life = last
            else:
                kills += 1
                if (tmp_path / STORE_FILE).exists():
                    json.loads((tmp_path / STORE_FILE).read_text())
    assert IntentJournal.open(tmp_path).open_intents() == ()
    made = {change.to_method.masked_number for change in carrier.changes()}
    known = {person.card_of[key] for key, state in books.ended.items() if key in person.card_of and state in MADE}
    assert made == known
    assert last.overview is not None and last.overview.change == carrier.changes()[-1]
    assert len(made) > 20 and min(unknown.values()) > 5, f"{len(made)} {unknown}: this proves little"
