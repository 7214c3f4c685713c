"""Pieces home and 납부방법 share: how old what is shown is, what is still open, and what the carrier refused."""
from collections.abc import Callable
from datetime import date
from typing import TypeAlias

import flet as ft

from app.domain.change import ChangeState, MethodChange
from app.domain.payment_method import MethodKind, PaymentMethod
from app.domain.refusal import Failure
from app.screens.change_method.wording import account_name
from app.state.account.flow import Account, OpenIntent, RefreshPressed
from app.state.app_state import AppState, Event
from app.ui import format as words
from app.ui import kit
from app.ui.strings import common, home, refusals

Send: TypeAlias = Callable[[Event], None]


def name_of(method: PaymentMethod) -> str:
    """국민은행 계좌, 신한카드, 카카오페이"""
    return account_name(method.kind, method.institution)


def number_of(method: PaymentMethod) -> str:
    return "" if method.kind.is_wallet or method.kind is MethodKind.OTHER else method.masked_number


def open_change(account: Account, change: MethodChange | None) -> MethodChange | None:
    """The change still on its way, if any."""
    return change if change is not None and (change.state.is_open or change.state is ChangeState.UNKNOWN) else None


def not_loaded(now: AppState, failure: Failure, send: Send) -> list[ft.Control]:
    """Nothing to show and nothing kept: why, what that means, and the way to try again."""
    said = refusals.loading(failure.refusal)
    return [
        kit.notice(f"{said.meaning} {said.next}", "error", said.happened),
        kit.filled_button(common.RETRY, lambda: send(RefreshPressed()), busy=now.account.refreshing),
    ]


def as_of(now: AppState, send: Send) -> list[ft.Control]:
    """How old what is shown is; a failed refresh says so and offers another."""
    account, overview = now.account, now.overview
    assert overview is not None
    if account.stale is None:
        return []
    said = refusals.loading(account.stale.refusal)
    detail = home.STALE_DETAIL.format(moment=words.as_of(overview.as_of), next=said.next)
    again = kit.tonal_button(common.RETRY, lambda: send(RefreshPressed()), busy=account.refreshing)
    return [kit.notice(detail, "warn", home.STALE, again)]


def still_open(account: Account) -> list[ft.Control]:
    """확인 중: sent, and nobody knows yet what became of it. And what never reached the carrier."""
    open_ones = [kit.notice(home.UNCONFIRMED_DETAIL.format(what=intent.description), "warn", _title(intent)) for intent in account.unconfirmed]
    lost = account.lost
    return open_ones if lost is None else [*open_ones, kit.notice(home.LOST_DETAIL.format(what=lost.description), "info", home.LOST)]


def _title(intent: OpenIntent) -> str:
    return home.UNCONFIRMED_CANCEL if intent.kind == "cancel_change" else home.UNCONFIRMED


def skeleton(said: str) -> list[ft.Control]:
    """The page's shape while it loads, and words that tell so: nobody waits at a silent wheel."""
    shape = [kit.blank(0.4), kit.blank(0.7, tall=True), kit.blank(1.0), kit.blank(0.8)]
    return [kit.busy(said), kit.card(*shape, spacing=16)]


def today(now: AppState) -> date:
    return now.now.date()
