"""알림함: what the carrier wrote, newest day first, as it stands in a message app (R56, C17)."""

from itertools import groupby

import flet as ft

from app.domain.message import Message
from app.screens.account_pieces import Send, skeleton
from app.state.app_state import AppState
from app.state.place import Place
from app.state.remote import Failed, Loaded
from app.ui import format as words
from app.ui import kit
from app.ui.strings import alerts as say
from app.ui.strings import common, refusals
from app.ui.tokens import Icon

SHOWN = 30  # a long list costs everyone on the server memory; older messages are in the phone's own inbox


def alerts_screen(now: AppState, send: Send) -> ft.View:
    match now.inbox.messages:
        case Loaded(messages) if messages:
            body = [*_stale(now), *_thread(now, messages)]
        case Loaded():
            body = [*_stale(now), kit.empty(Icon.MESSAGES, say.EMPTY, say.EMPTY_DETAIL)]
        case Failed(failure):
            said = refusals.loading(failure.refusal)
            body = [kit.notice(f"{said.meaning} {said.next}", "error", said.happened)]
        case _:
            body = skeleton(say.LOADING)
    return kit.screen(Place.ALERTS, common.TAB[Place.ALERTS], body, send, tabs=True, now=now)


def _stale(now: AppState) -> list[ft.Control]:
    return [] if now.inbox.reachable else [kit.notice(say.STALE)]


def _thread(now: AppState, messages: tuple[Message, ...]) -> list[ft.Control]:
    shown = sorted(messages, key=lambda message: message.sent_at, reverse=True)[:SHOWN]
    rows: list[ft.Control] = []
    for day, of_day in groupby(shown, key=lambda message: message.sent_at.date()):
        age = (now.now.date() - day).days
        rows.append(kit.section({0: say.TODAY, 1: say.YESTERDAY}.get(age, words.day(day))))
        rows.extend(kit.letter(message, unread=message.id not in now.inbox.seen) for message in of_day)
    older = [kit.quiet(say.OLDER.format(count=SHOWN))] if len(messages) > SHOWN else []
    return [*rows, *older]
