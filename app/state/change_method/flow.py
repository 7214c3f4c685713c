"""Changing the payment method, from 변경하기 to 완료. Pure."""
import dataclasses
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from app.domain.bank_account import AccountProblem, account_problem, exclusion
from app.domain.card import CardProblem, digits_of, expiry_of, expiry_problem, issuer_by_bin, number_problem
from app.domain.change import (
    ChangePlan,
    ChangeRequest,
    ChangeState,
    ConsentGiven,
    MethodChange,
    PayerDetails,
    change_digest,
)
from app.domain.identity import IdentityMethod, Person
from app.domain.institutions import bank, card_issuer
from app.domain.masking import mask_account, mask_card
from app.domain.payment_method import MethodKind, Payer, Relation
from app.domain.phone import is_mobile
from app.domain.policy import MethodPolicy
from app.domain.refusal import Delivery, Failure, Refusal
from app.state.account.flow import Overview
from app.state.identity import flow as identity
from app.state.identity.flow import Identity
from app.state.place import Place
from app.state.remote import Failed, Loaded, Loading, NotAsked, Outcome, Remote

QUESTION_OF_REFUSAL = {
    Refusal.INVALID_CARD: Place.CARD_NUMBER,
    Refusal.CARD_EXPIRED: Place.CARD_EXPIRY,
    Refusal.UNKNOWN_ISSUER: Place.CARD_ISSUER,
    Refusal.EXCLUDED_ISSUER: Place.CARD_ISSUER,
    Refusal.INVALID_ACCOUNT: Place.ACCOUNT,
    Refusal.UNKNOWN_BANK: Place.BANK,
    Refusal.EXCLUDED_BANK: Place.BANK,
    Refusal.PAYER_NOT_ALLOWED: Place.PAYER,
    Refusal.PAYER_DETAILS_REQUIRED: Place.PAYER,
    Refusal.CONSENT_REQUIRED: Place.CONSENT,
}


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

    @property
    def rules(self) -> MethodPolicy | None:
        """The carrier's policy for the chosen kind."""
        return self.begun.policy.method(self.kind) if self.begun and self.kind else None

    @property
    def issuer(self) -> str:
        """Issuer code: known from the number, or chosen."""
        return issuer_by_bin(digits_of(self.card_number)) or self.card_issuer

    def questions(self) -> tuple[Place, ...]:
        """The places of the form, in order, for the chosen kind and policy; ends with CONSENT."""
        if self.rules is None:
            return ()
        payer = (Place.PAYER,) if len(self.rules.payers) > 1 else ()
        return (*payer, *self._number_questions(), Place.CONSENT)

    def _number_questions(self) -> tuple[Place, ...]:
        match self.kind:
            case MethodKind.CARD:
                known = issuer_by_bin(digits_of(self.card_number)) is not None
                return (Place.CARD_NUMBER, *(() if known else (Place.CARD_ISSUER,)), Place.CARD_EXPIRY)
            case MethodKind.BANK:
                return (Place.BANK, Place.ACCOUNT)
            case _:
                return ()

    def problems(self, question: Place, today: date) -> frozenset[Problem]:
        """What keeps the answer to one question from being right; empty when nothing does."""
        found: set[Problem | None] = set()
        match question:
            case Place.PAYER:
                found |= self._payer_problems()
            case Place.CARD_NUMBER:
                found.add(number_problem(digits_of(self.card_number)))
            case Place.CARD_ISSUER:
                found.add(None if card_issuer(self.issuer) else CardProblem.ISSUER)
            case Place.CARD_EXPIRY:
                found.add(expiry_problem(self.card_expiry, today))
            case Place.BANK:
                found.add(self._bank_problem())
            case Place.ACCOUNT:
                found.add(account_problem(self.account_number))
            case Place.CONSENT:
                found.add(FormProblem.CONSENT if self._missing_consents() else None)
        return frozenset(problem for problem in found if problem is not None)

    def _payer_problems(self) -> set[Problem | None]:
        if self.payer is None:
            return {FormProblem.PAYER}
        if self.payer is Payer.SELF:
            return set()
        return {
            None if self.payer_name.strip() else FormProblem.PAYER_NAME,
            None if self.payer_relation else FormProblem.PAYER_RELATION,
            None if is_mobile(self.payer_phone) else FormProblem.PAYER_PHONE,
        }

    def _bank_problem(self) -> Problem | None:
        if bank(self.bank_code) is None:
            return AccountProblem.BANK
        return AccountProblem.BANK_EXCLUDED if self.rules and exclusion(self.rules, self.bank_code) else None

    def _missing_consents(self) -> bool:
        return self.begun is None or any(terms.required and terms.id not in self.agreed for terms in self.begun.policy.terms)

    def shown_problems(self, question: Place, today: date) -> frozenset[Problem]:
        """Problems to say at the field: after 다음 was pressed there; an excluded bank at once (R31)."""
        problems = self.problems(question, today)
        return problems if question in self.tried else problems & {AccountProblem.BANK_EXCLUDED}

    def request(self) -> ChangeRequest:
        """What is asked of the carrier. Only what belongs to the chosen kind goes along."""
        if self.kind is None or self.begun is None:
            raise ValueError("no kind chosen yet")
        other = self.payer is Payer.OTHER
        consents = tuple(ConsentGiven(terms.id, terms.version) for terms in self.begun.policy.terms if terms.id in self.agreed)
        asked = ChangeRequest(
            kind=self.kind,
            payer=self.payer or Payer.SELF,
            payer_details=PayerDetails(self.payer_name.strip(), self.payer_relation, self.payer_phone) if other else None,
            consents=consents,
        )
        match self.kind:
            case MethodKind.CARD:
                return replace(asked, card_number=digits_of(self.card_number), card_issuer=self.issuer, card_expiry=expiry_of(self.card_expiry))
            case MethodKind.BANK:
                return replace(asked, bank_code=self.bank_code, account_number=digits_of(self.account_number))
            case _:
                return asked

    @property
    def new_method_masked(self) -> str:
        """The new method for the eye and the journal: institution and masked number; empty for wallets."""
        match self.kind:
            case MethodKind.CARD:
                issuer = card_issuer(self.issuer)
                return f"{issuer.name if issuer else ''} {mask_card(digits_of(self.card_number))}".strip()
            case MethodKind.BANK:
                chosen = bank(self.bank_code)
                return f"{chosen.name if chosen else ''} {mask_account(digits_of(self.account_number))}".strip()
            case _:
                return ""

    @property
    def is_unconfirmed(self) -> bool:
        """Sent, and no answer that says what became of it: 확인 중 (RR19)."""
        return isinstance(self.application, Failed) and self.application.failure.delivery is Delivery.AMBIGUOUS

    @property
    def is_finished(self) -> bool:
        return isinstance(self.application, Loaded) or self.is_unconfirmed

    @property
    def is_applying(self) -> bool:
        return isinstance(self.application, Loading)

    @property
    def waits_for_wallet(self) -> bool:
        """R9, R12: the wallet's own app has the last word."""
        return isinstance(self.application, Loaded) and self.application.value.state is ChangeState.PENDING_EXTERNAL_APP

    @property
    def has_answers(self) -> bool:
        """Something typed or chosen that leaving would lose."""
        typed = (self.payer_name, self.payer_phone, self.card_number, self.card_issuer, self.card_expiry, self.bank_code, self.account_number)
        return not self.is_finished and (self.payer is not None or bool(self.agreed) or any(typed))

    @property
    def window_open(self) -> bool:
        """R32: the carrier takes a change to this kind now."""
        plans = (self.preview, self.plan)
        plan = next((remote.value for remote in plans if isinstance(remote, Loaded)), None)
        return plan is not None and plan.window_open

    def reaches(self, place: Place, today: date) -> bool:
        """A step is earned by the ones before it; a finished change keeps only its last one."""
        if place is Place.DONE:
            return self.is_finished
        if self.is_finished or self.begun is None:
            return False
        match place:
            case Place.NOTICE:
                return True
            case Place.CONFIRM:
                return isinstance(self.preview, Loaded) and bool(self.key)
            case Place.IDENTITY:
                return self.identity is not None
            case Place.CODE | Place.PROVIDER:
                return _proof_asked(self.identity, place)
            case Place.PAYER_IDENTITY:
                return self.payer_identity is not None
            case Place.PAYER_CODE:
                return _proof_asked(self.payer_identity, Place.CODE)
            case _:
                return self._question_reached(place, today)

    def _question_reached(self, place: Place, today: date) -> bool:
        questions = self.questions()
        if place not in questions or not isinstance(self.plan, Loaded) or not self.window_open:
            return False
        return not any(self.problems(earlier, today) for earlier in questions[: questions.index(place)])

    def furthest(self, today: date) -> Place:
        """Where someone belongs who asked for a step they have not earned."""
        if self.is_finished:
            return Place.DONE
        if self.begun is None:
            return Place.METHOD
        reached = [place for place in (Place.NOTICE, *self.questions(), Place.CONFIRM) if self.reaches(place, today)]
        return reached[-1]

    def before(self, place: Place) -> Place:
        """Where Back leads from a step of this flow."""
        match place:
            case Place.NOTICE | Place.DONE:
                return Place.METHOD
            case Place.CONFIRM:
                return Place.CONSENT
            case Place.IDENTITY:
                return Place.CONFIRM
            case Place.CODE | Place.PROVIDER:
                return Place.IDENTITY
            case Place.PAYER_IDENTITY:
                return Place.CONFIRM
            case Place.PAYER_CODE:
                return Place.PAYER_IDENTITY
            case _:
                line = (Place.NOTICE, *self.questions())
                return line[line.index(place) - 1] if place in line else Place.NOTICE


