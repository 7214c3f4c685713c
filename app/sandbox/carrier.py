"""A carrier to develop, demonstrate and test against: one world behind the shared service."""
import time
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from app.domain.change import MethodChange
from app.domain.message import Message
from app.sandbox.clock import VirtualClock
from app.sandbox.exchange import CORRELATOR, CORRELATOR_FORM, WORLD
from app.sandbox.faults import Faults
from app.sandbox.faulty_way import FAULT, FaultyWay
from app.sandbox.identity_checks import complete_at_provider
from app.sandbox.months import settle
from app.sandbox.payment_method_changes import complete_wallet
from app.sandbox.request_log import RequestLog, RequestSeen
from app.sandbox.scenario_file import Scenario, faults_of, load_scenario, world_from, world_of
from app.sandbox.service import OPERATIONS, operation_at, service, stamped
from app.sandbox.world import World, newest_first
from app.sandbox.world_file import WorldFile


class SandboxCarrier:
    """Serve `asgi`, speak to it with `token`; the rest is for people and tests that play the world around the app."""

    __slots__ = ("_file", "_log", "_way", "_world")

    def __init__(self, world: World, file: WorldFile | None) -> None:
        self._world, self._file, self._log = world, file, RequestLog()
        self._way = FaultyWay(self._serve, world, operation_at)

    @classmethod
    def open(cls, scenario: str, *, state_file: Path | None = None, seed: int | None = None) -> "SandboxCarrier":
        """A fresh world of the scenario, or the one the file keeps of it. KeyError for an unknown name.

        With a seed, the same steps make the same world; without one, nobody can tell its ids and its token in advance.
        """
        file = WorldFile(state_file) if state_file else None
        kept = file.load(scenario) if file else None
        if kept:
            return cls(World(kept, VirtualClock(kept.now), faults_of(load_scenario(scenario), OPERATIONS)), file)
        carrier = cls(world_of(scenario, OPERATIONS, seed), file)
        carrier.save()
        return carrier

    def reset(self, scenario: str) -> None:
        """Begins that scenario anew, for the same token at the same address. KeyError for an unknown name."""
        self.begin(load_scenario(scenario), scenario)

    def begin(self, scenario: Scenario, name: str) -> None:
        """The same for a scenario that is none of the known ones."""
        world = world_from(scenario, name, OPERATIONS, self._world.records.seed)
        world.records.token, world.public_url = self.token, self.public_url
        self._world, self._way, self._log = world, FaultyWay(self._serve, world, operation_at), RequestLog()
        self.save()

    @property
    def world(self) -> World:
        """All there is behind the carrier, for who plays the world around the app."""
        return self._world

    @property
    def token(self) -> str:
        """Bearer token of the scenario's subscriber."""
        return self._world.records.token

    @property
    def clock(self) -> VirtualClock:
        return self._world.clock

    @property
    def faults(self) -> Faults:
        return self._world.faults

    @property
    def public_url(self) -> str:
        """Where people reach this carrier, for the addresses it gives out; empty: as each request came."""
        return self._world.public_url

    @public_url.setter
    def public_url(self, url: str) -> None:
        self._world.public_url = url

    @property
    def asgi(self) -> ASGIApp:
        """The application to serve; an object, as uvicorn takes a bound method for one of another kind."""
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises what a broken socket is, when the faults say so: see FaultyWay."""
        if scope["type"] != "http":
            await service(scope, receive, send)
            return
        scope, began, status = {**scope, WORLD: self._world}, time.monotonic(), None

        async def noted(message: AsgiMessage) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._way(scope, receive, noted)
        finally:
            self._note(scope, status, time.monotonic() - began)

    def requests(self) -> tuple[RequestSeen, ...]:
        """What was asked lately, newest first."""
        return self._log.newest_first()

    async def deliver_late(self) -> None:
        """Does the work of all requests that a fault holds up, due or not."""
        await self._way.deliver_late()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        world: World = scope[WORLD]
        settle(world)
        answer: list[AsgiMessage] = []
        try:
            await service(scope, receive, _kept_in(answer))
        finally:
            if world.unsaved or scope["method"] not in ("GET", "HEAD"):
                self.save()
            await self._give(answer, scope, send)

    def last_code(self, msisdn: str) -> str:
        """The code that phone (E.164) read last. KeyError when none was sent."""
        return self._world.latest_code[msisdn]

    def messages(self) -> tuple[Message, ...]:
        """What the carrier sent to the subscriber, newest first."""
        settle(self._world)
        mine = [
            message for message in self._world.records.messages.values() if message.subscriber == self._subscriber_id
        ]
        return tuple(
            Message(one.id, one.channel, one.sender, one.subject, one.text, one.sent_at) for one in newest_first(mine)
        )

    def changes(self) -> tuple[MethodChange, ...]:
        """The ledger: every change taken on, oldest first, with what became of it."""
        settle(self._world)
        return tuple(self._world.to_domain(change, self.public_url) for change in self._world.records.changes.values())

    def complete_provider(self, session_id: str, accept: bool) -> None:
        """What the subscriber does on the i-PIN or certificate page. KeyError for an unknown session."""
        complete_at_provider(self._world, self._world.records.sessions[session_id], accept)
        self.save()

    def complete_wallet(self, change_id: str, accept: bool) -> None:
        """What the subscriber does in the wallet's app. KeyError for an unknown change."""
        complete_wallet(self._world, self._world.records.changes[change_id], accept)
        self.save()

    def save(self) -> None:
        """Puts the world into its file, if it has one. Raises OSError when it cannot; the file then stays as it was."""
        self._world.unsaved = False
        if self._file:
            self._world.records.now = self._world.now()
            self._file.save(self._world.records)

    def _note(self, scope: Scope, status: int | None, seconds: float) -> None:
        operation = str(getattr(scope.get("route"), "operation_id", "") or "") or operation_at(scope)
        said = dict(scope["headers"]).get(CORRELATOR.encode(), b"").decode("latin-1")
        correlator = said if CORRELATOR_FORM.fullmatch(said) else ""
        seen = RequestSeen(
            self.clock.now(), scope["method"], operation, status, correlator, round(seconds * 1000), scope.get(FAULT, "")
        )
        self._log.seen.append(seen)

    async def _give(self, answer: list[AsgiMessage], scope: Scope, send: Send) -> None:
        if self.faults.loses(getattr(scope.get("route"), "operation_id", "")):
            raise ConnectionResetError("the answer is lost")
        correlator = dict(scope["headers"]).get(CORRELATOR.encode(), b"")
        for message in answer:
            await send(
                stamped(message, self._world, correlator) if message["type"] == "http.response.start" else message
            )

    @property
    def _subscriber_id(self) -> str:
        return next(iter(self._world.records.subscribers))


def _kept_in(answer: list[AsgiMessage]) -> Send:
    async def keep(message: AsgiMessage) -> None:
        answer.append(message)

    return keep
