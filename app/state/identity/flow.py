"""Proving who one is: phone code, i-PIN or certificate. Embedded by flows that need it; pure."""
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.domain.identity import CodeTicket, IdentityMethod, IdentityTransaction, Person
from app.domain.payment_method import MethodKind
from app.domain.policy import OtpPolicy
from app.state.remote import NotAsked, Outcome, Remote


@dataclass(frozen=True, slots=True)
class Identity:
    """One check of one person for one action."""

    allowed: tuple[IdentityMethod, ...]
    deprecated: tuple[IdentityMethod, ...]
    otp: OtpPolicy
    kind: MethodKind
    digest: str
    now: datetime  # the carrier's clock, moved by Ticked
    for_payer: bool = False
    method: IdentityMethod | None = None
    person: Person = Person()
    agreed: bool = False  # R55: consent to the identity check
    tried: bool = False
    transaction: Remote[IdentityTransaction] = NotAsked()
    ticket: Remote[CodeTicket] = NotAsked()
    resending: Remote[CodeTicket] = NotAsked()
    extensions_used: int = 0
    extending: Remote[CodeTicket] = NotAsked()
    code: str = field(default="", repr=False)
    checked: Remote[IdentityTransaction] = NotAsked()
    ticking: bool = False

    @property
    def seconds_left(self) -> int:
        """Until the code expires, by the carrier's clock; 0 when there is none."""
        raise NotImplementedError

    @property
    def seconds_to_resend(self) -> int:
        raise NotImplementedError

    @property
    def verified(self) -> IdentityTransaction | None:
        """What the host may use once the person is proven."""
        raise NotImplementedError


# Events
@dataclass(frozen=True, slots=True)
class MethodChosen:
    method: IdentityMethod


@dataclass(frozen=True, slots=True)
class PersonTyped:
    field: Literal["name", "birth", "gender", "phone"]
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AgreementToggled:
    agreed: bool


@dataclass(frozen=True, slots=True)
class ProofRequested:
    """인증번호 받기, or 인증 창 열기: the person wants to be checked."""


@dataclass(frozen=True, slots=True)
class TransactionAnswered:
    outcome: Outcome[IdentityTransaction]


@dataclass(frozen=True, slots=True)
class CodeSent:
    outcome: Outcome[CodeTicket]


@dataclass(frozen=True, slots=True)
class CodeTyped:
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeSubmitted: ...


@dataclass(frozen=True, slots=True)
class CodeChecked:
    outcome: Outcome[IdentityTransaction]


@dataclass(frozen=True, slots=True)
class ResendPressed: ...


@dataclass(frozen=True, slots=True)
class ExtendPressed: ...


@dataclass(frozen=True, slots=True)
class CodeExtended:
    outcome: Outcome[CodeTicket]


@dataclass(frozen=True, slots=True)
class ProviderChecked:
    """Where the provider's check stands; asked by the app or by the person (확인했어요)."""

    outcome: Outcome[IdentityTransaction]


@dataclass(frozen=True, slots=True)
class ProviderCheckPressed: ...


@dataclass(frozen=True, slots=True)
class Ticked:
    now: datetime
