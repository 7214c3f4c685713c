"""The whole app for one person: state, moving about, and who hears of which event. Pure."""
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from app.state.account import flow as account
from app.state.account.flow import Account, Overview
from app.state.change_method import flow as change
from app.state.change_method.flow import Change, GoTo
from app.state.director import flow as director
from app.state.director.flow import Director
from app.state.identity import flow as identity
from app.state.inbox import flow as inbox
from app.state.inbox.flow import Inbox
from app.state.place import TABS, Place
from app.state.remote import Failed, Loaded

HEARTBEAT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class AppState:
    """What every screen is drawn from."""

    now: datetime  # the carrier's clock in KST; screens and guards reckon with this, never with the device's
    place: Place = Place.HOME
    account: Account = Account()
    change: Change = Change()
    inbox: Inbox = Inbox()
    demo: bool = False  # runs against the embedded sandbox: the 데모 mark, the panel behind it, and the code shown to testers
    director: Director = Director()
    leaving_to: Place | None = None  # asked to leave a half-filled form for this
    help_from: Place = Place.HOME  # where Back leads from 고객센터
    trouble: str = ""  # reference of something that went wrong in the app itself
    awake: bool = True  # in the foreground and connected
    demo_code: str = field(default="", repr=False)  # the sandbox's last SMS code, in a demo only (S14)

    @property
    def overview(self) -> Overview | None:
        return self.account.overview.value if isinstance(self.account.overview, Loaded) else None


# Events
@dataclass(frozen=True, slots=True)
class AddressVisited:
    """The browser's address bar, its Back, or a deep link."""

    route: str


@dataclass(frozen=True, slots=True)
class BackPressed: ...


@dataclass(frozen=True, slots=True)
class PlacePressed:
    """A destination the person chose: bottom bar, a link on home, the help button."""

    place: Place


@dataclass(frozen=True, slots=True)
class Resumed:
    """Back in the foreground, or the connection is back."""


@dataclass(frozen=True, slots=True)
class Paused:
    """In the background, or the connection is gone."""


@dataclass(frozen=True, slots=True)
class HeartBeat: ...


@dataclass(frozen=True, slots=True)
class SomethingBroke:
    """The app itself failed somewhere; the reference is in the log."""

    reference: str


@dataclass(frozen=True, slots=True)
class TroubleDismissed: ...


@dataclass(frozen=True, slots=True)
class DemoCodeArrived:
    """What the sandbox sent as SMS, where no phone is at hand."""

    code: str = field(repr=False)


Moving: TypeAlias = (
    AddressVisited | BackPressed | PlacePressed | Resumed | Paused | HeartBeat | SomethingBroke | TroubleDismissed | DemoCodeArrived
)
Event: TypeAlias = Moving | account.Event | change.Event | inbox.Event | director.Event


# Effects
@dataclass(frozen=True, slots=True)
class HeartBeatLater:
    seconds: int


@dataclass(frozen=True, slots=True)
class PeekCode:
    """Demo only: read the sandbox's SMS outbox for this phone."""

    phone: str = field(repr=False)


Effect: TypeAlias = HeartBeatLater | PeekCode | account.Effect | change.Effect | inbox.Effect | director.Effect

CHANGE_PLACES = frozenset(place for place in Place if place.startswith(Place.NOTICE)) | {Place.DONE}
ASIDE = (Place.HELP, Place.DIRECTOR)  # one looks there for a moment; nothing half-filled is lost by it


def update(before: AppState, event: Event, at: datetime) -> tuple[AppState, tuple[Effect, ...]]:
    """at is the carrier's time, KST."""
    after, effects = _update(before, event, at)
    if _same_minute(before, after) and replace(after, now=before.now) == before:
        after = before  # nothing to see has changed: the screen is not drawn again
    if after.place is Place.DIRECTOR and isinstance(event, account.OverviewAnswered | inbox.MessagesAnswered | change.ApplicationAnswered):
        return after, (*effects, director.LookBehind())
    return after, effects


def _same_minute(before: AppState, after: AppState) -> bool:
    return before.now.replace(second=0, microsecond=0) == after.now.replace(second=0, microsecond=0)


