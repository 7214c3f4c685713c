"""Every state each screen of the change journey can be in, as data; gallery, tests and goldens draw from here."""
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import flet as ft

from app.domain.change import ChangeState, MethodChange
from app.domain.identity import IdentityMethod, IdentityState, Person
from app.domain.payment_method import MethodKind, Payer, Relation
from app.domain.refusal import Delivery, Failure, Refusal
from app.screens.change_method import sample_parts as parts
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
from app.screens.change_method.sample_parts import (
    NOW,
    SATURDAY,
    STARTED,
    TO_BANK_FORM,
    TO_CARD_FORM,
    TO_KAKAOPAY_FORM,
    posed,
)
from app.state.app_state import AppState
from app.state.change_method.flow import Change
from app.state.identity.flow import Identity
from app.state.place import Place
from app.state.remote import Failed, Loaded, Loading, Outcome

Sample = tuple[Callable[..., ft.View], AppState]

KT_TO_BANK = replace(TO_BANK_FORM, begun=parts.KT_OVERVIEW, plan=Loaded(parts.KT_CARD_TO_BANK))
KT_TO_CARD = replace(TO_CARD_FORM, begun=parts.KT_OVERVIEW, plan=Loaded(parts.KT_CARD_TO_CARD))
KT_WARNED = replace(KT_TO_BANK, plan=Loaded(parts.KT_EVERY_WARNING))
KT_CLOSED = replace(KT_TO_BANK, plan=Loaded(parts.KT_CLOSED_WINDOW))
EMPTY_CARD = replace(TO_CARD_FORM, card_number="", card_issuer="", card_expiry="")
EMPTY_BANK = replace(TO_BANK_FORM, bank_code="", account_number="")
UNKNOWN_BIN = "9999991234567893"
UNKNOWN_CARD = replace(TO_CARD_FORM, card_number=UNKNOWN_BIN)
LONG_NAME = "알렉산드라 마리아 곤잘레스 페르난데스"


def _noticed(change: Change) -> Sample:
    return notice_screen, posed(Place.NOTICE, change)


def _asked(screen: Callable[..., ft.View], place: Place, change: Change) -> Sample:
    return screen, posed(place, change)


def _tried(screen: Callable[..., ft.View], place: Place, change: Change) -> Sample:
    return screen, posed(place, replace(change, tried=frozenset({place})))


def _refused(screen: Callable[..., ft.View], place: Place, change: Change, refusal: Refusal) -> Sample:
    return screen, posed(place, replace(change, refused=Failure(refusal, reference="b7d1f0a2")))


def _confirmed(change: Change, *, now: datetime = NOW) -> Sample:
    return confirm_screen, posed(Place.CONFIRM, replace(change, preview=change.plan, key="key-1"), now=now)


def _checked(proof: Identity, place: Place = Place.IDENTITY, change: Change = TO_BANK_FORM) -> Sample:
    screens = {Place.CODE: code_screen, Place.PAYER_CODE: code_screen, Place.PROVIDER: provider_screen}
    payer = place in (Place.PAYER_IDENTITY, Place.PAYER_CODE)
    held = replace(change, preview=change.plan, key="key-1")
    held = replace(held, payer_identity=proof) if payer else replace(held, identity=proof)
    return screens.get(place, identity_screen), posed(place, held)


def _failed(proof: Identity, failure: Failure) -> Identity:
    return replace(proof, checked=Failed(failure), code="")


def _applied(change: Change, outcome: Outcome[MethodChange]) -> Sample:
    return done_screen, posed(Place.DONE, replace(change, application=outcome))


BLANK_CHECK = replace(parts.SMS_CHECK, person=Person(phone="+821012345678"), agreed=False)
PAYER_CHECK = replace(
    parts.SMS_CHECK, for_payer=True, allowed=(IdentityMethod.SMS,), deprecated=(), person=Person(name="김영희", phone="01098765432"), agreed=False
)
IPIN_CHECK = replace(parts.SMS_CHECK, method=IdentityMethod.IPIN)
CERTIFICATE_CHECK = replace(
    parts.SMS_CHECK, method=IdentityMethod.JOINT_CERTIFICATE, allowed=(IdentityMethod.JOINT_CERTIFICATE,), deprecated=(), agreed=False
)
AT_PROVIDER = replace(IPIN_CHECK, transaction=Loaded(parts.IPIN_TRANSACTION))
SENT = parts.CODE_SENT
OVER_TIME = replace(SENT, now=NOW + timedelta(seconds=200))

