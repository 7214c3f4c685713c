"""홈: how much, when and by what in one card; above it whatever needs attention first (R43)."""

import flet as ft

from app.domain.bill import Bill, Unpaid
from app.domain.change import ChangeState, Charge
from app.domain.masking import mask_phone
from app.domain.payment_method import PaymentMethod
from app.domain.policy import CarrierPolicy
from app.screens.account_pieces import Send, as_of, name_of, not_loaded, number_of, skeleton, still_open
from app.screens.change_method.wording import call_centre
from app.state.account.flow import Overview, RefreshPressed
from app.state.app_state import AppState, PlacePressed
from app.state.place import Place
from app.state.remote import Failed, Loaded
from app.ui import format as words
from app.ui import kit, tokens
from app.ui.strings import common
from app.ui.strings import home as say
from app.ui.tokens import Icon, Type


def home_screen(now: AppState, send: Send) -> ft.View:
    match now.account.overview:
        case Loaded(overview):
            body = _loaded(now, overview, send)
        case Failed(failure):
            body = [*still_open(now.account), *not_loaded(now, failure, send)]
        case _:
            body = [*still_open(now.account), *skeleton(say.LOADING)]
    return kit.screen(Place.HOME, common.APP_NAME, body, send, tabs=True, now=now)


def _loaded(now: AppState, overview: Overview, send: Send) -> list[ft.Control]:
    return [
        _line(overview),
        *as_of(now, overview, send),
        *still_open(now.account),
        *([_unpaid(overview.unpaid, overview.policy)] if overview.unpaid else []),
        *_change_strip(overview, send),
        _what_is_owed(now, overview, send),
        *([_freshness(now, overview, send)] if now.account.stale is None else []),
    ]


def _line(overview: Overview) -> ft.Control:
    return kit.quiet(f"{overview.line.carrier_name} · {mask_phone(overview.line.msisdn)}")


def _what_is_owed(now: AppState, overview: Overview, send: Send) -> ft.Control:
    method = _pays_next(overview)
    by = [kit.text(name_of(method), Type.HEADING), *([kit.quiet(number_of(method))] if number_of(method) else [])]
    return kit.card(
        *_how_much(now, overview.bill),
        ft.Divider(height=tokens.S),
        *_when(overview),
        kit.fact(say.BY, ft.Column(by, spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.END)),
        kit.filled_button(say.CHANGE_METHOD, lambda: send(PlacePressed(Place.METHOD))),
        spacing=tokens.M,
    )


def _how_much(now: AppState, bill: Bill | None) -> list[ft.Control]:
    if bill is None:
        return [kit.text(say.NO_BILL, Type.TITLE), kit.quiet(say.NO_BILL_DETAIL)]
    month, used = bill.billing_month[1], say.USED_IN.format(month=bill.usage_month[1])
    if bill.is_paid():
        return [_headed(say.PAID.format(month=month), bill.amount), kit.quiet(used)]
    if bill.is_overdue(now.now.date()):
        return [_headed(say.OVERDUE.format(month=month), bill.remaining, ft.Colors.ERROR), kit.quiet(used)]
    if bill.remaining != bill.amount:
        billed = kit.fact(say.BILLED, kit.amount(bill.amount, Type.BODY))
        return [_headed(say.LEFT_TO_PAY.format(month=month), bill.remaining), kit.quiet(used), billed]
    return [_headed(say.TO_PAY.format(month=month), bill.remaining), kit.quiet(used)]


def _headed(title: str, krw: int, colour: ft.ColorValue | None = None) -> ft.Control:
    heading = ft.Semantics(content=kit.text(title, Type.BODY, color=ft.Colors.ON_SURFACE_VARIANT), heading_level=2)
    return kit.stack(heading, kit.amount(krw, color=colour), spacing=0)


def _when(overview: Overview) -> list[ft.Control]:
    """The day money is taken for the bill shown, else the day it is due; another month's charge under its own name."""
    bill, charge = overview.bill, next(iter(overview.next_charges), None)
    if bill is not None and not bill.is_paid():
        if charge is not None and charge.billing_month == bill.billing_month:
            return [_on(words.day(charge.date))]
        due = _on(say.DUE.format(day=words.day(bill.due)))
        return [due, _of_another_month(charge) if charge is not None else kit.quiet(say.NO_CHARGE)]
    if charge is None:
        return [_on(say.NO_CHARGE)]
    return [_on(words.day(charge.date)) if bill is None else _of_another_month(charge)]


def _on(day: str) -> ft.Control:
    return kit.fact(say.WHEN, kit.text(day, Type.HEADING))


def _of_another_month(charge: Charge) -> ft.Control:
    return kit.fact(say.NEXT_CHARGE.format(month=charge.billing_month[1]), words.day(charge.date))


def _pays_next(overview: Overview) -> PaymentMethod:
    """The method of the charge to come, which a change on its way may have taken over."""
    if overview.change is not None and any(charge.on_new for charge in overview.next_charges[:1]):
        return overview.change.to_method
    return overview.method


def _unpaid(unpaid: Unpaid, policy: CarrierPolicy) -> ft.Control:
    """What is left of bills whose day has passed: how much, since when, what to do (R106-R108)."""
    oldest, call = words.day(unpaid.oldest_due), call_centre(policy)
    since = (say.UNPAID_SINCE if unpaid.bills == 1 else say.UNPAID_SINCE_MANY).format(day=oldest, bills=unpaid.bills)
    return kit.notice(
        f"{since}\n{say.UNPAID_PAY.format(call=call)}",
        "error",
        say.UNPAID.format(amount=words.won(unpaid.amount)),
        kit.text(say.UNPAID_NOTE, Type.CAPTION, color=ft.Colors.ON_ERROR_CONTAINER),
        kit.link_button(say.CALL.format(call=call), f"tel:{call}", icon=Icon.CALL, on_colour=True),
    )


def _change_strip(overview: Overview, send: Send) -> list[ft.Control]:
    change = overview.change
    if change is None or not change.state.is_open:
        return []
    name = name_of(change.to_method)
    waits = change.state is ChangeState.PENDING_EXTERNAL_APP
    detail = say.CHANGE_WAITS_FOR_WALLET.format(method=name) if waits else say.CHANGE_FROM.format(day=words.day(change.effective), method=name)
    return [kit.going_on(say.CHANGE_ON_ITS_WAY, detail, say.SEE_CHANGE, lambda: send(PlacePressed(Place.METHOD)))]


def _freshness(now: AppState, overview: Overview, send: Send) -> ft.Control:
    if now.account.refreshing:
        said: ft.Control = ft.Semantics(content=kit.quiet(say.REFRESHING, Type.CAPTION), live_region=True)
        return ft.Row([said], alignment=ft.MainAxisAlignment.END, height=tokens.TARGET)
    moment = kit.quiet(common.AS_OF.format(moment=words.as_of(overview.as_of)), Type.CAPTION)
    again = kit.icon_button(Icon.REFRESH, say.REFRESH, lambda: send(RefreshPressed()))
    return ft.Row([moment, again], alignment=ft.MainAxisAlignment.END, spacing=0)
