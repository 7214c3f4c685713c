"""What a screen may count on, because nobody gets to it before; raises ValueError where somebody did."""
from typing import TypeVar

from app.domain.change import ChangePlan
from app.domain.identity import CodeTicket, IdentityTransaction
from app.domain.payment_method import MethodKind
from app.domain.policy import CarrierPolicy, MethodPolicy
from app.state.account.flow import Overview
from app.state.change_method.flow import Change
from app.state.identity.flow import Identity
from app.state.remote import Loaded

T = TypeVar("T")


def overview_of(change: Change) -> Overview:
    return _there(change.begun, "an account to change")


def policy_of(change: Change) -> CarrierPolicy:
    return overview_of(change).policy


def kind_of(change: Change) -> MethodKind:
    return _there(change.kind, "a kind of method")


def rules_of(change: Change) -> MethodPolicy:
    return _there(change.rules, "rules for the kind")


def preview_of(change: Change) -> ChangePlan:
    return _there(change.preview.value if isinstance(change.preview, Loaded) else None, "a change the carrier has checked")


def ticket_of(proof: Identity) -> CodeTicket:
    return _there(proof.ticket.value if isinstance(proof.ticket, Loaded) else None, "a code on its way")


def transaction_of(proof: Identity) -> IdentityTransaction:
    return _there(proof.transaction.value if isinstance(proof.transaction, Loaded) else None, "a check at the provider")


def proof_begun(proof: Identity | None) -> Identity:
    return _there(proof, "an identity check")


def _there(value: T | None, what: str) -> T:
    if value is None:
        raise ValueError(f"there should be {what}")
    return value
