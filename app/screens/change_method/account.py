"""계좌번호."""
import flet as ft

from app.domain.bank_account import AccountProblem
from app.domain.institutions import bank
from app.screens.change_method.pieces import Send, problem_among, question_page
from app.state.app_state import AppState
from app.state.change_method.flow import FormTyped, NextPressed
from app.state.place import Place
from app.ui import kit
from app.ui.strings import change_method as say


def account_screen(now: AppState, send: Send) -> ft.View:
    chosen = bank(now.change.bank_code)
    body = [
        kit.question(say.ACCOUNT_QUESTION, say.ACCOUNT_HINT.format(bank=chosen.name if chosen else "")),
        kit.text_field(
            say.ACCOUNT,
            now.change.account_number,
            lambda text: send(FormTyped("account_number", text)),
            problem=problem_among(now, AccountProblem.NUMBER_LENGTH, AccountProblem.NUMBER_CHARACTERS, AccountProblem.PHONE_NUMBER),
            digits=True,
            secret=True,
            max_length=20,
            autofocus=True,
            on_done=lambda: send(NextPressed(Place.ACCOUNT)),
        ),
    ]
    return question_page(Place.ACCOUNT, body, now, send)
