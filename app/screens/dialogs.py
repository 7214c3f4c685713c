"""The question that lies over the screen, if there is one: call off a change? leave the form?"""

import flet as ft

from app.screens.account_pieces import Send, name_of
from app.state.account.flow import CancelConfirmed, CancelDismissed
from app.state.app_state import AppState, Event
from app.state.change_method.flow import LeaveConfirmed, LeaveDismissed
from app.ui import kit
from app.ui.strings import change_method
from app.ui.strings import method as say


def dialog_for(now: AppState, send: Send) -> ft.DialogControl | None:
    if now.leaving_to is not None:
        leave = change_method.LEAVE
        return _asks(
            leave.title,
            leave.text,
            (change_method.LEAVE_GO, LeaveConfirmed()),
            (change_method.LEAVE_STAY, LeaveDismissed()),
            send,
        )
    overview = now.overview
    if now.account.asking_to_cancel and overview is not None:
        detail = say.ASK_CANCEL_DETAIL.format(method=name_of(overview.method))
        return _asks(
            say.ASK_CANCEL,
            detail,
            (say.ASK_CANCEL_YES, CancelConfirmed()),
            (say.ASK_CANCEL_NO, CancelDismissed()),
            send,
        )
    return None


def _asks(title: str, detail: str, does: tuple[str, Event], stays: tuple[str, Event], send: Send) -> ft.AlertDialog:
    """The way back is the button that stands out: what is lost by a slip is worth a second look."""
    return ft.AlertDialog(
        title=kit.text(title, kit.Type.TITLE),
        content=kit.text(detail),
        modal=True,
        semantics_label=title,
        scrollable=True,
        actions=[
            kit.text_button(does[0], lambda: send(does[1])),
            kit.filled_button(stays[0], lambda: send(stays[1])),
        ],
        on_dismiss=lambda _: send(stays[1]),
    )