SAMPLES: dict[str, Sample] = {
    "notice/empty": _noticed(STARTED),
    "notice/loading": _noticed(replace(STARTED, kind=MethodKind.BANK, plan=Loading())),
    "notice/failed": _noticed(replace(STARTED, kind=MethodKind.BANK, plan=Failed(parts.OFFLINE))),
    "notice/card_to_bank": _noticed(replace(TO_BANK_FORM, bank_code="", account_number="", agreed=frozenset(), payer=None)),
    "notice/card_to_card": _noticed(replace(EMPTY_CARD, agreed=frozenset(), payer=None)),
    "notice/card_to_kakaopay": _noticed(replace(TO_KAKAOPAY_FORM, begun=parts.KT_OVERVIEW, plan=Loaded(parts.KT_CARD_TO_KAKAOPAY))),
    "notice/lunar_new_year": (
        notice_screen,
        posed(
            Place.NOTICE,
            replace(EMPTY_BANK, begun=parts.AT_NEW_YEAR, opened_at=parts.BEFORE_LUNAR_NEW_YEAR, plan=Loaded(parts.BANK_TO_BANK_AT_NEW_YEAR)),
            now=parts.BEFORE_LUNAR_NEW_YEAR,
        ),
    ),
    "notice/every_warning": _noticed(replace(KT_WARNED, bank_code="", account_number="")),
    "notice/closed_window": (notice_screen, posed(Place.NOTICE, KT_CLOSED, now=SATURDAY)),
    "notice/refused": _refused(notice_screen, Place.NOTICE, TO_BANK_FORM, Refusal.METHOD_NOT_ALLOWED),
    "payer/empty": _asked(payer_screen, Place.PAYER, replace(EMPTY_BANK, payer=None)),
    "payer/self": _asked(payer_screen, Place.PAYER, EMPTY_BANK),
    "payer/nobody": _tried(payer_screen, Place.PAYER, replace(EMPTY_BANK, payer=None)),
    "payer/other": _asked(payer_screen, Place.PAYER, parts.OTHER_PAYER),
    "payer/other_missing": _tried(payer_screen, Place.PAYER, replace(EMPTY_BANK, payer=Payer.OTHER)),
    "payer/long_name": _asked(payer_screen, Place.PAYER, replace(parts.OTHER_PAYER, payer_name=LONG_NAME, payer_relation=Relation.SPOUSE)),
    "payer/refused": _refused(payer_screen, Place.PAYER, parts.OTHER_PAYER, Refusal.PAYER_NOT_ALLOWED),
    "card_number/empty": _asked(card_number_screen, Place.CARD_NUMBER, EMPTY_CARD),
    "card_number/half": _asked(card_number_screen, Place.CARD_NUMBER, replace(EMPTY_CARD, card_number="5555555555")),
    "card_number/filled": _asked(card_number_screen, Place.CARD_NUMBER, TO_CARD_FORM),
    "card_number/wrong": _tried(card_number_screen, Place.CARD_NUMBER, replace(EMPTY_CARD, card_number="5555555555554445")),
    "card_number/refused": _refused(card_number_screen, Place.CARD_NUMBER, TO_CARD_FORM, Refusal.INVALID_CARD),
    "card_issuer/empty": _asked(card_issuer_screen, Place.CARD_ISSUER, UNKNOWN_CARD),
    "card_issuer/chosen": _asked(card_issuer_screen, Place.CARD_ISSUER, replace(UNKNOWN_CARD, card_issuer="51")),
    "card_issuer/missing": _tried(card_issuer_screen, Place.CARD_ISSUER, UNKNOWN_CARD),
    "card_issuer/refused": _refused(card_issuer_screen, Place.CARD_ISSUER, replace(UNKNOWN_CARD, card_issuer="51"), Refusal.EXCLUDED_ISSUER),
    "card_expiry/empty": _asked(card_expiry_screen, Place.CARD_EXPIRY, replace(TO_CARD_FORM, card_expiry="")),
    "card_expiry/filled": _asked(card_expiry_screen, Place.CARD_EXPIRY, TO_CARD_FORM),
    "card_expiry/expired": _tried(card_expiry_screen, Place.CARD_EXPIRY, replace(TO_CARD_FORM, card_expiry="1025")),
    "card_expiry/stops_debit": _asked(card_expiry_screen, Place.CARD_EXPIRY, replace(KT_TO_CARD, card_number="4111111111111111")),
    "card_expiry/exempt_issuer": _asked(card_expiry_screen, Place.CARD_EXPIRY, KT_TO_CARD),
    "card_expiry/refused": _refused(card_expiry_screen, Place.CARD_EXPIRY, TO_CARD_FORM, Refusal.CARD_EXPIRED),
    "bank/empty": _asked(bank_screen, Place.BANK, EMPTY_BANK),
    "bank/chosen": _asked(bank_screen, Place.BANK, TO_BANK_FORM),
    "bank/missing": _tried(bank_screen, Place.BANK, EMPTY_BANK),
    "bank/by_initials": _asked(bank_screen, Place.BANK, replace(EMPTY_BANK, bank_search="ㅋㅋ")),
    "bank/by_old_name": _asked(bank_screen, Place.BANK, replace(EMPTY_BANK, bank_search="외환")),
    "bank/not_found": _asked(bank_screen, Place.BANK, replace(EMPTY_BANK, bank_search="없는은행")),
    "bank/excluded_found": _asked(bank_screen, Place.BANK, replace(KT_TO_BANK, bank_code="", bank_search="씨티")),
    "bank/excluded_chosen": _asked(bank_screen, Place.BANK, replace(KT_TO_BANK, bank_code="027", bank_search="씨티")),
    "bank/refused": _refused(bank_screen, Place.BANK, TO_BANK_FORM, Refusal.EXCLUDED_BANK),
    "account/empty": _asked(account_screen, Place.ACCOUNT, replace(TO_BANK_FORM, account_number="")),
    "account/filled": _asked(account_screen, Place.ACCOUNT, TO_BANK_FORM),
    "account/short": _tried(account_screen, Place.ACCOUNT, replace(TO_BANK_FORM, account_number="1101234")),
    "account/phone_number": _tried(account_screen, Place.ACCOUNT, replace(TO_BANK_FORM, account_number="01012345678")),
    "account/refused": _refused(account_screen, Place.ACCOUNT, TO_BANK_FORM, Refusal.INVALID_ACCOUNT),
    "consent/empty": _asked(consent_screen, Place.CONSENT, replace(TO_BANK_FORM, agreed=frozenset())),
    "consent/some": _asked(consent_screen, Place.CONSENT, replace(TO_BANK_FORM, agreed=frozenset({"direct-debit"}))),
    "consent/all": _asked(consent_screen, Place.CONSENT, TO_BANK_FORM),
    "consent/missing": _tried(consent_screen, Place.CONSENT, replace(TO_BANK_FORM, agreed=frozenset())),
    "consent/full_text": _asked(consent_screen, Place.CONSENT, replace(TO_BANK_FORM, agreed=frozenset(), reading="direct-debit")),
    "consent/busy": _asked(consent_screen, Place.CONSENT, replace(TO_BANK_FORM, preview=Loading())),
    "consent/offline": _refused(consent_screen, Place.CONSENT, TO_BANK_FORM, Refusal.OFFLINE),
    "consent/same_method": _refused(consent_screen, Place.CONSENT, TO_CARD_FORM, Refusal.SAME_METHOD),
    "confirm/card_to_bank": _confirmed(TO_BANK_FORM),
    "confirm/card_to_card": _confirmed(TO_CARD_FORM),
    "confirm/card_to_kakaopay": _confirmed(TO_KAKAOPAY_FORM),
    "confirm/other_payer": _confirmed(replace(parts.OTHER_PAYER, payer_name=LONG_NAME)),
    "confirm/every_warning": _confirmed(KT_WARNED),
    "confirm/closed_window": _confirmed(KT_CLOSED, now=SATURDAY),
    "confirm/busy": _confirmed(replace(TO_BANK_FORM, application=Loading())),
    "confirm/not_sent": _confirmed(replace(TO_BANK_FORM, application=Failed(parts.OFFLINE))),
    "confirm/refused": _confirmed(replace(TO_BANK_FORM, refused=Failure(Refusal.OWNER_MISMATCH))),
    "identity/empty": _checked(BLANK_CHECK),
    "identity/filled": _checked(parts.SMS_CHECK),
    "identity/missing": _checked(replace(BLANK_CHECK, tried=True)),
    "identity/busy": _checked(replace(parts.SMS_CHECK, transaction=Loading())),
    "identity/mismatch": _checked(replace(parts.SMS_CHECK, transaction=Failed(Failure(Refusal.IDENTITY_MISMATCH)))),
    "identity/offline": _checked(replace(parts.SMS_CHECK, transaction=Failed(parts.OFFLINE))),
    "identity/locked": _checked(replace(parts.SMS_CHECK, transaction=Failed(Failure(Refusal.AUTH_LOCKED, retry_after=600)))),
    "identity/ipin": _checked(replace(IPIN_CHECK, agreed=False)),
    "identity/certificate": _checked(CERTIFICATE_CHECK, change=KT_TO_BANK),
    "identity/payer": _checked(PAYER_CHECK, Place.PAYER_IDENTITY, parts.OTHER_PAYER),
    "code/empty": _checked(SENT, Place.CODE),
    "code/may_resend": _checked(replace(SENT, now=NOW + timedelta(seconds=40)), Place.CODE),
    "code/filled": _checked(replace(SENT, code="123456"), Place.CODE),
    "code/short": _checked(replace(SENT, code="123", tried=True), Place.CODE),
    "code/nearly_over": _checked(replace(SENT, now=NOW + timedelta(seconds=130)), Place.CODE),
    "code/extended_enough": _checked(replace(SENT, extensions_used=1), Place.CODE),
    "code/busy": _checked(replace(SENT, code="123456", checked=Loading()), Place.CODE),
    "code/resending": _checked(replace(SENT, now=NOW + timedelta(seconds=40), resending=Loading()), Place.CODE),
    "code/wrong": _checked(_failed(SENT, Failure(Refusal.CODE_WRONG, tries_left=4)), Place.CODE),
    "code/wrong_last_try": _checked(_failed(SENT, Failure(Refusal.CODE_WRONG, tries_left=1)), Place.CODE),
    "code/superseded": _checked(_failed(SENT, Failure(Refusal.CODE_EXPIRED)), Place.CODE),
    "code/time_is_up": _checked(OVER_TIME, Place.CODE),
    "code/failed": _checked(_failed(SENT, Failure(Refusal.CODE_FAILED)), Place.CODE),
    "code/locked": _checked(_failed(SENT, Failure(Refusal.AUTH_LOCKED, retry_after=600)), Place.CODE),
    "code/unconfirmed": _checked(_failed(SENT, Failure(Refusal.UNCONFIRMED, delivery=Delivery.AMBIGUOUS)), Place.CODE),
    "code/applying": _checked(replace(SENT, code="123456"), Place.CODE, replace(TO_BANK_FORM, application=Loading())),
    "code/payer": _checked(replace(PAYER_CHECK, transaction=SENT.transaction, ticket=SENT.ticket), Place.PAYER_CODE, parts.OTHER_PAYER),
    "provider/waiting": _checked(AT_PROVIDER, Place.PROVIDER),
    "provider/certificate": _checked(
        replace(CERTIFICATE_CHECK, transaction=Loaded(replace(parts.IPIN_TRANSACTION, method=IdentityMethod.JOINT_CERTIFICATE))), Place.PROVIDER, KT_TO_BANK
    ),
    "provider/declined": _checked(replace(AT_PROVIDER, transaction=Loaded(replace(parts.IPIN_TRANSACTION, state=IdentityState.DECLINED))), Place.PROVIDER),
    "provider/expired": _checked(replace(AT_PROVIDER, transaction=Loaded(replace(parts.IPIN_TRANSACTION, state=IdentityState.EXPIRED))), Place.PROVIDER),
    "provider/applying": _checked(AT_PROVIDER, Place.PROVIDER, replace(TO_BANK_FORM, application=Loading())),
    "done/scheduled": _applied(TO_BANK_FORM, Loaded(parts.TO_BANK)),
    "done/card_to_card": _applied(TO_CARD_FORM, Loaded(parts.TO_CARD)),
    "done/applied": _applied(TO_BANK_FORM, Loaded(replace(parts.TO_BANK, state=ChangeState.APPLIED))),
    "done/acknowledged": _applied(TO_BANK_FORM, Loaded(replace(parts.TO_BANK, state=ChangeState.ACKNOWLEDGED))),
    "done/state_unknown": _applied(TO_BANK_FORM, Loaded(replace(parts.TO_BANK, state=ChangeState.UNKNOWN))),
    "done/wallet_waiting": _applied(TO_KAKAOPAY_FORM, Loaded(parts.TO_KAKAOPAY)),
    "done/payco_waiting": _applied(
        replace(TO_KAKAOPAY_FORM, kind=MethodKind.PAYCO),
        Loaded(replace(parts.TO_KAKAOPAY, to_method=replace(parts.KAKAOPAY, kind=MethodKind.PAYCO, institution="페이코", institution_code="payco", masked_number="페이코 포인트"))),
    ),
    "done/wallet_confirmed": _applied(TO_KAKAOPAY_FORM, Loaded(replace(parts.TO_KAKAOPAY, state=ChangeState.SCHEDULED))),
    "done/rejected": _applied(TO_BANK_FORM, Loaded(replace(parts.TO_BANK, state=ChangeState.REJECTED))),
    "done/expired": _applied(TO_KAKAOPAY_FORM, Loaded(replace(parts.TO_KAKAOPAY, state=ChangeState.EXPIRED))),
    "done/unconfirmed": _applied(TO_BANK_FORM, Failed(parts.UNCONFIRMED)),
}
