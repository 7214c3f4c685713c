"""The director of a demo: plays the world around one person's app. Loaded for the embedded sandbox only (S14, S36)."""
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from app.domain.identity import IdentityMethod
from app.domain.masking import mask_phone
from app.sandbox import backstage
from app.sandbox.carrier import SandboxCarrier
from app.sandbox.fault_plan import Fault, FaultKind, Moment
from app.sandbox.scenario_file import load_scenario, scenario_names
from app.state.app_state import AppState, Effect, Event
from app.state.director.flow import (
    STEPS,
    Jump,
    LinkProblem,
    OutsideStep,
    Request,
    Scenario,
    SentCode,
    Stage,
    Staging,
    Trouble,
    WorldMoved,
    WorldReplaced,
)
from app.state.journal import IntentJournal
from app.state.local_store import LocalStore
from app.state.store import Store

MOST_MESSAGES = 4
MOST_REQUESTS = 20
SLOW_SECONDS = 3
FAULTS: Mapping[Trouble, tuple[Fault, ...]] = MappingProxyType({
    Trouble.ANSWER_LOST: (
        Fault(kind=FaultKind.RESET, operation="createPaymentMethodChange", moment=Moment.AFTER),
        Fault(kind=FaultKind.RESET, operation="retrievePaymentMethodChangeByKey", moment=Moment.AFTER),
    ),
    Trouble.MAINTENANCE: (Fault(kind=FaultKind.STATUS, status=503, code="MAINTENANCE", retry_after=3600),),
    Trouble.BUSY: (Fault(kind=FaultKind.STATUS, status=429, retry_after=30),),
    Trouble.CAPTIVE_PORTAL: (Fault(kind=FaultKind.HTML),),
    Trouble.SLOW: (Fault(kind=FaultKind.LATENCY, seconds=SLOW_SECONDS),),
})  # of several that fit a request the first is met


def open_sandbox(scenario: str, state_file: Path | None) -> SandboxCarrier:
    return SandboxCarrier.open(scenario, state_file=state_file)


class DemoDirector:
    """One for each person; every tab of theirs hears what happens to their world."""

    def __init__(self, carrier: SandboxCarrier, store: LocalStore, journal: IntentJournal) -> None:
        self._carrier, self._store, self._journal = carrier, store, journal
        self._tabs: list[Store[AppState, Event, Effect]] = []
        self._hear_of_the_scenario()

    def join(self, tab: Store[AppState, Event, Effect]) -> Callable[[], None]:
        """Returns what lets the tab go."""
        self._tabs.append(tab)
        return lambda: self._tabs.remove(tab)

    def look(self) -> Stage:
        carrier, world = self._carrier, self._carrier.world
        messages = carrier.messages()
        return Stage(
            scenario=world.records.scenario,
            scenarios=tuple(Scenario(name, load_scenario(name).title.ko) for name in scenario_names()),
            now=world.now(),
            next_due=backstage.next_due(world),
            next_debit=backstage.next_debit(world),
            troubles=frozenset(self._troubles),
            steps=self._steps(),
            codes=tuple(SentCode(mask_phone(phone), code) for phone, code in world.latest_code.items()),
            messages=messages[:MOST_MESSAGES],
            requests=tuple(Request(one.at, one.operation, one.status, one.correlator, one.fault or "") for one in carrier.requests()[:MOST_REQUESTS]),
        )

    def begin(self, staging: Staging) -> LinkProblem | None:
        """A world from its beginning, and nothing left of the one before: not in the app, not on this device."""
        name = staging.scenario or self._carrier.world.records.scenario
        if name not in scenario_names():
            return LinkProblem.NO_SUCH_SCENARIO
        if staging.clock is not None and staging.clock < load_scenario(name).clock:
            return LinkProblem.BEFORE_THE_BEGINNING
        for tab in self._tabs:
            tab.abandon()
        for intent in self._journal.open_intents():
            self._journal.end(intent.key, "world_replaced")
        self._store.wipe()
        self._carrier.reset(name)
        self._hear_of_the_scenario()
        if staging.clock is not None:
            self._carrier.clock.set(staging.clock)
        self._tell(WorldReplaced())
        return None

    def move_clock(self, jump: Jump) -> None:
        world, clock = self._carrier.world, self._carrier.clock
        if jump in STEPS:
            clock.advance(STEPS[jump])
        elif day := (backstage.next_due if jump is Jump.NEXT_DUE else backstage.next_debit)(world):
            clock.set(backstage.evening(day))
        self._tell(WorldMoved())

    def set_trouble(self, trouble: Trouble, on: bool) -> None:
        self._troubles = self._troubles | {trouble} if on else self._troubles - {trouble}
        asked = tuple(fault for one in FAULTS if one in self._troubles for fault in FAULTS[one])
        changed = {"away": Trouble.CARRIER_AWAY in self._troubles, "scripted": (*asked, *self._own_plan.scripted)}
        self._carrier.faults.follow(self._own_plan.model_copy(update=changed))
        self._tell(WorldMoved())

    def complete(self, step: OutsideStep, accepted: bool) -> None:
        if isinstance(step.kind, IdentityMethod):
            self._carrier.complete_provider(step.id, accepted)
        else:
            self._carrier.complete_wallet(step.id, accepted)
        self._tell(WorldMoved())

    def _hear_of_the_scenario(self) -> None:
        """What goes wrong in it by itself goes on beside what is turned on here."""
        faults = self._carrier.faults
        self._own_plan = faults.plan
        self._troubles = frozenset({Trouble.CARRIER_AWAY}) if faults.away else frozenset()

    def _steps(self) -> tuple[OutsideStep, ...]:
        """The latest of each kind: an app gives up the one before when it begins another."""
        world = self._carrier.world
        checks = {check.method: OutsideStep(check.id, check.method) for check in backstage.waiting_checks(world)}
        wallets = (OutsideStep(change.id, world.records.methods[change.to_method].kind) for change in backstage.waiting_wallets(world))
        return (*checks.values(), *wallets)

    def _tell(self, happened: WorldMoved | WorldReplaced) -> None:
        for tab in tuple(self._tabs):
            tab.send(happened)
