"""Which screen belongs to which place."""
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import flet as ft

from app.screens.alerts import alerts_screen
from app.screens.change_method.account import account_screen
from app.screens.change_method.bank import bank_screen
from app.screens.change_method.card_expiry import card_expiry_screen
from app.screens.change_method.card_issuer import card_issuer_screen
from app.screens.change_method.card_number import card_number_screen
from app.screens.change_method.code import code_screen
from app.screens.change_method.confirm import confirm_screen
from app.screens.change_method.consent import consent_screen
from app.screens.change_method.done import done_screen
from app.screens.change_method.identity import identity_screen
from app.screens.change_method.notice import notice_screen
from app.screens.change_method.payer import payer_screen
from app.screens.change_method.provider import provider_screen
from app.screens.help import help_screen
from app.screens.home import home_screen
from app.screens.lost import lost_screen
from app.screens.method import method_screen
from app.state.app_state import AppState, Event
from app.state.place import Place

Send: TypeAlias = Callable[[Event], None]
Screen: TypeAlias = Callable[[AppState, Send], ft.View]


def director_screen(now: AppState, send: Send) -> ft.View:
    """Loaded when it is first drawn: in production nobody gets there, and it is not even read (S36)."""
    from app.screens.director.panel import panel

    return panel(now, send)


SCREENS: Mapping[Place, Screen] = MappingProxyType({
    Place.HOME: home_screen,
    Place.METHOD: method_screen,
    Place.NOTICE: notice_screen,
    Place.PAYER: payer_screen,
    Place.CARD_NUMBER: card_number_screen,
    Place.CARD_ISSUER: card_issuer_screen,
    Place.CARD_EXPIRY: card_expiry_screen,
    Place.BANK: bank_screen,
    Place.ACCOUNT: account_screen,
    Place.CONSENT: consent_screen,
    Place.CONFIRM: confirm_screen,
    Place.IDENTITY: identity_screen,
    Place.CODE: code_screen,
    Place.PROVIDER: provider_screen,
    Place.PAYER_IDENTITY: identity_screen,
    Place.PAYER_CODE: code_screen,
    Place.DONE: done_screen,
    Place.ALERTS: alerts_screen,
    Place.HELP: help_screen,
    Place.DIRECTOR: director_screen,
    Place.LOST: lost_screen,
})