def _proof_asked(proof: identity.Identity | None, place: Place) -> bool:
    if proof is None:
        return False
    if place is Place.CODE:
        return isinstance(proof.ticket, Loaded)
    return proof.method is not IdentityMethod.SMS and isinstance(proof.transaction, Loaded)


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
    text: str = dataclasses.field(repr=False)


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


Event = (
    ChangeOpened | KindChosen | PlanAnswered | PlanRetryPressed | PayerChosen | RelationChosen | FormTyped | IssuerChosen
    | BankChosen | TermsToggled | AllTermsToggled | TermsOpened | TermsClosed | NextPressed | PreviewAnswered | EditPressed
    | ConfirmPressed | IdentityHappened | PayerIdentityHappened | ApplicationAnswered | CheckAgainPressed
    | LeavePressed | LeaveDismissed | LeaveConfirmed | FinishPressed
)


# Effects
@dataclass(frozen=True, slots=True)
class GoTo:
    place: Place


@dataclass(frozen=True, slots=True)
class LoadPlan:
    kind: MethodKind


@dataclass(frozen=True, slots=True)
class CheckRequest:
    request: ChangeRequest


@dataclass(frozen=True, slots=True)
class ForIdentity:
    """An effect of the identity check, and whose check it is."""

    effect: identity.Effect
    payer: bool


