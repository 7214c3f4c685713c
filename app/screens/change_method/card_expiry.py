"""카드 유효기간: four digits, and what happens when the card runs out."""
import calendar

import flet as ft

from app.domain.card import CardProblem, expiry_of, expiry_problem
from app.screens.change_method.pieces import Send, problem_among, question_page
from app.state.app_state import AppState
from app.state.change_method.flow import Change, FormTyped, NextPressed
from app.state.place import Place
from app.ui import kit
from app.ui.strings import change_method as say


def card_expiry_screen(now: AppState, send: Send) -> ft.View:
    typed = now.change.card_expiry
    month = expiry_of(typed)
    reads = (
        say.CARD_GOOD_UNTIL.format(date=say.FULL_DAY.format(year=month[0], month=month[1], day=calendar.monthrange(*month)[1]))
        if month and expiry_problem(typed, now.now.date()) is None
        else say.CARD_EXPIRY_HINT
    )
    body = [
        kit.question(say.CARD_EXPIRY_QUESTION),
        kit.text_field(
            say.CARD_EXPIRY,
            typed,
            lambda text: send(FormTyped("card_expiry", text)),
            problem=problem_among(now, CardProblem.EXPIRY_SHORT, CardProblem.EXPIRY_MONTH, CardProblem.EXPIRED),
            hint=reads,
            digits=True,
            secret=True,
            max_length=5,
            autofill=ft.AutofillHint.CREDIT_CARD_EXPIRATION_DATE,
            autofocus=True,
            on_done=lambda: send(NextPressed(Place.CARD_EXPIRY)),
        ),
        *_stops(now.change),
    ]
    return question_page(Place.CARD_EXPIRY, body, now, send)


def _stops(change: Change) -> list[ft.Control]:
    """R17, R18: a card that ran out stops the debit, except with some issuers."""
    rules = change.rules
    if rules is None or not rules.expiry_stops_debit or change.issuer in rules.expiry_exempt_issuers:
        return []
    return [kit.notice(say.EXPIRY_STOPS.text, title=say.EXPIRY_STOPS.title)]
