"""Whose identity check a screen shows, and how its events reach it."""
from collections.abc import Callable
from typing import TypeAlias

from app.screens.change_method.earned import proof_begun
from app.screens.change_method.pieces import Send
from app.state.app_state import AppState
from app.state.change_method.flow import IdentityHappened, PayerIdentityHappened
from app.state.identity.flow import Event, Identity
from app.state.place import Place

Tell: TypeAlias = Callable[[Event], None]
PAYER_PLACES = (Place.PAYER_IDENTITY, Place.PAYER_CODE)


def proof_of(now: AppState) -> Identity:
    return proof_begun(now.change.payer_identity if now.place in PAYER_PLACES else now.change.identity)


def sends_to(now: AppState, send: Send) -> Tell:
    wrap = PayerIdentityHappened if now.place in PAYER_PLACES else IdentityHappened
    return lambda event: send(wrap(event))
