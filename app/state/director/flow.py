"""Behind the scenes of a demo: which world plays, its clock, what goes wrong, and what happens outside the app. Pure."""
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from app.domain.identity import IdentityMethod
from app.domain.message import Message
from app.domain.payment_method import MethodKind
from app.state.place import Place

KST = ZoneInfo("Asia/Seoul")


class Trouble(StrEnum):
    """What can be made to go wrong, by its name on the panel."""

    CARRIER_AWAY = "carrier_away"
    ANSWER_LOST = "answer_lost"
    SLOW = "slow"
    BUSY = "busy"
    MAINTENANCE = "maintenance"
    CAPTIVE_PORTAL = "captive_portal"


class Jump(StrEnum):
    """How far the clock is moved."""

    HOUR = "hour"
    DAY = "day"
    NEXT_DUE = "next_due"
    NEXT_DEBIT = "next_debit"


STEPS = {Jump.HOUR: timedelta(hours=1), Jump.DAY: timedelta(days=1)}


class LinkProblem(StrEnum):
    """Why a link to a world cannot be followed."""

    NO_SUCH_SCENARIO = "no_such_scenario"
    NO_SUCH_TIME = "no_such_time"
    BEFORE_THE_BEGINNING = "before_the_beginning"
    NO_SUCH_PLACE = "no_such_place"


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    title: str  # its line in Korean


@dataclass(frozen=True, slots=True)
class SentCode:
    sent_to: str  # masked
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OutsideStep:
    """What waits for the person on somebody else's page or in a wallet's app."""

    id: str
    kind: IdentityMethod | MethodKind


@dataclass(frozen=True, slots=True)
class Request:
    """One request at the carrier, as its log has it."""

    at: datetime
    operation: str
    status: int | None  # None: no answer came
    correlator: str
    fault: str = ""  # what it met on its way


@dataclass(frozen=True, slots=True)
class Stage:
    """The world as it stands, seen from behind."""

    scenario: str
    scenarios: tuple[Scenario, ...]
    now: datetime  # the carrier's clock, KST
    next_due: date | None = None
    next_debit: date | None = None
    troubles: frozenset[Trouble] = frozenset()
    steps: tuple[OutsideStep, ...] = ()
    codes: tuple[SentCode, ...] = ()
    messages: tuple[Message, ...] = ()  # newest first
    requests: tuple[Request, ...] = ()  # newest first

    @property
    def title(self) -> str:
        return next((one.title for one in self.scenarios if one.name == self.scenario), self.scenario)


@dataclass(frozen=True, slots=True)
class Director:
    stage: Stage | None = None
    choosing: bool = False  # the list of scenarios is open
    problem: LinkProblem | None = None
    followed: str = ""  # the link followed last: a browser's Back to it must not begin the world anew
    arrived: Place | None = None  # where that link led, until the person goes on from there
    came_from: Place = Place.HOME  # where Back leads


@dataclass(frozen=True, slots=True)
class Staging:
    """A world to begin, as a link asks for it."""

    scenario: str = ""  # empty: the one that plays
    clock: datetime | None = None
    go: Place = Place.DIRECTOR


# Events
@dataclass(frozen=True, slots=True)
class StageSeen:
    stage: Stage


@dataclass(frozen=True, slots=True)
class ScenarioListToggled: ...


@dataclass(frozen=True, slots=True)
class ScenarioChosen:
    name: str


@dataclass(frozen=True, slots=True)
class LinkVisited:
    """/director?scenario=overdue&clock=2026-11-12T09:00&go=/method"""

    route: str


@dataclass(frozen=True, slots=True)
class ClockMoved:
    jump: Jump


@dataclass(frozen=True, slots=True)
class TroubleToggled:
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class StepCompleted:
    step: OutsideStep
    accepted: bool


@dataclass(frozen=True, slots=True)
class Staged:
    """The world has begun; the person looks at `go` next."""

    go: Place


@dataclass(frozen=True, slots=True)
class StagingRefused:
    problem: LinkProblem


@dataclass(frozen=True, slots=True)
class WorldReplaced:
    """Another world plays: nothing of the one before counts."""


@dataclass(frozen=True, slots=True)
class WorldMoved:
    """Something happened at the carrier: its clock, what goes wrong, a step outside."""


Event = (
    StageSeen | ScenarioListToggled | ScenarioChosen | LinkVisited | ClockMoved | TroubleToggled | StepCompleted
    | Staged | StagingRefused | WorldReplaced | WorldMoved
)


# Effects
@dataclass(frozen=True, slots=True)
class LookBehind: ...


@dataclass(frozen=True, slots=True)
class BeginWorld:
    staging: Staging


@dataclass(frozen=True, slots=True)
class MoveClock:
    jump: Jump


@dataclass(frozen=True, slots=True)
class SetTrouble:
    trouble: Trouble
    on: bool


@dataclass(frozen=True, slots=True)
class CompleteStep:
    step: OutsideStep
    accepted: bool


Effect = LookBehind | BeginWorld | MoveClock | SetTrouble | CompleteStep


def update(now: Director, event: Event) -> tuple[Director, tuple[Effect, ...]]:
    match event:
        case StageSeen(stage):
            return replace(now, stage=stage), ()
        case ScenarioListToggled():
            return replace(now, choosing=not now.choosing), ()
        case ScenarioChosen(name):
            return replace(now, choosing=False, problem=None), (BeginWorld(Staging(name)),)
        case LinkVisited(route) if route != now.followed:
            return _asked_by(replace(now, followed=route, problem=None), route)
        case ClockMoved(jump):
            return replace(now, problem=None), (MoveClock(jump),)
        case TroubleToggled(trouble) if now.stage is not None:
            return replace(now, problem=None), (SetTrouble(trouble, trouble not in now.stage.troubles),)
        case StepCompleted(step, accepted):
            return replace(now, problem=None), (CompleteStep(step, accepted),)
        case StagingRefused(problem):
            return replace(now, problem=problem), ()
        case _:
            return now, ()


def _asked_by(now: Director, route: str) -> tuple[Director, tuple[Effect, ...]]:
    asked = link(route)
    match asked:
        case LinkProblem():
            return replace(now, problem=asked), ()
        case Staging():
            return now, (BeginWorld(asked),)
    return now, ()


def link(route: str) -> Staging | LinkProblem | None:
    """What an address asks for; None when it only opens the panel. A time without a zone is KST."""
    asked = {name: values[-1] for name, values in parse_qs(urlsplit(route).query).items()}
    if not asked.keys() & {"scenario", "clock", "go"}:
        return None
    clock = None
    if "clock" in asked:
        try:
            clock = datetime.fromisoformat(asked["clock"].replace(" ", "+"))
        except ValueError:
            return LinkProblem.NO_SUCH_TIME
        clock = clock.astimezone(KST) if clock.tzinfo else clock.replace(tzinfo=KST)
    go = Place.at(asked.get("go", Place.DIRECTOR))
    return LinkProblem.NO_SUCH_PLACE if go is Place.LOST else Staging(asked.get("scenario", ""), clock, go)
