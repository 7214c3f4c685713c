"""납입자 구분: the subscriber pays, or somebody else does."""
import flet as ft

from app.domain.payment_method import Payer, Relation
from app.screens.change_method.earned import overview_of, rules_of
from app.screens.change_method.pieces import Send, pill, problem_among, question_page, wrong
from app.state.app_state import AppState
from app.state.change_method.flow import FormProblem, FormTyped, PayerChosen, RelationChosen
from app.state.place import Place
from app.ui import kit, tokens
from app.ui.strings import change_method as say


def payer_screen(now: AppState, send: Send) -> ft.View:
    change = now.change
    body: list[ft.Control] = [
        kit.question(say.PAYER_QUESTION),
        *(_choice(payer, now, send) for payer in rules_of(change).payers),
    ]
    body += wrong(problem_among(now, FormProblem.PAYER))
    if change.payer is Payer.OTHER:
        body += _other_payer(now, send)
    return question_page(Place.PAYER, body, now, send)


def _choice(payer: Payer, now: AppState, send: Send) -> ft.Control:
    detail = say.PAYER_DETAIL[payer].format(holder=overview_of(now.change).line.masked_holder)
    return kit.choice(say.PAYER[payer], detail, now.change.payer is payer, lambda: send(PayerChosen(payer)))


def _relation(relation: Relation, now: AppState, send: Send) -> ft.Control:
    return pill(say.RELATION[relation], now.change.payer_relation is relation, lambda: send(RelationChosen(relation)))


def _other_payer(now: AppState, send: Send) -> list[ft.Control]:
    change = now.change
    return [
        kit.section(say.RELATION_TITLE),
        ft.Row([_relation(each, now, send) for each in Relation], wrap=True, spacing=tokens.S, run_spacing=tokens.S),
        *wrong(problem_among(now, FormProblem.PAYER_RELATION)),
        kit.text_field(
            say.PAYER_NAME,
            change.payer_name,
            lambda text: send(FormTyped("payer_name", text)),
            problem=problem_among(now, FormProblem.PAYER_NAME),
            max_length=40,
        ),
        kit.text_field(
            say.PAYER_PHONE,
            change.payer_phone,
            lambda text: send(FormTyped("payer_phone", text)),
            problem=problem_among(now, FormProblem.PAYER_PHONE),
            hint=say.PAYER_PHONE_HINT,
            digits=True,
            max_length=13,
        ),
    ]
