"""Behind the scenes as arithmetic: what a link asks for, where one may go, what is left when another world begins."""
import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from app.domain.identity import IdentityMethod
from app.screens.change_method import sample_parts as parts
from app.screens.director.samples import QUIET
from app.screens.samples_home import MESSAGES
from app.state.account import flow as account
from app.state.app_state import AddressVisited, AppState, BackPressed, HeartBeatLater, PlacePressed, behind
from app.state.change_method.flow import GoTo
from app.state.director import flow as director
from app.state.director.flow import Jump, LinkProblem, Staging, Trouble
from app.state.inbox import flow as inbox
from app.state.inbox.flow import Inbox
from app.state.place import TABS, Place
from app.state.remote import Loaded, Loading, NotAsked
from app.state.store import Store
from tests.state.journey_parts import NOW, STARTED, TO_CONFIRM, walk

DEMO = replace(STARTED, demo=True)
BEHIND, _ = walk(PlacePressed(Place.DIRECTOR), start=DEMO)
LINK = "/director?scenario=overdue&clock=2026-11-12T09:00&go=/method"


# Links

@pytest.mark.parametrize(("route", "asked"), [
    ("/director", None),
    ("/director?color=red", None),
    ("/director?scenario=overdue", Staging("overdue")),
    ("/director?clock=2026-11-12", Staging(clock=datetime(2026, 11, 12, tzinfo=parts.KST))),
    ("/director?clock=2026-11-12T09:00+00:00", Staging(clock=datetime(2026, 11, 12, 18, tzinfo=parts.KST))),
    ("/director?clock=2026-11-12T09:00%2B09:00", Staging(clock=datetime(2026, 11, 12, 9, tzinfo=parts.KST))),
    (LINK, Staging("overdue", datetime(2026, 11, 12, 9, tzinfo=parts.KST), Place.METHOD)),
    ("/director?go=/nowhere", LinkProblem.NO_SUCH_PLACE),
    ("/director?clock=tomorrow", LinkProblem.NO_SUCH_TIME),
    ("/director?clock=", None),
], ids=str)
def test_a_link_says_which_world_and_which_screen(route, asked):
    assert director.link(route) == asked


def test_a_link_begins_its_world_once_however_often_the_browser_comes_back_to_it():
    state, effects = walk(AddressVisited(LINK), start=DEMO)
    assert director.BeginWorld(director.link(LINK)) in effects
    state, _ = walk(director.Staged(Place.METHOD), start=state)
    assert state.place is Place.METHOD
    state, effects = walk(AddressVisited(LINK), start=state)
    assert state.place is Place.METHOD and effects == (GoTo(Place.METHOD),), "a client that starts may tell its address twice"
    state, effects = walk(PlacePressed(Place.HOME), AddressVisited(LINK), start=state)
    assert state.place is Place.DIRECTOR and not [effect for effect in effects if isinstance(effect, director.BeginWorld)]
    _, effects = walk(AddressVisited("/director?scenario=happy"), start=state)
    assert director.BeginWorld(Staging("happy")) in effects


def test_a_link_into_a_flow_nobody_has_begun_lands_where_one_belongs():
    """S16: a link is no way round the steps."""
    state, _ = walk(director.Staged(Place.CONFIRM), start=BEHIND)
    assert state.place is Place.METHOD


@pytest.mark.parametrize("problem", LinkProblem)
def test_a_link_that_cannot_be_followed_stays_at_the_panel(problem):
    state, _ = walk(director.StagingRefused(problem), start=BEHIND)
    assert (state.place, state.director.problem) == (Place.DIRECTOR, problem)


# Nobody gets there in production

@pytest.mark.parametrize("event", [PlacePressed(Place.DIRECTOR), AddressVisited("/director"), AddressVisited(LINK)], ids=repr)
def test_without_a_demo_there_is_no_such_place(event):
    """S14, S36."""
    state, effects = walk(event, start=STARTED)
    assert state.place is Place.LOST
    assert not [effect for effect in effects if isinstance(effect, director.Effect)]


@pytest.mark.parametrize("event", [
    director.ScenarioChosen("happy"), director.ClockMoved(Jump.DAY), director.LinkVisited(LINK), director.Staged(Place.DIRECTOR),
    director.WorldReplaced(), director.WorldMoved(), director.StageSeen(QUIET),
], ids=repr)
def test_without_a_demo_nothing_behind_the_scenes_happens(event):
    """S36: not even an event that somehow came to be."""
    assert walk(event, start=STARTED) == (STARTED, ())


# There and back

def test_a_half_filled_form_waits_without_a_question():
    filled, _ = walk(*TO_CONFIRM, start=DEMO)
    state, effects = walk(PlacePressed(Place.DIRECTOR), start=filled)
    assert (state.place, state.leaving_to) == (Place.DIRECTOR, None)
    assert director.LookBehind() in effects
    back, _ = walk(BackPressed(), start=state)
    assert (back.place, back.change) == (Place.CONFIRM, filled.change)


