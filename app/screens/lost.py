"""An address that is none, and a screen that could not be drawn: a sentence and a way out."""

import flet as ft

from app.screens.account_pieces import Send
from app.state.app_state import AppState, PlacePressed
from app.state.place import Place
from app.ui import kit
from app.ui.strings import common
from app.ui.strings import help as help_words
from app.ui.strings import home as say
from app.ui.tokens import Icon


def lost_screen(now: AppState, send: Send) -> ft.View:
    body: list[ft.Control] = [kit.empty(Icon.INFO, say.NO_SUCH_PAGE, say.NO_SUCH_PAGE_DETAIL)]
    return kit.screen(Place.LOST, common.APP_NAME, body, send, action=_home(send), now=now)


def broken_screen(now: AppState, send: Send) -> ft.View:
    """Draws from nothing but words: what broke may be the state itself."""
    number = help_words.SHORT_NUMBER
    call = kit.link_button(help_words.CALL.format(number=number), f"tel:{number}", icon=Icon.CALL)
    body: list[ft.Control] = [kit.empty(Icon.ERROR, say.BROKEN, say.BROKEN_DETAIL)]
    return kit.screen(now.place, common.APP_NAME, body, send, action=[_home(send), call])


def _home(send: Send) -> ft.Control:
    return kit.filled_button(say.GO_HOME, lambda: send(PlacePressed(Place.HOME)))
