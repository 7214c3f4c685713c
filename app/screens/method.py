"""납부방법: what is registered and when it is charged (R44), and a change on its way."""

from collections.abc import Sequence

import flet as ft

from app.domain.card import has_expired
from app.domain.change import Charge, ChargeKind
from app.domain.masking import mask_phone
from app.domain.payment_method import MethodKind
from app.screens.account_pieces import Send, as_of, name_of, not_loaded, number_of, skeleton, still_open
from app.screens.change_method.wording import shifted
from app.screens.change_tracker import change_tracker, what_became_of_the_cancel
from app.state.account.flow import Overview
from app.state.app_state import AppState
from app.state.change_method.flow import ChangeOpened
from app.state.place import Place
from app.state.remote import Failed, Loaded
from app.ui import format as words
from app.ui import kit, tokens
from app.ui.strings import change_method, common
from app.ui.strings import method as say
from app.ui.tokens import Type

EXPIRING_WITHIN_MONTHS = 2
CHARGE_NAME = {ChargeKind.FIRST: say.FIRST, ChargeKind.RETRY: say.RETRY, ChargeKind.MONTH_END: say.MONTH_END}


def method_screen(now: AppState, send: Send) -> ft.View:
    action: ft.Control | None = None
    match now.account.overview:
        case Loaded(overview):
            body = _loaded(now, overview, send)
            if not _is_changing(now, overview):
                action = kit.filled_button(say.CHANGE, lambda: send(ChangeOpened()))
        case Failed(failure):
            body = [*still_open(now.account), *not_loaded(now, failure, send)]
        case _:
            body = [*still_open(now.account), *skeleton(say.LOADING)]
    return kit.screen(Place.METHOD, common.TAB[Place.METHOD], body, send, action=action, tabs=True, now=now)


def _is_changing(now: AppState, overview: Overview) -> bool:
    return bool(now.account.unconfirmed) or (overview.change is not None and overview.change.state.is_open)


def _loaded(now: AppState, overview: Overview, send: Send) -> list[ft.Control]:
    changing = overview.change is not None and overview.change.state.is_open
    return [
        *as_of(now, overview, send),
        *still_open(now.account),
        *what_became_of_the_cancel(now.account, overview),
        *_expiry(now, overview),
        _registered(overview),
        *([kit.quiet(say.CHANGING)] if changing else []),
        *([change_tracker(now, overview.change, send)] if overview.change is not None and changing else []),
    ]


def _registered(overview: Overview) -> ft.Control:
    method = overview.method
    number = number_of(method)
    return kit.card(
        ft.Semantics(content=kit.text(name_of(method), Type.TITLE), heading_level=2),
        kit.fact(say.LINE, mask_phone(overview.line.msisdn)),
        kit.fact(say.KIND, change_method.KIND[method.kind]),
        *([kit.fact(say.INSTITUTION[method.kind], number)] if number else []),
        kit.fact(say.HOLDER, method.masked_holder),
        *([kit.fact(say.EXPIRES, say.EXPIRES_UNTIL.format(month=words.month(method.expires)))] if method.expires else []),
        ft.Divider(height=tokens.S),
        *_charges([charge for charge in overview.next_charges if not charge.on_new]),
    )


def _charges(charges: Sequence[Charge]) -> list[ft.Control]:
    if not charges:
        return [kit.fact(say.FIRST, say.NO_CHARGE)]
    rows: list[ft.Control] = []
    for charge in charges:
        rows.append(kit.fact(CHARGE_NAME[charge.kind], words.day(charge.date)))
        if charge.shift is not None:
            rows.append(kit.quiet(shifted(charge.shift), Type.CAPTION))
    return rows


def _expiry(now: AppState, overview: Overview) -> list[ft.Control]:
    """R17, R18: a card that runs out stops the debit, except with some issuers."""
    method, rules = overview.method, overview.policy.method(overview.method.kind)
    if method.kind is not MethodKind.CARD or method.expires is None or rules is None:
        return []
    stops = rules.expiry_stops_debit and method.institution_code not in rules.expiry_exempt_issuers
    if has_expired(method.expires, now.now.date()):
        if stops:
            return [kit.notice(say.EXPIRED_STOPPED_DETAIL, "error", say.EXPIRED_STOPPED)]
        return [kit.notice(say.EXPIRED_GOES_ON_DETAIL.format(institution=method.institution), "warn", say.EXPIRED_GOES_ON)]
    if _months_left(method.expires, now) > EXPIRING_WITHIN_MONTHS:
        return []
    title = say.EXPIRING.format(month=words.month(method.expires))
    return [kit.notice(say.EXPIRING_STOPS_DETAIL if stops else say.EXPIRING_DETAIL, "warn", title)]


def _months_left(expires: tuple[int, int], now: AppState) -> int:
    return (expires[0] - now.now.year) * 12 + expires[1] - now.now.month