@pytest.mark.parametrize("first", [Place.HELP, Place.DIRECTOR])
def test_help_and_panel_lead_back_without_going_round_in_a_circle(first):
    second = Place.DIRECTOR if first is Place.HELP else Place.HELP
    state, _ = walk(PlacePressed(first), PlacePressed(second), PlacePressed(first), PlacePressed(second), start=DEMO)
    seen = []
    while state.place in (Place.HELP, Place.DIRECTOR) and len(seen) < 5:
        state, _ = walk(BackPressed(), start=state)
        seen.append(state.place)
    assert seen[:-1] == [first] and seen[-1] in TABS


def test_the_systems_back_leads_where_the_panel_was_opened():
    assert behind(BEHIND) is Place.METHOD


# The world

def test_another_world_leaves_nothing_of_the_one_before():
    before = replace(BEHIND, inbox=Inbox(Loaded(MESSAGES), heads_up=MESSAGES[0]), demo_code="123456", trouble="b7d1f0a2")
    state, effects = walk(director.WorldReplaced(), start=before)
    assert (state.account.overview, state.inbox, state.change.begun) == (Loading(), Inbox(), None)
    assert (state.demo_code, state.trouble, state.director.stage) == ("", "", None)
    assert {type(effect) for effect in effects} == {account.ReadKept, inbox.ReadInbox, HeartBeatLater, director.LookBehind}
    assert state.demo


def test_another_world_ends_a_flow_of_the_one_before():
    state, _ = walk(*TO_CONFIRM, start=DEMO)
    state, effects = walk(director.WorldReplaced(), start=state)
    assert state.place is Place.HOME and not state.change.has_answers
    assert director.LookBehind() not in effects


@pytest.mark.parametrize("refreshing", [False, True])
def test_a_world_that_moved_is_asked_about_at_once(refreshing):
    start = replace(BEHIND, account=replace(BEHIND.account, refreshing=refreshing))
    state, effects = walk(director.WorldMoved(), start=start)
    assert {account.LoadOverview(), inbox.LoadMessages(), director.LookBehind()} <= set(effects)
    assert state.account.refreshing


def test_the_panel_looks_again_when_the_carrier_has_answered():
    _, effects = walk(inbox.MessagesAnswered(Loaded(MESSAGES)), start=BEHIND)
    assert effects[-1] == director.LookBehind()
    _, effects = walk(inbox.MessagesAnswered(Loaded(MESSAGES)), start=DEMO)
    assert director.LookBehind() not in effects


def test_a_trouble_is_turned_on_and_off():
    state, _ = walk(director.StageSeen(QUIET), start=BEHIND)
    _, effects = walk(director.TroubleToggled(Trouble.SLOW), start=state)
    assert effects == (director.SetTrouble(Trouble.SLOW, on=True),)
    slow, _ = walk(director.StageSeen(replace(QUIET, troubles=frozenset({Trouble.SLOW}))), start=state)
    _, effects = walk(director.TroubleToggled(Trouble.SLOW), start=slow)
    assert effects == (director.SetTrouble(Trouble.SLOW, on=False),)


def test_a_code_in_the_outbox_is_not_shown_by_repr():
    """S01."""
    assert "123456" not in repr(director.SentCode("010-****-5678", "123456"))


def test_only_a_step_outside_is_a_step():
    """An SMS check needs nobody outside."""
    step = director.OutsideStep("check-1", IdentityMethod.IPIN)
    _, effects = walk(director.StepCompleted(step, accepted=False), start=BEHIND)
    assert effects == (director.CompleteStep(step, accepted=False),)


@pytest.mark.anyio
async def test_answers_of_a_world_that_is_no_more_are_never_heard():
    """Whatever is under way when another world begins is dropped, but for the effect that begins it."""
    arrived = asyncio.Event()

    class StillClock:
        def now(self) -> datetime:
            return NOW

        async def sleep(self, seconds: float) -> None: ...

    async def perform(effect):
        if effect == "load":
            await arrived.wait()
            return "old answer"
        store.abandon()
        return "begun"

    def update(state, event, at):
        return (*state, event), {"load": ("load",), "begin": ("begin",)}.get(event, ())

    store = Store((), update, perform, StillClock(), broke=repr, must_finish=lambda effect: True)
    store.send("load")
    await asyncio.sleep(0)
    store.send("begin")
    await store.settled()
    arrived.set()
    await store.settled()
    assert store.state == ("load", "begin", "begun")


def test_a_demo_that_has_not_looked_yet_takes_no_toggle():
    assert isinstance(AppState(now=NOW).account.overview, NotAsked)
    _, effects = walk(director.TroubleToggled(Trouble.SLOW), start=BEHIND)
    assert effects == ()
