"""완료: the receipt and what happens next; or what is still open, at the wallet or at the carrier (R56, R9, R12)."""
import flet as ft

from app.domain.change import ChangeState, MethodChange
from app.domain.refusal import Failure
from app.screens.change_method import wording
from app.screens.change_method.earned import policy_of
from app.screens.change_method.pieces import Send, headline, outside, steps
from app.state.app_state import AppState, PlacePressed
from app.state.change_method.flow import Change, CheckAgainPressed, FinishPressed
from app.state.place import Place
from app.state.remote import Failed, Loaded
from app.ui import format as words
from app.ui import kit, tokens
from app.ui.strings import change_method as say
from app.ui.tokens import Icon, Type

SETTLED = (ChangeState.SCHEDULED, ChangeState.APPLIED)
OVER = (ChangeState.REJECTED, ChangeState.CANCELLED, ChangeState.EXPIRED)


def done_screen(now: AppState, send: Send) -> ft.View:
    title = say.APPLIED_FOR_TITLE
    match now.change.application:
        case Loaded(change) if change.state is ChangeState.PENDING_EXTERNAL_APP:
            body, action = _waiting_for_wallet(now.change, change, send)
        case Loaded(change):
            title = say.DONE_TITLE if change.state in SETTLED else title
            body, action = _receipt(now.change, change, send), [kit.filled_button(say.OK, lambda: send(FinishPressed()))]
        case Failed(failure):
            body, action = _unconfirmed(now.change, failure, send)
        case _:
            raise ValueError("nothing was applied for")
    return kit.screen(Place.DONE, title, body, send, action=action, now=now)


def _said_of(now: Change, change: MethodChange) -> say.Said:
    new = change.to_method
    told, values = say.DONE_STATE[change.state], {
        "date": words.day(change.first_charge),
        "charge": wording.charged(new.kind, wording.account_name(new.kind, new.institution)),
        "kind": say.KIND[new.kind],
        "app": say.WALLET_APP.get(new.kind, ""),
        "call": wording.call_centre(policy_of(now)),
    }
    return say.Said(told.title.format(**values), told.text.format(**values))


def _receipt(now: Change, change: MethodChange, send: Send) -> list[ft.Control]:
    tone = "error" if change.state in OVER else "warn" if change.state is ChangeState.UNKNOWN else "ok"
    return [
        headline(_said_of(now, change), tone),
        kit.card(*_facts(change)),
        *(_what_next(change) if tone == "ok" else []),
        *_sms(change, send),
    ]


def _facts(change: MethodChange) -> list[ft.Control]:
    return [
        kit.fact(say.RECEIPT, change.receipt),
        kit.fact(say.REQUESTED_AT, words.moment(change.requested_at)),
        kit.fact(say.CHANGED_FROM, wording.method_line(change.from_method)),
        kit.fact(say.CHANGED_TO, wording.method_line(change.to_method)),
    ]


def _what_next(change: MethodChange) -> list[ft.Control]:
    new, old = change.to_method, change.from_method
    first = words.day(change.first_charge)
    keep = say.BALANCE.get(new.kind)
    last = change.last_on_old
    return [
        kit.section(say.WHAT_NEXT),
        kit.card(kit.timeline([
            *([(words.day(last), wording.charge_day(old.kind, wording.name_of(old), say.LAST_TIME), "")] if last else []),
            (words.day(change.effective), say.EFFECTIVE, _cancellable(change)),
            (first, wording.charge_day(new.kind, wording.name_of(new), say.FIRST_TIME), say.KEEP_BALANCE.format(what=keep) if keep else ""),
        ])),
    ]


def _cancellable(change: MethodChange) -> str:
    return say.CANCEL_UNTIL.format(date=words.moment(change.cancellable_until)) if change.state.is_open else ""


def _sms(change: MethodChange, send: Send) -> list[ft.Control]:
    if not change.notified_to:
        return []
    return [
        kit.notice(say.SMS_SENT.format(phone=change.notified_to), tone="ok"),
        kit.text_button(say.SEE_ALERTS, lambda: send(PlacePressed(Place.ALERTS))),
    ]


def _waiting_for_wallet(now: Change, change: MethodChange, send: Send) -> tuple[list[ft.Control], list[ft.Control]]:
    kind, old = say.KIND[change.to_method.kind], change.from_method
    body = [
        headline(_said_of(now, change), "warn"),
        steps(tuple(step.format(kind=kind) for step in say.WALLET_STEPS)),
        kit.notice(say.WALLET_UNTIL_THEN.format(charge=wording.charged(old.kind, wording.name_of(old)))),
        kit.card(*_facts(change)),
        *_sms(change, send),
    ]
    action = [
        *outside(say.WALLET_OPEN.format(kind=kind), change.external_app_url),
        kit.tonal_button(say.WALLET_CONFIRMED, lambda: send(CheckAgainPressed())),
    ]
    return body, action


def _unconfirmed(now: Change, failure: Failure, send: Send) -> tuple[list[ft.Control], list[ft.Control]]:
    call = wording.call_centre(policy_of(now))
    body = [
        headline(say.UNCONFIRMED, "warn"),
        kit.card(*(kit.stack(kit.text(each.title, Type.HEADING), kit.quiet(each.text)) for each in (say.UNCONFIRMED_KNOWN, say.UNCONFIRMED_DOING)), spacing=tokens.L),
        kit.notice(say.UNCONFIRMED_TODO.text.format(call=call), title=say.UNCONFIRMED_TODO.title, tone="warn"),
        *([kit.card(kit.fact(say.REFERENCE, failure.reference))] if failure.reference else []),
        kit.link_button(say.CALL.format(call=call), f"tel:{call}", icon=Icon.CALL),
    ]
    return body, [kit.filled_button(say.CHECK_AGAIN, lambda: send(CheckAgainPressed()))]
