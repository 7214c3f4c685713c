"""Pieces home and 납부방법 share: how old what is shown is, what is still open, and what the carrier refused."""

from collections.abc import Callable
from typing import TypeAlias

import flet as ft

from app.domain.payment_method import MethodKind, PaymentMethod
from app.domain.refusal import Failure
from app.screens.change_method.wording import account_name
from app.state.account.flow import Account, OpenIntent, Overview, RefreshPressed
from app.state.app_state import AppState, Event
from app.ui import format as words
from app.ui import kit
from app.ui.strings import common, home, refusals

Send: TypeAlias = Callable[[Event], None]

CANCEL = "cancel_change"  # kind of an intent


def name_of(method: PaymentMethod) -> str:
    """국민은행 계좌, 신한카드, 카카오페이"""
    return account_name(method.kind, method.institution)


def number_of(method: PaymentMethod) -> str:
    return "" if method.kind.is_wallet or method.kind is MethodKind.OTHER else method.masked_number


def not_loaded(now: AppState, failure: Failure, send: Send) -> list[ft.Control]:
    """Nothing to show and nothing kept: why, what that means, and the way to try again."""
    said = refusals.loading(failure.refusal)
    return [
        kit.notice(f"{said.meaning} {said.next}", "error", said.happened),
        kit.filled_button(common.RETRY, lambda: send(RefreshPressed()), busy=now.account.refreshing),
    ]


def as_of(now: AppState, overview: Overview, send: Send) -> list[ft.Control]:
    """How old what is shown is; a failed refresh says so and offers another."""
    account = now.account
    if account.stale is None:
        return []
    said = refusals.loading(account.stale.refusal)
    detail = home.STALE_DETAIL.format(moment=words.as_of(overview.as_of), next=said.next)
    again = kit.tonal_button(common.RETRY, lambda: send(RefreshPressed()), busy=account.refreshing, on_colour=True)
    return [kit.notice(detail, "warn", home.STALE, again)]


def still_open(account: Account) -> list[ft.Control]:
    """확인 중: sent, and nobody knows yet what became of it. And what never reached the carrier."""
    notices = [_told(intent, _title(intent), home.UNCONFIRMED_DETAIL, "warn") for intent in account.unconfirmed]
    return [*notices, *([_told(account.lost, home.LOST, home.LOST_DETAIL, "info")] if account.lost else [])]


def _told(intent: OpenIntent, title: str, detail: str, tone: str) -> ft.Control:
    """A wallet has no number to tell, and a cancel is told by its receipt."""
    what = home.RECEIPT.format(receipt=intent.description) if intent.kind == CANCEL else intent.description
    return kit.notice("\n".join(filter(None, (what, detail))), tone, title)


def _title(intent: OpenIntent) -> str:
    return home.UNCONFIRMED_CANCEL if intent.kind == CANCEL else home.UNCONFIRMED


def skeleton(said: str) -> list[ft.Control]:
    """The page's shape while it loads, and words that tell so: nobody waits at a silent wheel."""
    shape = [kit.blank(0.4), kit.blank(0.7, tall=True), kit.blank(1.0), kit.blank(0.8)]
    return [kit.busy(said), kit.card(*shape, spacing=16)]