def _update(before: AppState, event: Event, at: datetime) -> tuple[AppState, tuple[Effect, ...]]:
    now = replace(before, now=at)
    match event:
        case account.Started():
            return _started(now)
        case AddressVisited(route) if Place.at(route) is Place.DIRECTOR and now.demo:
            return _directed(now, route)
        case AddressVisited(route):
            place = Place.at(route)
            return _visited(now, Place.LOST if place is Place.DIRECTOR else place)
        case PlacePressed(place):
            return _go(now, place)
        case BackPressed() if now.change.reading is not None and now.place is Place.CONSENT:
            return _change(now, change.TermsClosed())
        case BackPressed():
            return _go(now, _behind(now))
        case Resumed():
            awake, effects = _account(replace(now, awake=True), account.RefreshPressed())
            beat = () if now.awake else (HeartBeatLater(HEARTBEAT_SECONDS),)
            return awake, (*effects, inbox.LoadMessages(), *beat)
        case Paused():
            return replace(now, awake=False), ()
        case HeartBeat():
            return _heart_beat(now)
        case SomethingBroke(reference):
            return replace(now, trouble=reference), ()
        case TroubleDismissed():
            return replace(now, trouble=""), ()
        case DemoCodeArrived(code) if now.demo:
            return replace(now, demo_code=code), ()
        case change.ChangeOpened():
            return _open_change(now)
        case change.LeavePressed():
            return _go(now, Place.METHOD)
        case change.LeaveDismissed():
            return replace(now, leaving_to=None), ()
        case change.LeaveConfirmed():
            return _move(replace(now, change=Change(), leaving_to=None), now.leaving_to or Place.METHOD)
        case change.FinishPressed():
            return _move(now, Place.HOME)
        case inbox.HeadsUpPressed():
            pressed, effects = _inbox(now, event)
            moved, onward = _go(pressed, Place.ALERTS)
            return moved, (*effects, *onward)
        case _ if isinstance(event, director.Event):
            return _director(now, event) if now.demo else (now, ())
        case _ if isinstance(event, account.Event):
            return _account(now, event)
        case _ if isinstance(event, inbox.Event):
            return _inbox(now, event)
        case _ if isinstance(event, change.Event):
            return _change(now, event)
        case _:
            return now, ()


def _started(now: AppState) -> tuple[AppState, tuple[Effect, ...]]:
    state, effects = _account(now, account.Started())
    return state, (*effects, inbox.ReadInbox(), HeartBeatLater(HEARTBEAT_SECONDS))


def _heart_beat(now: AppState) -> tuple[AppState, tuple[Effect, ...]]:
    if not now.awake:
        return now, ()
    wallet = (change.AskChange(now.change.application.value.id),) if now.change.waits_for_wallet and isinstance(now.change.application, Loaded) else ()
    return now, (inbox.LoadMessages(), *wallet, HeartBeatLater(HEARTBEAT_SECONDS))


# Moving about

def earned(now: AppState, place: Place) -> Place:
    """The place itself, or where someone belongs who has not earned it (S16, S36)."""
    if place is Place.DIRECTOR and not now.demo:
        return Place.LOST
    if place not in CHANGE_PLACES or now.change.reaches(place, now.now.date()):
        return place
    return now.change.furthest(now.now.date())


def _visited(now: AppState, place: Place) -> tuple[AppState, tuple[Effect, ...]]:
    if place is now.place:
        return now, ()
    moved, effects = _go(now, place)
    others = tuple(effect for effect in effects if not isinstance(effect, GoTo))
    return (moved, others) if moved.place is place else (moved, (GoTo(moved.place), *others))


def _go(now: AppState, place: Place) -> tuple[AppState, tuple[Effect, ...]]:
    """Moves, unless that would lose a half-filled form: then asks first."""
    target = earned(now, place)
    inside = now.place in CHANGE_PLACES and now.place is not Place.DONE
    if inside and target not in CHANGE_PLACES and target not in ASIDE and now.change.has_answers and not now.change.is_applying:
        return replace(now, leaving_to=target), ()
    return _move(now, target)