@dataclass(frozen=True, slots=True)
class ApplyChange:
    request: ChangeRequest
    identity_id: str
    payer_identity_id: str | None
    key: str
    description: str


@dataclass(frozen=True, slots=True)
class AskChange:
    """What became of a change the carrier has taken."""

    change_id: str


@dataclass(frozen=True, slots=True)
class AskIntents:
    """What became of a change whose answer was lost."""


Effect = GoTo | LoadPlan | CheckRequest | ForIdentity | ApplyChange | AskChange | AskIntents


def update(now: Change, event: Event, at: datetime) -> tuple[Change, tuple[Effect, ...]]:
    """One event of the flow. at is the carrier's time, KST."""
    today = at.date()
    match event:
        case KindChosen(kind) if now.begun and now.begun.policy.method(kind) and not now.is_applying:
            return replace(_edited(now), kind=kind, plan=Loading()), (LoadPlan(kind),)
        case PlanRetryPressed() if now.kind and not isinstance(now.plan, Loading):
            return replace(now, plan=Loading()), (LoadPlan(now.kind),)
        case PlanAnswered(kind, outcome) if kind is now.kind:
            return replace(now, plan=outcome), ()
        case PayerChosen(payer):
            return replace(_edited(now), payer=payer), ()
        case RelationChosen(relation):
            return replace(_edited(now), payer_relation=relation), ()
        case FormTyped("bank_search", text):
            return replace(now, bank_search=text), ()
        case FormTyped(name, text):
            typed: dict[str, Any] = {name: text}
            return replace(_edited(now), **typed), ()
        case IssuerChosen(code):
            return replace(_edited(now), card_issuer=code), ()
        case BankChosen(code):
            return replace(_edited(now), bank_code=code), ()
        case TermsToggled(terms_id, agreed):
            return replace(_edited(now), agreed=now.agreed | {terms_id} if agreed else now.agreed - {terms_id}), ()
        case AllTermsToggled(agreed) if now.begun:
            everything = frozenset(terms.id for terms in now.begun.policy.terms)
            return replace(_edited(now), agreed=everything if agreed else frozenset()), ()
        case TermsOpened(terms_id):
            return replace(now, reading=terms_id), ()
        case TermsClosed():
            return replace(now, reading=None), ()
        case NextPressed(on):
            return _next(now, on, today)
        case PreviewAnswered(outcome, key) if isinstance(now.preview, Loading):
            return _previewed(now, outcome, key)
        case EditPressed(question) if question in now.questions() and not now.is_applying:
            return now, (GoTo(question),)
        case ConfirmPressed():
            return _confirm(now, at)
        case IdentityHappened(inner) if now.identity:
            return _identify(now, now.identity, inner, at)
        case PayerIdentityHappened(inner) if now.payer_identity:
            return _identify_payer(now, now.payer_identity, inner, at)
        case ApplicationAnswered(outcome):
            return _answered(now, outcome)
        case CheckAgainPressed() if now.waits_for_wallet and isinstance(now.application, Loaded):
            return now, (AskChange(now.application.value.id),)
        case CheckAgainPressed() if now.is_unconfirmed:
            return now, (AskIntents(),)
        case _:
            return now, ()


