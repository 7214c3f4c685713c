"""Walks a change of method by events alone: no Flet, no carrier, no event loop."""
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.identity import CodeTicket, IdentityMethod, IdentityState, IdentityTransaction
from app.screens.change_method import sample_parts as parts
from app.state.app_state import AppState, Effect, Event, update
from app.state.change_method import flow as change
from app.state.identity import flow as identity
from app.state.place import Place
from app.state.remote import Loaded

NOW = parts.NOW
STARTED = AppState(now=NOW, place=Place.METHOD, account=parts.posed(Place.METHOD).account)
KEY = "6f1c2a9e-0000-4000-8000-000000000001"
TICKET = CodeTicket("auth-1", "010-****-5678", NOW + timedelta(seconds=180), NOW + timedelta(seconds=30))
PENDING = IdentityTransaction("idt-1", IdentityMethod.SMS, IdentityState.PENDING, NOW + timedelta(minutes=5))
VERIFIED = replace(PENDING, state=IdentityState.VERIFIED)

TO_A_CARD = (
    change.ChangeOpened(),
    change.KindChosen(parts.TO_CARD_FORM.kind),
    change.PlanAnswered(parts.TO_CARD_FORM.kind, Loaded(parts.CARD_TO_CARD)),
    change.NextPressed(Place.NOTICE),
    change.PayerChosen(parts.TO_CARD_FORM.payer),
    change.NextPressed(Place.PAYER),
    change.FormTyped("card_number", "5555 5555 5555 4444"),
    change.NextPressed(Place.CARD_NUMBER),
    change.FormTyped("card_expiry", "1228"),
    change.NextPressed(Place.CARD_EXPIRY),
    change.AllTermsToggled(True),
    change.NextPressed(Place.CONSENT),
)
TO_CONFIRM = (*TO_A_CARD, change.PreviewAnswered(Loaded(parts.CARD_TO_CARD), KEY))
TO_IDENTITY = (*TO_CONFIRM, change.ConfirmPressed())
PERSON = tuple(
    change.IdentityHappened(event)
    for event in (
        identity.PersonTyped("name", "홍길동"),
        identity.PersonTyped("birth", "900101"),
        identity.PersonTyped("gender", "1"),
        identity.AgreementToggled(True),
        identity.ProofRequested(),
    )
)
TO_CODE = (
    *TO_IDENTITY,
    *PERSON,
    change.IdentityHappened(identity.TransactionAnswered(Loaded(PENDING))),
    change.IdentityHappened(identity.CodeSent(Loaded(TICKET))),
)
TO_APPLYING = (
    *TO_CODE,
    change.IdentityHappened(identity.CodeTyped("123456")),
    change.IdentityHappened(identity.CodeSubmitted()),
    change.IdentityHappened(identity.CodeChecked(Loaded(VERIFIED))),
)
TO_DONE = (*TO_APPLYING, change.ApplicationAnswered(Loaded(parts.TO_BANK)))


def walk(*events: Event, start: AppState = STARTED, at: datetime = NOW) -> tuple[AppState, tuple[Effect, ...]]:
    """The state after the events, and the effects of the last one."""
    state, effects = start, ()
    for event in events:
        state, effects = update(state, event, at)
    return state, effects