def _move(now: AppState, place: Place) -> tuple[AppState, tuple[Effect, ...]]:
    moved = replace(_remembering(now, place), place=place, leaving_to=None)
    if moved.director.arrived is not None:
        moved = replace(moved, director=replace(moved.director, arrived=None))
    if place is Place.DIRECTOR:
        return moved, (GoTo(place), director.LookBehind())
    if place is Place.ALERTS:
        opened, effects = _inbox(moved, inbox.InboxOpened())
        return opened, (GoTo(place), *effects)
    return moved, (GoTo(place),)


def _remembering(now: AppState, place: Place) -> AppState:
    """Where Back leads from what is looked at aside; from one of these to the other and back goes round in no circle."""
    if place is Place.HELP and now.place is not place and not (now.place is Place.DIRECTOR and now.director.came_from is place):
        return replace(now, help_from=now.place)
    if place is Place.DIRECTOR and now.place is not place and not (now.place is Place.HELP and now.help_from is place):
        return replace(now, director=replace(now.director, came_from=now.place))
    return now


def _behind(now: AppState) -> Place:
    """What Back shows: the step before within a flow, else the tab it belongs to."""
    if now.place in CHANGE_PLACES:
        return now.change.before(now.place)
    if now.place is Place.DIRECTOR:
        return now.director.came_from
    if now.place is Place.HELP and now.help_from not in TABS:
        return now.help_from
    return Place.HOME


def behind(now: AppState) -> Place | None:
    """The place under the one shown, for the system's Back; None where Back leaves the app."""
    return None if now.place is Place.HOME else _behind(now)


# Who hears of what

def _account(now: AppState, event: account.Event) -> tuple[AppState, tuple[Effect, ...]]:
    state, effects = account.update(now.account, event)
    now = replace(now, account=state)
    match event:
        case account.OverviewAnswered(Loaded(overview)) if now.change.begun is not None and not now.change.is_finished:
            return replace(now, change=replace(now.change, begun=overview)), effects
        case account.IntentsReconciled(_, settled, lost):
            return _reconciled(now, settled, lost, effects)
        case account.CancelAnswered(Loaded()):
            return now, (*effects, inbox.LoadMessages())
        case _:
            return now, effects


def _reconciled(
    now: AppState, settled: tuple[account.SettledIntent, ...], lost: tuple[account.OpenIntent, ...], effects: tuple[Effect, ...]
) -> tuple[AppState, tuple[Effect, ...]]:
    if not now.change.is_unconfirmed:
        return now, effects
    ours = next((intent.change for intent in settled if intent.key == now.change.key), None)
    if ours is not None:
        found, onward = _change(now, change.ApplicationAnswered(Loaded(ours)))
        return found, (*effects, *onward)
    if any(intent.key == now.change.key for intent in lost):
        moved, onward = _move(replace(now, change=Change()), Place.METHOD) if now.place is Place.DONE else (replace(now, change=Change()), ())
        return moved, (*effects, *onward)
    return now, effects


def _inbox(now: AppState, event: inbox.Event) -> tuple[AppState, tuple[Effect, ...]]:
    state, effects = inbox.update(now.inbox, event, open_now=now.place is Place.ALERTS)
    return replace(now, inbox=state), effects


def _open_change(now: AppState) -> tuple[AppState, tuple[Effect, ...]]:
    """Starts afresh, unless one change is already on its way or its outcome is not known yet."""
    if now.change.is_unconfirmed or now.change.is_applying:
        return _move(now, earned(now, Place.DONE))
    overview = now.overview
    on_its_way = overview is not None and overview.change is not None and overview.change.state.is_open
    if overview is None or on_its_way or now.account.unconfirmed:
        return now, ()
    refreshed, effects = _account(now, account.RefreshPressed()) if now.account.stale else (now, ())
    opened, onward = _move(replace(refreshed, change=change.opened(overview, now.now)), Place.NOTICE)
    return opened, (*onward, *effects)


