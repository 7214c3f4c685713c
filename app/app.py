"""Composition root: one person's store, the screen for their place, and the page they see it on."""
import logging
import uuid
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import Any, TypeAlias

import flet as ft

from app.loopback import Loopback
from app.options import RunOptions
from app.people import People, Person
from app.person_key import current_person
from app.screens.dialogs import dialog_for
from app.screens.frame import framed
from app.screens.lost import broken_screen
from app.screens.places import SCREENS
from app.state.account.flow import Started
from app.state.app_state import (
    AddressVisited,
    AppState,
    BackPressed,
    Effect,
    Event,
    Paused,
    Resumed,
    SomethingBroke,
    behind,
    update,
)
from app.state.clock import CarrierClock
from app.state.effects import Surroundings, must_finish, perform
from app.state.place import Place
from app.state.store import Clock, Store
from app.ui.hooks import use_store
from app.ui.theme import dress

log = logging.getLogger(__name__)

BENEATH = "/beneath"

AppStore: TypeAlias = Store[AppState, Event, Effect]


@ft.component
def App(store: AppStore) -> list[ft.View]:
    """The screen for where the person is, and the one behind it for the system's Back."""
    now = use_store(store)
    ft.use_dialog(_guarded_dialog(now, store.send))
    below = behind(now)
    beneath = [ft.View(route=BENEATH)] if below is not None else []
    return [*beneath, draw(now, store.send)]


def draw(now: AppState, send: Callable[[Event], None]) -> ft.View:
    """A screen that cannot be drawn shows a sentence and a way out (Flet 1.0.5 would freeze the app)."""
    try:
        return framed(SCREENS[now.place](now, send), now, send)
    except Exception:
        log.exception("%s could not be drawn", now.place)
        return broken_screen(now, send)


def _guarded_dialog(now: AppState, send: Callable[[Event], None]) -> ft.DialogControl | None:
    try:
        return dialog_for(now, send)
    except Exception:
        log.exception("the dialog of %s could not be drawn", now.place)
        return None


class AltteulApp:
    """What a Flet server or client runs for every page; call it with the page."""

    def __init__(self, options: RunOptions, people: People | None = None, clock_of: Callable[[Person], Clock] | None = None) -> None:
        self._options = options
        self.people = people or People(options)
        self._clock_of = clock_of or (lambda person: CarrierClock(person.carrier.server_now))
        self._loopback: Loopback | None = None

    def __call__(self, page: ft.Page) -> None:
        dress(page)
        person = self.people.join(current_person(), self._origin(page))
        store = self._store_for(person, page)
        self._listen(page, store, person)
        store.send(AddressVisited(page.route or "/"))
        store.send(Started())
        page.render_views(App, store)

    def _origin(self, page: ft.Page) -> str:
        """Where this person's browser reaches the pages of providers and wallets that the sandbox plays."""
        if self._options.public_url:
            return self._options.public_url
        if page.web:
            return page.url or ""
        if self._options.carrier_url or find_spec("uvicorn") is None:
            return ""
        self._loopback = self._loopback or Loopback(self.provider_asgi)
        return self._loopback.url

    def _store_for(self, person: Person, page: ft.Page) -> AppStore:
        clock = self._clock_of(person)
        around = Surroundings(
            carrier=person.carrier,
            store=person.store,
            journal=person.journal,
            clock=clock,
            go=partial(_go, page),
            peek_code=person.sandbox.last_code if person.sandbox else None,
            director=person.director,
        )
        return Store(
            AppState(now=clock.now(), demo=person.sandbox is not None),
            update,
            partial(perform, around=around),
            clock,
            broke=lambda error: SomethingBroke(uuid.uuid4().hex[:8]),
            must_finish=must_finish,
        )

    def _listen(self, page: ft.Page, store: AppStore, person: Person) -> None:
        leave_world = person.director.join(store) if person.director is not None else None

        def closed(_: ft.ControlEvent) -> None:
            store.close()
            if leave_world is not None:
                leave_world()
            self.people.leave(person)

        page.on_route_change = lambda e: store.send(AddressVisited(e.route))
        page.on_view_pop = lambda e: store.send(BackPressed())
        page.on_connect = lambda e: store.send(Resumed())
        page.on_disconnect = lambda e: store.send(Paused())
        page.on_app_lifecycle_state_change = lambda e: store.send(_lifecycle(e.state))
        page.on_close = closed

    async def provider_asgi(self, scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """The pages of identity providers and wallets that the embedded sandbox plays: /provider/<person>/provider/…"""
        handle, _, rest = scope["path"].removeprefix("/provider/").partition("/")
        sandbox = self.people.sandbox_of(handle)
        if sandbox is None or not rest.startswith("provider/"):
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        await sandbox.asgi({**scope, "path": f"/{rest}", "raw_path": f"/{rest}".encode()}, receive, send)


def _go(page: ft.Page, place: Place) -> None:
    if Place.at(page.route or "/") is not place:
        page.navigate(place.value)


def _lifecycle(state: ft.AppLifecycleState) -> Event:
    hidden = (ft.AppLifecycleState.HIDE, ft.AppLifecycleState.PAUSE, ft.AppLifecycleState.DETACH)
    return Paused() if state in hidden else Resumed()


def build(options: RunOptions) -> AltteulApp:
    return AltteulApp(options)