def opened(overview: Overview, at: datetime) -> Change:
    """A fresh change, reset on entering so that a finished one still shows until then."""
    return Change(begun=overview, opened_at=at)


def _edited(now: Change) -> Change:
    """What was checked and keyed no longer fits what is typed."""
    if now.is_applying or now.is_finished:
        return now
    return replace(now, preview=NotAsked(), key="", refused=None, identity=None, payer_identity=None, application=NotAsked())


def _next(now: Change, on: Place, today: date) -> tuple[Change, tuple[Effect, ...]]:
    line = (Place.NOTICE, *now.questions())
    if on not in line or now.is_finished or not now.window_open or isinstance(now.preview, Loading):
        return now, ()
    now = replace(now, tried=now.tried | {on}, refused=None)
    if now.problems(on, today):
        return now, ()
    if on is not Place.CONSENT:
        return now, (GoTo(line[line.index(on) + 1]),)
    unanswered = next((question for question in now.questions() if now.problems(question, today)), None)
    if unanswered:
        return replace(now, tried=now.tried | {unanswered}), (GoTo(unanswered),)
    return replace(now, preview=Loading()), (CheckRequest(now.request()),)


def _previewed(now: Change, outcome: Outcome[ChangePlan], key: str) -> tuple[Change, tuple[Effect, ...]]:
    if isinstance(outcome, Loaded):
        return replace(now, preview=outcome, key=key, refused=None), (GoTo(Place.CONFIRM),)
    return _sent_back(replace(now, preview=NotAsked()), outcome.failure, Place.CONSENT)


def _sent_back(now: Change, failure: Failure, otherwise: Place) -> tuple[Change, tuple[Effect, ...]]:
    """To the question the carrier refused, with its reason; nothing typed is lost."""
    question = QUESTION_OF_REFUSAL.get(failure.refusal, otherwise)
    if question is Place.CARD_ISSUER and question not in now.questions():
        question = Place.CARD_NUMBER
    return replace(now, refused=failure), (GoTo(question if question in (*now.questions(), Place.CONFIRM) else otherwise),)


