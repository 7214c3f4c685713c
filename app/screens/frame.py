"""What lies over every screen: a new message, trouble in the app itself, and in a demo the code a phone would have got."""
from collections.abc import Callable

import flet as ft

from app.state.app_state import AppState, Event, TroubleDismissed
from app.state.place import Place
from app.ui import kit
from app.ui.strings import common as words

CODE_PLACES = (Place.CODE, Place.PAYER_CODE)


def framed(view: ft.View, now: AppState, send: Callable[[Event], None]) -> ft.View:
    """The same view with the bands that apply now above its content."""
    bands: list[ft.Control] = []
    if now.trouble:
        bands.append(kit.band(words.TROUBLE.format(reference=now.trouble), words.CLOSE, lambda: send(TroubleDismissed()), tone="error"))
    if now.inbox.heads_up is not None:
        bands.append(kit.heads_up(now.inbox.heads_up, send))
    if now.demo and now.demo_code and now.place in CODE_PLACES:
        bands.append(kit.band(words.DEMO_CODE.format(code=now.demo_code), None, None, tone="info"))
    view.controls = [*bands, *view.controls]
    return view