def _change(now: AppState, event: change.Event) -> tuple[AppState, tuple[Effect, ...]]:
    was_finished = now.change.is_finished
    state, asked = change.update(now.change, event, now.now)
    effects: tuple[Effect, ...] = asked
    now = replace(now, change=state)
    match event:
        case change.IdentityHappened(identity.CodeSent(Loaded())) | change.PayerIdentityHappened(identity.CodeSent(Loaded())) if now.demo:
            proof = state.payer_identity if isinstance(event, change.PayerIdentityHappened) else state.identity
            effects = (*effects, *((PeekCode(proof.person.phone),) if proof else ()))
        case change.IdentityHappened(identity.CodeChecked(Loaded())) | change.PayerIdentityHappened(identity.CodeChecked(Loaded())):
            now = replace(now, demo_code="")
        case change.ApplicationAnswered(outcome) if isinstance(outcome, Loaded) or state.is_unconfirmed:
            effects = (*effects, account.LoadOverview(), inbox.LoadMessages())
            if state.is_unconfirmed and not was_finished:
                effects = (*effects, account.ReadKept())
        case change.ApplicationAnswered(Failed()):
            effects = (*effects, account.LoadOverview())
    return _follow(now, effects)


def _follow(now: AppState, effects: tuple[Effect, ...]) -> tuple[AppState, tuple[Effect, ...]]:
    """Takes a step of the flow only while the person is still in it; nobody is pulled back from elsewhere."""
    steps = [effect for effect in effects if isinstance(effect, GoTo)]
    others = tuple(effect for effect in effects if not isinstance(effect, GoTo))
    if not steps or now.place not in CHANGE_PLACES:
        return now, others
    moved, onward = _move(now, earned(now, steps[-1].place))
    if moved.place is now.place:
        return moved, others
    return moved, (*onward, *others)


# Behind the scenes, in a demo

def _directed(now: AppState, route: str) -> tuple[AppState, tuple[Effect, ...]]:
    """A client that has just started may tell its first address twice: then the link leads where it led."""
    if route == now.director.followed and now.director.arrived is not None:
        return now, (GoTo(now.director.arrived),)
    moved, looks = _visited(now, Place.DIRECTOR)
    asked, effects = director.update(moved.director, director.LinkVisited(route))
    return replace(moved, director=asked), (*looks, *effects)


def _director(now: AppState, event: director.Event) -> tuple[AppState, tuple[Effect, ...]]:
    state, effects = director.update(now.director, event)
    now = replace(now, director=state)
    match event:
        case director.Staged(place):
            moved, onward = _go(now, place)
            return replace(moved, director=replace(moved.director, arrived=moved.place)), onward
        case director.WorldReplaced():
            return _begun_anew(now)
        case director.WorldMoved():
            return _follows(now)
        case _:
            return now, effects


def _begun_anew(now: AppState) -> tuple[AppState, tuple[Effect, ...]]:
    """Nothing of the world before is left; who was inside a flow of it is at home."""
    fresh = AppState(now=now.now, place=now.place, demo=True, awake=now.awake, director=replace(now.director, stage=None, came_from=Place.HOME))
    moved, effects = (fresh, ()) if now.place not in CHANGE_PLACES else _move(fresh, Place.HOME)
    started, onward = _started(moved)
    return started, (*effects, *onward, *((director.LookBehind(),) if started.place is Place.DIRECTOR else ()))


def _follows(now: AppState) -> tuple[AppState, tuple[Effect, ...]]:
    """Asks anew for all that is shown, and for what somebody outside may have done."""
    state, effects = _account(replace(now, account=replace(now.account, refreshing=False)), account.RefreshPressed())
    proven, asked = _change(state, change.IdentityHappened(identity.ProviderCheckPressed()))
    waiting = proven.change.application
    wallet = (change.AskChange(waiting.value.id),) if proven.change.waits_for_wallet and isinstance(waiting, Loaded) else ()
    looks = (director.LookBehind(),) if now.place is Place.DIRECTOR else ()
    return proven, (*effects, inbox.LoadMessages(), *asked, *wallet, *looks)
