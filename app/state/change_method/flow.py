"""Changing the payment method, from 변경하기 to 완료. Pure."""
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from app.domain.bank_account import AccountProblem
from app.domain.card import CardProblem
from app.domain.change import ChangePlan, ChangeRequest, MethodChange
from app.domain.payment_method import MethodKind, Payer, Relation
from app.domain.refusal import Failure
from app.state.account.flow import Overview
from app.state.identity import flow as identity
from app.state.identity.flow import Identity
from app.state.place import Place
from app.state.remote import NotAsked, Outcome, Remote


class FormProblem(StrEnum):
    """What a question lacks, beyond what card and account numbers can have."""

    PAYER = "payer"
    PAYER_NAME = "payer_name"
    PAYER_RELATION = "payer_relation"
    PAYER_PHONE = "payer_phone"
    CONSENT = "consent"


Problem = FormProblem | CardProblem | AccountProblem


@dataclass(frozen=True, slots=True)
class Change:
    """What the subscriber has done so far. The place says where they are looking."""

    begun: Overview | None = None  # the account as it was when 변경하기 was pressed
    opened_at: datetime | None = None
    kind: MethodKind | None = None
    plan: Remote[ChangePlan] = NotAsked()  # dates for the chosen kind
    payer: Payer | None = None
    payer_name: str = field(default="", repr=False)
    payer_relation: Relation | None = None
    payer_phone: str = field(default="", repr=False)
    card_number: str = field(default="", repr=False)
    card_issuer: str = ""
    card_expiry: str = field(default="", repr=False)  # MMYY
    bank_search: str = ""
    bank_code: str = ""
    account_number: str = field(default="", repr=False)
    agreed: frozenset[str] = frozenset()  # ids of terms
    reading: str | None = None  # id of the terms whose full text is open
    tried: frozenset[Place] = frozenset()  # questions answered with 다음 at least once
    refused: Failure | None = None  # the carrier refused what was typed; shown at its question
    preview: Remote[ChangePlan] = NotAsked()  # the carrier's check of the whole request
    key: str = ""  # RR17: made when the confirm page is built, one for every way of sending it
    identity: Identity | None = None
    payer_identity: Identity | None = None
    application: Remote[MethodChange] = NotAsked()
    asking_to_leave: bool = False

    def questions(self) -> tuple[Place, ...]:
        """The places of the form, in order, for the chosen kind and policy; ends with CONSENT."""
        raise NotImplementedError

    def problems(self, question: Place, today: date) -> frozenset[Problem]:
        raise NotImplementedError

    def shown_problems(self, question: Place, today: date) -> frozenset[Problem]:
        """Problems to say at the field: only after 다음 was pressed there."""
        raise NotImplementedError

    def request(self) -> ChangeRequest:
        raise NotImplementedError

    @property
    def is_unconfirmed(self) -> bool:
        """Sent, and no answer that says what became of it: 확인 중 (RR19)."""
        raise NotImplementedError

    @property
    def has_answers(self) -> bool:
        """Something typed or chosen that leaving would lose."""
        raise NotImplementedError

    def reaches(self, place: Place, today: date) -> bool:
        """A step is earned by the ones before it; a finished change keeps only its last one."""
        raise NotImplementedError


# Events
@dataclass(frozen=True, slots=True)
class ChangeOpened: ...


@dataclass(frozen=True, slots=True)
class KindChosen:
    kind: MethodKind


@dataclass(frozen=True, slots=True)
class PlanAnswered:
    kind: MethodKind
    outcome: Outcome[ChangePlan]


@dataclass(frozen=True, slots=True)
class PlanRetryPressed: ...


@dataclass(frozen=True, slots=True)
class PayerChosen:
    payer: Payer


@dataclass(frozen=True, slots=True)
class RelationChosen:
    relation: Relation


@dataclass(frozen=True, slots=True)
class FormTyped:
    """One field only: a handler may hold a form drawn several keystrokes ago."""

    field: Literal["payer_name", "payer_phone", "card_number", "card_expiry", "bank_search", "account_number"]
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class IssuerChosen:
    code: str


@dataclass(frozen=True, slots=True)
class BankChosen:
    code: str


@dataclass(frozen=True, slots=True)
class TermsToggled:
    terms_id: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class AllTermsToggled:
    agreed: bool


@dataclass(frozen=True, slots=True)
class TermsOpened:
    terms_id: str


@dataclass(frozen=True, slots=True)
class TermsClosed: ...


@dataclass(frozen=True, slots=True)
class NextPressed:
    """다음 on the notice or on a question."""

    on: Place


@dataclass(frozen=True, slots=True)
class PreviewAnswered:
    outcome: Outcome[ChangePlan]
    key: str


@dataclass(frozen=True, slots=True)
class EditPressed:
    """고치기 on the confirm page."""

    question: Place


@dataclass(frozen=True, slots=True)
class ConfirmPressed: ...


@dataclass(frozen=True, slots=True)
class IdentityHappened:
    event: "identity.Event"


@dataclass(frozen=True, slots=True)
class PayerIdentityHappened:
    event: "identity.Event"


@dataclass(frozen=True, slots=True)
class ApplicationAnswered:
    outcome: Outcome[MethodChange]


@dataclass(frozen=True, slots=True)
class CheckAgainPressed:
    """확인 중: ask the carrier what became of it, or whether the wallet's app has confirmed."""


@dataclass(frozen=True, slots=True)
class LeavePressed: ...


@dataclass(frozen=True, slots=True)
class LeaveDismissed: ...


@dataclass(frozen=True, slots=True)
class LeaveConfirmed: ...


@dataclass(frozen=True, slots=True)
class FinishPressed:
    """확인 on 완료."""
