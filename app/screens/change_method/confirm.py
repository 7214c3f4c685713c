"""변경정보 확인: before and after, the dates, and one button that says what it does (R53)."""
import flet as ft

from app.domain.change import ChangePlan, Warning
from app.domain.refusal import Failure, Refusal
from app.screens.change_method import wording
from app.screens.change_method.comparison import Difference, differences
from app.screens.change_method.earned import preview_of
from app.screens.change_method.pieces import Send, plan_timeline, refusal_notice, refused_here, side_effects
from app.state.app_state import AppState, PlacePressed
from app.state.change_method.flow import Change, ConfirmPressed, EditPressed
from app.state.place import Place
from app.state.remote import Failed
from app.ui import format as words
from app.ui import kit, tokens
from app.ui.strings import change_method as say
from app.ui.tokens import Type

SAID_IN_A_ROW = frozenset({Warning.DAY_CHANGES})


def confirm_screen(now: AppState, send: Send) -> ft.View:
    change = now.change
    plan = preview_of(change)
    body = [
        *_trouble(now, plan),
        kit.question(say.CONFIRM_QUESTION, say.CONFIRM_HINT),
        kit.card(*(_row(each, send) for each in differences(change)), spacing=tokens.L),
        kit.section(say.WHEN),
        plan_timeline(change, plan),
        *side_effects(change, plan, said_already=SAID_IN_A_ROW),
        kit.notice(say.CANCEL_UNTIL.format(date=words.moment(plan.cancellable_until))),
    ]
    return kit.screen(Place.CONFIRM, say.CONFIRM_TITLE, body, send, action=_action(change, plan, send), now=now)


def _trouble(now: AppState, plan: ChangePlan) -> list[ft.Control]:
    change = now.change
    if isinstance(change.application, Failed) and change.refused is None:
        return [refusal_notice(change, change.application.failure)]
    if not plan.window_open and plan.next_opening is not None:
        return [refusal_notice(change, Failure(Refusal.OUTSIDE_SERVICE_HOURS, next_opening=plan.next_opening))]
    return refused_here(now)


def _row(row: Difference, send: Send) -> ft.Control:
    before = [kit.quiet(row.before)] if row.before else []
    after = kit.text(row.after if not before else say.BECOMES.format(after=row.after), Type.HEADING)
    values = ft.Semantics(
        content=kit.stack(kit.quiet(row.what, Type.CAPTION), *before, after, spacing=2),
        label=say.ROW_READ.format(what=row.what, before=row.before, after=row.after) if before else say.ROW_READ_NEW.format(what=row.what, after=row.after),
        exclude_semantics=True, container=True, expand=True,
    )
    return ft.Row([values, *_edit(row, send)], vertical_alignment=ft.CrossAxisAlignment.CENTER)


def _edit(row: Difference, send: Send) -> list[ft.Control]:
    question = row.question
    if question is None:
        return []
    name = say.EDIT_NAMED.format(what=row.what)
    return [ft.TextButton(ft.Text(say.EDIT, semantics_label=name), key=name, on_click=lambda _: send(EditPressed(question)))]


def _action(change: Change, plan: ChangePlan, send: Send) -> ft.Control:
    if not plan.window_open:
        return kit.tonal_button(say.CHOOSE_OTHER_KIND, lambda: send(PlacePressed(Place.NOTICE)))
    label = say.CHANGE_TO.format(method=wording.new_name(change))
    return kit.filled_button(label, lambda: send(ConfirmPressed()), busy=change.is_applying)