def _confirm(now: Change, at: datetime) -> tuple[Change, tuple[Effect, ...]]:
    ready = isinstance(now.preview, Loaded) and now.key and not now.is_applying and not now.is_finished
    if not ready or not now.window_open or now.begun is None or now.rules is None or now.kind is None:
        return now, ()
    proven = now.identity.verified if now.identity else None
    if proven and now.identity and proven.expires_at > at and _is_unsent(now):
        return _after_subscriber(now, at)
    allowed = now.rules.identity
    proof = identity.Identity(
        allowed=allowed,
        deprecated=now.begun.policy.deprecated_identity,
        otp=now.begun.policy.otp,
        kind=now.kind,
        digest=change_digest(now.request(), now.key),
        now=at,
        method=allowed[0],
        person=Person(phone=now.begun.line.msisdn),
    )
    return replace(now, identity=proof, payer_identity=None, application=NotAsked(), refused=None), (GoTo(Place.IDENTITY),)


def _is_unsent(now: Change) -> bool:
    return isinstance(now.application, Failed) and now.application.failure.delivery is Delivery.NOT_SENT


def _identify(now: Change, before: Identity, event: identity.Event, at: datetime) -> tuple[Change, tuple[Effect, ...]]:
    after, inner = identity.update(before, event, at)
    now = replace(now, identity=after)
    effects = tuple(ForIdentity(effect, payer=False) for effect in inner)
    if after.verified and not before.verified:
        now, onward = _after_subscriber(now, at)
        return now, (*effects, *onward)
    return now, (*effects, *_proof_place(before, after, Place.CODE))


def _identify_payer(now: Change, before: Identity, event: identity.Event, at: datetime) -> tuple[Change, tuple[Effect, ...]]:
    after, inner = identity.update(before, event, at)
    now = replace(now, payer_identity=after)
    effects = tuple(ForIdentity(effect, payer=True) for effect in inner)
    if after.verified and not before.verified:
        now, onward = _apply(now)
        return now, (*effects, *onward)
    return now, (*effects, *_proof_place(before, after, Place.PAYER_CODE))


def _proof_place(before: identity.Identity, after: identity.Identity, code_place: Place) -> tuple[GoTo, ...]:
    if isinstance(after.ticket, Loaded) and not isinstance(before.ticket, Loaded):
        return (GoTo(code_place),)
    if after.awaits_provider and not before.awaits_provider:
        return (GoTo(Place.PROVIDER),)
    return ()


def _after_subscriber(now: Change, at: datetime) -> tuple[Change, tuple[Effect, ...]]:
    """C18: another payer proves who they are too, by a code to their own phone."""
    payer_proven = now.payer_identity is not None and now.payer_identity.verified is not None
    if now.payer is not Payer.OTHER or payer_proven or now.begun is None or now.identity is None:
        return _apply(now)
    proof = identity.Identity(
        allowed=(IdentityMethod.SMS,), deprecated=(), otp=now.begun.policy.otp, kind=now.identity.kind,
        digest=now.identity.digest, now=at, for_payer=True, method=IdentityMethod.SMS,
        person=Person(name=now.payer_name.strip(), phone=now.payer_phone),
    )
    return replace(now, payer_identity=proof), (GoTo(Place.PAYER_IDENTITY),)


def _apply(now: Change) -> tuple[Change, tuple[Effect, ...]]:
    proven = now.identity.verified if now.identity else None
    if proven is None or now.is_applying or now.is_finished:
        return now, ()
    payer = now.payer_identity.verified if now.payer_identity else None
    send = ApplyChange(now.request(), proven.id, payer.id if payer else None, now.key, now.new_method_masked)
    return replace(now, application=Loading()), (send,)


def _answered(now: Change, outcome: Outcome[MethodChange]) -> tuple[Change, tuple[Effect, ...]]:
    answered = replace(now, application=outcome)
    if answered.is_finished:
        forgotten = replace(
            answered, card_number="", card_expiry="", account_number="", payer_phone="", identity=None, payer_identity=None
        )
        return forgotten, (GoTo(Place.DONE),)
    if isinstance(outcome, Loaded) or outcome.failure.delivery is Delivery.NOT_SENT:
        return answered, (GoTo(Place.CONFIRM),)
    return _sent_back(replace(answered, identity=None, payer_identity=None), outcome.failure, Place.CONFIRM)
