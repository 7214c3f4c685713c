"""Proving who one is: phone code, i-PIN or certificate. Embedded by flows that need it; pure."""
import dataclasses
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from app.domain.identity import CodeTicket, IdentityMethod, IdentityState, IdentityTransaction, Person
from app.domain.payment_method import MethodKind
from app.domain.policy import OtpPolicy
from app.state.remote import Failed, Loaded, Loading, NotAsked, Outcome, Remote

PROVIDER_POLL_SECONDS = 3
TICK_SECONDS = 1


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
        return self._seconds_until(self.ticket.value.expires_at) if isinstance(self.ticket, Loaded) else 0

    @property
    def seconds_to_resend(self) -> int:
        """Until another code may be asked for; 0 when it may be."""
        return self._seconds_until(self.ticket.value.resend_at) if isinstance(self.ticket, Loaded) else 0

    @property
    def verified(self) -> IdentityTransaction | None:
        """What the host may use once the person is proven."""
        for outcome in (self.checked, self.transaction):
            if isinstance(outcome, Loaded) and outcome.value.state is IdentityState.VERIFIED:
                return outcome.value
        return None

    @property
    def is_busy(self) -> bool:
        """A request is on its way whose answer decides what comes next."""
        return any(isinstance(remote, Loading) for remote in (self.transaction, self.ticket, self.checked, self.resending))

    @property
    def can_extend(self) -> bool:
        return (
            self.seconds_left > 0
            and self.extensions_used < self.otp.max_extensions
            and not isinstance(self.extending, Loading)
        )

    @property
    def awaits_provider(self) -> bool:
        return (
            self.method is not IdentityMethod.SMS
            and isinstance(self.transaction, Loaded)
            and self.transaction.value.state in (IdentityState.PENDING, IdentityState.UNKNOWN)
        )

    def _seconds_until(self, moment: datetime) -> int:
        return max(0, -int((self.now - moment).total_seconds() // 1))


# Events
@dataclass(frozen=True, slots=True)
class MethodChosen:
    method: IdentityMethod


@dataclass(frozen=True, slots=True)
class PersonTyped:
    field: Literal["name", "birth", "gender", "phone"]
    text: str = dataclasses.field(repr=False)


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


Event = (
    MethodChosen | PersonTyped | AgreementToggled | ProofRequested | TransactionAnswered | CodeSent | CodeTyped
    | CodeSubmitted | CodeChecked | ResendPressed | ExtendPressed | CodeExtended | ProviderChecked
    | ProviderCheckPressed | Ticked
)


# Effects
@dataclass(frozen=True, slots=True)
class StartIdentity:
    method: IdentityMethod
    kind: MethodKind
    digest: str
    person: Person | None
    for_payer: bool


@dataclass(frozen=True, slots=True)
class SendCode:
    phone: str = field(repr=False)
    otp: OtpPolicy


@dataclass(frozen=True, slots=True)
class CheckCode:
    identity_id: str
    authentication_id: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ExtendCode:
    identity_id: str
    ticket: CodeTicket


@dataclass(frozen=True, slots=True)
class AskIdentity:
    identity_id: str


@dataclass(frozen=True, slots=True)
class TickLater:
    seconds: int


Effect = StartIdentity | SendCode | CheckCode | ExtendCode | AskIdentity | TickLater


def update(now: Identity, event: Event, at: datetime) -> tuple[Identity, tuple[Effect, ...]]:
    now = replace(now, now=at)
    match event:
        case MethodChosen(method) if method in now.allowed and not now.is_busy and now.verified is None:
            return replace(now, method=method, tried=False, transaction=NotAsked(), ticket=NotAsked(), checked=NotAsked(), code=""), ()
        case PersonTyped(name, text):
            typed: dict[str, Any] = {name: text}
            return replace(now, person=replace(now.person, **typed)), ()
        case AgreementToggled(agreed):
            return replace(now, agreed=agreed), ()
        case ProofRequested():
            return _request_proof(now, at)
        case TransactionAnswered(begun):
            return _begun(replace(now, transaction=begun))
        case CodeSent(sending) if isinstance(sending, Loaded):
            sent = replace(now, ticket=sending, resending=NotAsked(), extending=NotAsked(), extensions_used=0,
                           code="", checked=NotAsked(), tried=False, ticking=True)
            return sent, () if now.ticking else (TickLater(TICK_SECONDS),)
        case CodeSent(sending) if isinstance(now.ticket, Loaded):
            return replace(now, resending=sending), ()
        case CodeSent(sending):
            return replace(now, ticket=sending), ()
        case CodeTyped(code):
            return replace(now, code=code), ()
        case CodeSubmitted():
            return _submit_code(now)
        case CodeChecked(checked):
            return replace(now, checked=checked, code="" if isinstance(checked, Failed) else now.code, tried=False), ()
        case ResendPressed() if isinstance(now.ticket, Loaded) and now.seconds_to_resend == 0 and not now.is_busy:
            return replace(now, resending=Loading()), (SendCode(now.person.phone, now.otp),)
        case ExtendPressed() if now.can_extend and isinstance(now.ticket, Loaded) and isinstance(now.transaction, Loaded):
            return replace(now, extending=Loading()), (ExtendCode(now.transaction.value.id, now.ticket.value),)
        case CodeExtended(longer) if isinstance(longer, Loaded):
            return replace(now, ticket=longer, extending=longer, extensions_used=now.extensions_used + 1), ()
        case CodeExtended(longer):
            return replace(now, extending=longer), ()
        case ProviderCheckPressed() if now.awaits_provider and isinstance(now.transaction, Loaded):
            return now, (AskIdentity(now.transaction.value.id),)
        case ProviderChecked(found) if now.awaits_provider and isinstance(found, Loaded):
            return replace(now, transaction=found), ()
        case Ticked():
            return _tick(now)
        case _:
            return now, ()


def _begun(now: Identity) -> tuple[Identity, tuple[Effect, ...]]:
    if not isinstance(now.transaction, Loaded):
        return now, ()
    if now.method is IdentityMethod.SMS:
        return replace(now, ticket=Loading()), (SendCode(now.person.phone, now.otp),)
    return now, (TickLater(PROVIDER_POLL_SECONDS),)


def _request_proof(now: Identity, at: datetime) -> tuple[Identity, tuple[Effect, ...]]:
    if now.method is None or now.is_busy or now.verified is not None:
        return replace(now, tried=True), ()
    by_sms = now.method is IdentityMethod.SMS
    if not now.agreed or (by_sms and now.person.problems(at.date())):
        return replace(now, tried=True), ()
    person = now.person if by_sms else None
    asked = replace(now, tried=False, transaction=Loading(), ticket=NotAsked(), checked=NotAsked(), code="")
    return asked, (StartIdentity(now.method, now.kind, now.digest, person, now.for_payer),)


def _submit_code(now: Identity) -> tuple[Identity, tuple[Effect, ...]]:
    complete = len(now.code) == now.otp.length and now.code.isascii() and now.code.isdigit()
    if now.is_busy or now.verified is not None or not isinstance(now.ticket, Loaded) or not isinstance(now.transaction, Loaded):
        return now, ()
    if not complete:
        return replace(now, tried=True), ()
    check = CheckCode(now.transaction.value.id, now.ticket.value.authentication_id, now.code)
    return replace(now, tried=False, checked=Loading()), (check,)


def _tick(now: Identity) -> tuple[Identity, tuple[Effect, ...]]:
    if now.verified is not None:
        return replace(now, ticking=False), ()
    if now.awaits_provider and isinstance(now.transaction, Loaded):
        return now, (AskIdentity(now.transaction.value.id), TickLater(PROVIDER_POLL_SECONDS))
    if now.method is IdentityMethod.SMS and max(now.seconds_left, now.seconds_to_resend) > 0:
        return now, (TickLater(TICK_SECONDS),)
    return replace(now, ticking=False), ()
