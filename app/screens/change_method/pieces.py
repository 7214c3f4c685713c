"""Pieces several screens of the change journey share: a refusal at its question, the time line, side effects, links."""
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlsplit

import flet as ft

from app.domain.change import ChangePlan, Warning
from app.domain.refusal import Failure
from app.screens.change_method import wording
from app.screens.change_method.earned import policy_of
from app.state.app_state import AppState, Event
from app.state.change_method.flow import QUESTION_OF_REFUSAL, Change, NextPressed, Problem
from app.state.place import Place
from app.ui import format as words
from app.ui import kit, tokens
from app.ui.strings import change_method as say
from app.ui.tokens import Icon, Type

Send: TypeAlias = Callable[[Event], None]

GOOD_TO_KNOW = frozenset({Warning.DAY_CHANGES, Warning.COMPLETE_IN_APP})
LOOPBACK = ("127.0.0.1", "localhost")
OUTCOME = {
    "ok": (Icon.CHOSEN, ft.Colors.PRIMARY),
    "warn": (Icon.WAITING, ft.Colors.TERTIARY),
    "error": (Icon.ERROR, ft.Colors.ERROR),
}


def question_page(place: Place, body: list[ft.Control], now: AppState, send: Send, *, busy: bool = False) -> ft.View:
    """One question of the form: what the carrier refused here, the question, and 다음."""
    following = kit.filled_button(say.CHECKING if busy else say.NEXT, lambda: send(NextPressed(place)), busy=busy, key=say.NEXT)
    return kit.screen(place, say.TITLE, [*refused_here(now), *body], send, action=following, now=now)


def problem_among(now: AppState, *kinds: Problem) -> str | None:
    """The sentence to say at a field, once 다음 was pressed here."""
    shown = now.change.shown_problems(now.place, now.now.date())
    return next((say.PROBLEM[kind] for kind in kinds if kind in shown), None)


def wrong(problem: str | None) -> list[ft.Control]:
    """What is wrong with a choice, where there is no field to say it."""
    return [kit.notice(problem, tone="error")] if problem else []


def refused_here(now: AppState) -> list[ft.Control]:
    """What the carrier said to what was sent, at the question it belongs to."""
    failure = now.change.refused
    if failure is None or QUESTION_OF_REFUSAL.get(failure.refusal, now.place) is not now.place:
        return []
    return [refusal_notice(now.change, failure)]


def refusal_notice(change: Change, failure: Failure) -> ft.Control:
    return said(wording.refused(policy_of(change), failure), "error")


def said(what: say.Said, tone: str = "info") -> ft.Control:
    return kit.notice(what.text, tone=tone, title=what.title)


def plan_timeline(change: Change, plan: ChangePlan) -> ft.Control:
    this_year = change.opened_at.year if change.opened_at else plan.effective.year
    return kit.card(kit.timeline([
        (words.day(moment.date) if moment.date.year == this_year else words.full_day(moment.date), moment.what, moment.why)
        for moment in wording.moments(change, plan)
    ]))


def side_effects(change: Change, plan: ChangePlan, *, said_already: frozenset[Warning] = frozenset()) -> list[ft.Control]:
    """What the plan warns of, and nothing else."""
    return [
        said(wording.warning(change, plan, each), "info" if each in GOOD_TO_KNOW else "warn")
        for each in plan.warnings
        if each not in said_already
    ]


def pill(label: str, chosen: bool, on_press: Callable[[], None]) -> ft.Control:
    """One of a few short words, side by side."""
    edge = ft.BorderSide(2, ft.Colors.PRIMARY) if chosen else ft.BorderSide(1, ft.Colors.OUTLINE)
    ground = ft.Colors.PRIMARY_CONTAINER if chosen else ft.Colors.SURFACE_CONTAINER
    padding = ft.Padding.symmetric(vertical=tokens.M - edge.width, horizontal=tokens.XL - edge.width)
    shape = ft.Container(
        kit.text(label, color=ft.Colors.ON_PRIMARY_CONTAINER if chosen else None), key=label, ink=True, padding=padding,
        bgcolor=ground, border=ft.Border(edge, edge, edge, edge), border_radius=tokens.XXL, on_click=lambda _: on_press(),
    )
    return ft.Semantics(content=shape, checked=chosen, container=True)


def headline(what: say.Said, tone: str) -> ft.Control:
    """The outcome of the whole journey, first thing on the last page."""
    icon, colour = OUTCOME[tone]
    picture = ft.Row([ft.Icon(icon, size=tokens.PRIMARY_TARGET, color=colour)])
    return ft.Semantics(content=kit.stack(picture, kit.question(what.title, what.text), spacing=tokens.L), live_region=True, container=True)


def steps(texts: tuple[str, ...]) -> ft.Control:
    """What to do, in order."""
    return kit.card(*(
        ft.Row(
            [kit.text(f"{number}", Type.HEADING, color=ft.Colors.PRIMARY), kit.text(text, expand=True)],
            spacing=tokens.M, vertical_alignment=ft.CrossAxisAlignment.START,
        )
        for number, text in enumerate(texts, start=1)
    ))


def outside(label: str, url: str) -> list[ft.Control]:
    """A filled button to a page of somebody else's; nothing when the address is none a browser should be sent to (S25)."""
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return [kit.link_button(label, url, filled=True, icon=Icon.OPEN_OUTSIDE)] if safe else []
