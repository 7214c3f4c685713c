"""카드번호: typed as it comes, grouped for the eye below the field."""
import flet as ft

from app.domain.card import CardProblem, digits_of, grouped, issuer_by_bin
from app.domain.institutions import card_issuer
from app.screens.change_method.pieces import Send, problem_among, question_page
from app.state.app_state import AppState
from app.state.change_method.flow import FormTyped, NextPressed
from app.state.place import Place
from app.ui import kit, tokens
from app.ui.strings import change_method as say
from app.ui.tokens import Type


def card_number_screen(now: AppState, send: Send) -> ft.View:
    typed = digits_of(now.change.card_number)
    body: list[ft.Control] = [
        kit.question(say.CARD_NUMBER_QUESTION, say.CARD_NUMBER_HINT),
        kit.text_field(
            say.CARD_NUMBER,
            now.change.card_number,
            lambda text: send(FormTyped("card_number", text)),
            problem=problem_among(now, CardProblem.NUMBER_SHORT, CardProblem.NUMBER_WRONG),
            digits=True,
            secret=True,
            max_length=23,  # 16 digits, pasted with a separator between each four and some room
            autofill=ft.AutofillHint.CREDIT_CARD_NUMBER,
            autofocus=True,
            on_done=lambda: send(NextPressed(Place.CARD_NUMBER)),
        ),
    ]
    if typed:
        issuer = card_issuer(issuer_by_bin(typed) or "")
        read = kit.text(grouped(typed), Type.HEADING)
        body.append(kit.card(kit.fact(issuer.name if issuer else say.CARD_NUMBER_READ, read), padding=tokens.L))
    return question_page(Place.CARD_NUMBER, body, now, send)
