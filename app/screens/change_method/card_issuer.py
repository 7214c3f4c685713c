"""카드사: chosen from the list when the number does not tell."""
import flet as ft

from app.domain.card import CardProblem
from app.domain.institutions import Institution, card_issuer
from app.screens.change_method.earned import rules_of
from app.screens.change_method.pieces import Send, problem_among, question_page, wrong
from app.state.app_state import AppState
from app.state.change_method.flow import IssuerChosen
from app.state.place import Place
from app.ui import kit, tokens
from app.ui.strings import change_method as say


def card_issuer_screen(now: AppState, send: Send) -> ft.View:
    issuers = [issuer for code in rules_of(now.change).institutions if (issuer := card_issuer(code))]
    body = [
        kit.question(say.CARD_ISSUER_QUESTION, say.CARD_ISSUER_HINT),
        *wrong(problem_among(now, CardProblem.ISSUER)),
        kit.stack(*(_choice(each, now, send) for each in issuers), spacing=tokens.S),
    ]
    return question_page(Place.CARD_ISSUER, body, now, send)


def _choice(issuer: Institution, now: AppState, send: Send) -> ft.Control:
    return kit.choice(issuer.name, None, now.change.issuer == issuer.code, lambda: send(IssuerChosen(issuer.code)))
