"""Keeps Flet 1.0.5 from mixing up sessions, dying of one failed drawing, or showing a traceback. Re-test on upgrade."""
import asyncio
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary, WeakSet

import flet as ft
from flet.components.component import Component
from flet.messaging.connection import Connection
from flet.messaging.session import Session

from app import flet_diff
from app.ui.strings import system

log = logging.getLogger(__name__)

P = ParamSpec("P")
Drawn = TypeVar("Drawn")

_SCHEDULER = "_Session__updates_task"
_installed = False
_missed: WeakKeyDictionary[Session, WeakSet[Component]] = WeakKeyDictionary()


def install(tell: Callable[[ft.Page], None] | None = None) -> None:
    """Mends Flet for this process; a second call only changes who is told.

    `tell(page)` shows a person that something broke; without it a snack bar does, or a page of its own when the
    app never got to draw. Nothing of the error itself leaves the server: it goes to the log.
    """
    global _installed
    _Told.by = staticmethod(tell or _say_so)
    if _installed:
        return
    _installed = True
    _send_changes_to_their_own_page()
    _draw_what_was_missed()
    _outlive_a_failed_drawing()
    flet_diff.install()
    Session.error = _report  # type: ignore[method-assign, assignment]


def boundary(fallback: Callable[[], Any]) -> Callable[[Callable[P, Drawn]], Callable[P, Drawn | Any]]:
    """For a function that draws: when it raises, log it and draw `fallback()` instead."""

    def guard(draw: Callable[P, Drawn]) -> Callable[P, Drawn | Any]:
        @wraps(draw)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Drawn | Any:
            try:
                return draw(*args, **kwargs)
            except Exception:
                log.exception("%s could not be drawn", draw.__name__)
                return fallback()

        return guarded

    return guard


class _Told:
    by: Callable[[ft.Page], None]


def _say_so(page: ft.Page) -> None:
    if page.session.components_mode:
        page.show_dialog(ft.SnackBar(ft.Text(system.SOMETHING_BROKE)))
    else:
        page.views = [ft.View(route="/", controls=[ft.SafeArea(ft.Text(system.COULD_NOT_START, size=18))])]
        page.update()


def _report(session: Session, message: str) -> None:
    """Instead of ending the app and sending its traceback to the client (findings B and F, S37)."""
    log.error("in session %s: %s", session.id[:4], message)
    if session.connection is None:
        return
    try:
        _Told.by(session.page)
    except Exception:
        log.exception("the person could not be told")


def _send_changes_to_their_own_page() -> None:
    """Flet sends a component's change to whichever page the caller works for: another person's screen (finding A)."""

    def schedule_update(self: Component) -> None:
        if not self._state.mounted or self._stale:
            return
        self._state.is_dirty = True
        session = self.page.session
        if session.connection is None:
            _missed.setdefault(session, WeakSet()).add(self)
        else:
            session.connection.loop.call_soon_threadsafe(session.schedule_update, self)

    Component._schedule_update = schedule_update  # type: ignore[method-assign]


def _draw_what_was_missed() -> None:
    """Flet drops changes made while a person is away and sends the old screen when they come back."""
    attach = Session.attach_connection

    def attach_and_draw(self: Session, connection: Connection) -> None:
        attach(self, connection)
        for component in _missed.pop(self, ()):
            self.schedule_update(component)

    Session.attach_connection = attach_and_draw  # type: ignore[method-assign, assignment]


def _outlive_a_failed_drawing() -> None:
    """One exception while drawing ends Flet's update task for good; start another (finding B)."""
    start = Session.start_updates_scheduler

    def start_and_restart(self: Session) -> None:
        start(self)  # type: ignore[no-untyped-call]
        task: asyncio.Task[None] = getattr(self, _SCHEDULER)

        def ended(finished: asyncio.Task[None]) -> None:
            if finished.cancelled() or (error := finished.exception()) is None:
                return
            log.error("a drawing failed", exc_info=error)
            self.error("the update task ended")
            start_and_restart(self)

        task.add_done_callback(ended)

    Session.start_updates_scheduler = start_and_restart  # type: ignore[method-assign]
