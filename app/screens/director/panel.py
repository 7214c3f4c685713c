"""연출판: what happens around the app, for who presents or tests it. In a demo only (S14, S36)."""
from itertools import chain, repeat

import flet as ft

from app.screens.account_pieces import Send, skeleton
from app.state.app_state import AppState
from app.state.director.flow import (
    ClockMoved,
    Director,
    Jump,
    OutsideStep,
    Request,
    ScenarioChosen,
    ScenarioListToggled,
    SentCode,
    Stage,
    StepCompleted,
    Trouble,
    TroubleToggled,
)
from app.state.place import Place
from app.ui import format as words
from app.ui import kit, tokens
from app.ui.strings import director as say
from app.ui.tokens import Type

FAILED = 400  # the first HTTP status that is no success


def panel(now: AppState, send: Send) -> ft.View:
    stage, problem = now.director.stage, now.director.problem
    body: list[ft.Control] = [
        *([kit.notice(say.LINK_PROBLEM[problem], "warn", say.LINK)] if problem else []),
        kit.question(say.QUESTION, say.HINT),
        *(skeleton(say.LOADING) if stage is None else _loaded(now.director, stage, send)),
    ]
    return kit.screen(Place.DIRECTOR, say.TITLE, body, send, now=now)


def _loaded(director: Director, stage: Stage, send: Send) -> list[ft.Control]:
    return [
        kit.section(say.SCENARIO),
        *_scenario(director, stage, send),
        kit.section(say.CLOCK),
        _clock(stage, send),
        kit.section(say.TROUBLES),
        kit.quiet(say.TROUBLES_HINT),
        kit.stack(*(_trouble(trouble, trouble in stage.troubles, send) for trouble in Trouble), spacing=tokens.S),
        kit.section(say.OUTSIDE),
        *([_step(step, send) for step in stage.steps] or [kit.quiet(say.NOTHING_OUTSIDE)]),
        kit.section(say.OUTBOX),
        *(_code(code) for code in stage.codes),
        *([kit.letter(message, unread=False) for message in stage.messages] or [kit.quiet(say.NOTHING_SENT)]),
        kit.section(say.REQUESTS),
        _requests(stage.requests) if stage.requests else kit.quiet(say.NO_REQUESTS),
        ft.Container(height=tokens.XL),
    ]


def _scenario(director: Director, stage: Stage, send: Send) -> list[ft.Control]:
    playing = kit.card(
        kit.stack(kit.text(stage.title, Type.HEADING), kit.quiet(stage.scenario, Type.CAPTION)),
        kit.tonal_button(say.SCENARIO_KEEP if director.choosing else say.SCENARIO_CHANGE, lambda: send(ScenarioListToggled())),
        kit.text_button(say.SCENARIO_AGAIN, lambda: send(ScenarioChosen(stage.scenario))),
    )
    if not director.choosing:
        return [playing]
    offered = (kit.choice(one.title, one.name, one.name == stage.scenario, lambda name=one.name: send(ScenarioChosen(name))) for one in stage.scenarios)
    return [playing, kit.quiet(say.SCENARIO_HINT), kit.stack(*offered, spacing=tokens.S)]


def _clock(stage: Stage, send: Send) -> ft.Control:
    def jump(by: Jump, label: str = "") -> ft.Control:
        return kit.tonal_button(label or say.JUMP[by], lambda: send(ClockMoved(by)))

    def to(by: Jump, day: object, otherwise: str) -> ft.Control:
        return jump(by, say.JUMP[by].format(day=words.day(day))) if day else kit.quiet(otherwise)

    small = ft.Row([ft.Container(jump(by), expand=True) for by in (Jump.HOUR, Jump.DAY)], spacing=tokens.S)
    return kit.card(
        kit.stack(kit.quiet(say.CLOCK_NOW), kit.text(words.full_day(stage.now.date()), Type.HEADING), kit.text(words.clock(stage.now.time()), Type.AMOUNT)),
        small,
        to(Jump.NEXT_DUE, stage.next_due, say.NOTHING_DUE),
        to(Jump.NEXT_DEBIT, stage.next_debit, say.NO_DEBIT),
        *([kit.quiet(say.DAY_IS_OVER, Type.CAPTION)] if stage.next_due or stage.next_debit else []),
    )


def _trouble(trouble: Trouble, on: bool, send: Send) -> ft.Control:
    label, detail = say.TROUBLE[trouble]
    return kit.choice(label, detail, on, lambda: send(TroubleToggled(trouble)))


def _step(step: OutsideStep, send: Send) -> ft.Control:
    name = say.STEP[step.kind]
    return kit.card(
        kit.stack(kit.text(name, Type.HEADING), kit.quiet(say.STEP_WAITS)),
        kit.tonal_button(say.STEP_ACCEPT.format(step=name), lambda: send(StepCompleted(step, accepted=True))),
        kit.text_button(say.STEP_DECLINE.format(step=name), lambda: send(StepCompleted(step, accepted=False))),
    )


def _code(sent: SentCode) -> ft.Control:
    return kit.card(kit.fact(say.CODE.format(sent_to=sent.sent_to), kit.text(sent.code, Type.TITLE)), padding=tokens.L)


def _requests(requests: tuple[Request, ...]) -> ft.Control:
    lines = chain.from_iterable(zip(map(_request, requests), map(ft.Divider, repeat(1)), strict=False))
    return kit.card(*list(lines)[:-1], spacing=tokens.S, padding=tokens.L)


def _request(request: Request) -> ft.Control:
    failed = request.status is None or request.status >= FAILED
    status = kit.text(say.NO_ANSWER if request.status is None else str(request.status), Type.DETAIL, color=ft.Colors.ERROR if failed else ft.Colors.PRIMARY)
    row = ft.Row(
        [kit.text(request.operation or say.NO_OPERATION, Type.DETAIL, expand=True), status], spacing=tokens.M, vertical_alignment=ft.CrossAxisAlignment.START
    )
    named = say.CORRELATOR.format(correlator=request.correlator) if request.correlator else say.NO_CORRELATOR
    met = [say.FAULT.format(fault=request.fault)] if request.fault else []
    noted = " · ".join((f"{request.at:%H:%M:%S}", *met, named))
    return ft.Semantics(content=kit.stack(row, kit.quiet(noted, Type.CAPTION), spacing=0), container=True)
