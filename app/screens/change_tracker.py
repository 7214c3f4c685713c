"""A change on its way, step by step: 신청, 본인확인, 접수, 반영예정, 적용; with 취소 while there is time."""

import flet as ft

from app.domain.change import ChangeState, MethodChange
from app.domain.payment_method import MethodKind
from app.domain.refusal import Delivery
from app.screens.account_pieces import Send, name_of
from app.state.account.flow import Account, CancelPressed, Overview, RefreshPressed
from app.state.app_state import AppState
from app.state.remote import Failed, Loaded, Loading
from app.ui import format as words
from app.ui import kit
from app.ui.strings import change_method, refusals
from app.ui.strings import method as say
from app.ui.tokens import Type

REACHED = {  # how many steps lie behind, the one in hand included
    ChangeState.UNKNOWN: 2,
    ChangeState.PENDING_EXTERNAL_APP: 2,
    ChangeState.ACKNOWLEDGED: 3,
    ChangeState.SCHEDULED: 4,
    ChangeState.APPLIED: 5,
}


def change_tracker(now: AppState, change: MethodChange, send: Send) -> ft.Control:
    waits = change.state is ChangeState.PENDING_EXTERNAL_APP
    return kit.card(
        ft.Semantics(content=kit.text(say.CHANGE_TITLE, Type.TITLE), heading_level=2),
        kit.text(say.FROM_TO.format(before=name_of(change.from_method), after=name_of(change.to_method)), Type.BODY),
        kit.text(_state_line(change), Type.HEADING, color=ft.Colors.PRIMARY),
        kit.timeline(_steps(change), reached=REACHED.get(change.state, 1)),
        *(_wallet(now, change, send) if waits else []),
        *_cancel(now, change, send),
    )


def what_became_of_the_cancel(account: Account, overview: Overview) -> list[ft.Control]:
    match account.cancelling:
        case Loaded(change) if change.state is ChangeState.CANCELLED:
            return [kit.notice(say.CANCELLED_DETAIL.format(method=name_of(overview.method)), "ok", say.CANCELLED)]
        case Failed(failure) if not (failure.delivery is Delivery.AMBIGUOUS and account.unconfirmed):
            said = refusals.cancelling(failure.refusal)
            return [kit.notice(f"{said.meaning} {said.next}", "error", said.happened)]
        case _:
            return []


def _state_line(change: MethodChange) -> str:
    app = change_method.WALLET_APP.get(change.to_method.kind, name_of(change.to_method))
    return say.STATE_LINE[change.state].format(app=app, day=words.day(change.effective))


def _steps(change: MethodChange) -> tuple[tuple[str, str, str], ...]:
    app = change_method.WALLET_APP.get(change.to_method.kind, "")
    waits = change.state is ChangeState.PENDING_EXTERNAL_APP
    return (
        (words.moment(change.requested_at), say.STEP_REQUESTED, ""),
        ("", say.STEP_PROVEN, ""),
        ("", say.STEP_ACCEPTED, say.IN_WALLET.format(app=app) if waits else say.RECEIPT.format(receipt=change.receipt)),
        (words.day(change.effective), say.STEP_SCHEDULED, ""),
        ("", say.STEP_APPLIED, say.FIRST_CHARGE.format(day=words.day(change.first_charge))),
    )


def _wallet(now: AppState, change: MethodChange, send: Send) -> list[ft.Control]:
    """R9, R12: the wallet's own app has the last word."""
    wallet = change_method.KIND.get(change.to_method.kind, change_method.KIND[MethodKind.OTHER])
    opening = kit.link_button(say.OPEN_WALLET.format(wallet=wallet), change.external_app_url, filled=True) if change.external_app_url else None
    done = kit.tonal_button(say.WALLET_DONE, lambda: send(RefreshPressed()), busy=now.account.refreshing)
    return [*([opening] if opening else []), done]


def _cancel(now: AppState, change: MethodChange, send: Send) -> list[ft.Control]:
    if isinstance(now.account.cancelling, Loading):
        return [kit.tonal_button(say.CANCELLING, lambda: None, busy=True, key=say.CANCEL)]
    if now.account.unconfirmed:
        return []
    if now.now > change.cancellable_until:
        return [kit.quiet(say.CANCEL_OVER)]
    return [
        kit.quiet(say.CANCEL_UNTIL.format(moment=words.moment(change.cancellable_until))),
        kit.tonal_button(say.CANCEL, lambda: send(CancelPressed())),
    ]
