"""본인확인: the way, the person, and the consent to be checked; for the subscriber or for another payer (R54, R55, R27)."""
import flet as ft

from app.domain.identity import IdentityMethod, PersonProblem
from app.domain.masking import mask_name, mask_phone
from app.screens.change_method.pieces import Send, refusal_notice, refused_here
from app.screens.change_method.proof import Tell, proof_of, sends_to
from app.state.app_state import AppState
from app.state.identity.flow import AgreementToggled, Identity, MethodChosen, PersonTyped, ProofRequested
from app.state.remote import Failed, Loading
from app.ui import kit
from app.ui.strings import identity as say


def identity_screen(now: AppState, send: Send) -> ft.View:
    proof, tell = proof_of(now), sends_to(now, send)
    method = proof.method or proof.allowed[0]
    body = [
        *_refused(now, proof),
        _question(now, proof),
        *(_choice(way, proof, tell) for way in proof.allowed if len(proof.allowed) > 1),
        *(_person(now, proof, tell) if method is IdentityMethod.SMS else []),
        *_consent(proof, method, tell),
    ]
    busy = isinstance(proof.transaction, Loading) or isinstance(proof.ticket, Loading)
    action = kit.filled_button(say.REQUEST[method], lambda: tell(ProofRequested()), busy=busy)
    return kit.screen(now.place, say.TITLE, body, send, action=action, now=now)


def _refused(now: AppState, proof: Identity) -> list[ft.Control]:
    failed = next((remote for remote in (proof.ticket, proof.transaction) if isinstance(remote, Failed)), None)
    return [refusal_notice(now.change, failed.failure)] if failed else refused_here(now)


def _question(now: AppState, proof: Identity) -> ft.Control:
    if proof.for_payer:
        return kit.question(say.PAYER_QUESTION, say.PAYER_HINT.format(name=mask_name(now.change.payer_name.strip())))
    return kit.question(say.QUESTION, say.HINT)


def _choice(way: IdentityMethod, proof: Identity, tell: Tell) -> ft.Control:
    detail = say.METHOD_DETAIL[way]
    if way in proof.deprecated:
        detail = f"{say.GOING_AWAY} {detail}"
    return kit.choice(say.METHOD[way], detail, proof.method is way, lambda: tell(MethodChosen(way)))


def _person(now: AppState, proof: Identity, tell: Tell) -> list[ft.Control]:
    wrong = proof.person.problems(now.now.date()) if proof.tried else frozenset()

    def problem(which: PersonProblem) -> str | None:
        return say.PROBLEM[which] if which in wrong else None

    return [
        kit.text_field(
            say.NAME,
            proof.person.name,
            lambda text: tell(PersonTyped("name", text)),
            problem=problem(PersonProblem.NAME),
            max_length=40,
            autofill=ft.AutofillHint.NAME,
        ),
        kit.text_field(
            say.BIRTH,
            proof.person.birth,
            lambda text: tell(PersonTyped("birth", text)),
            problem=problem(PersonProblem.BIRTH),
            hint=say.BIRTH_HINT,
            digits=True,
            secret=True,
            max_length=6,
        ),
        kit.text_field(
            say.GENDER,
            proof.person.gender,
            lambda text: tell(PersonTyped("gender", text)),
            problem=problem(PersonProblem.GENDER),
            hint=say.GENDER_HINT,
            digits=True,
            secret=True,
            max_length=1,
        ),
        _phone(proof, problem(PersonProblem.PHONE), tell),
    ]


def _phone(proof: Identity, problem: str | None, tell: Tell) -> ft.Control:
    """The subscriber's own is known, so it is not asked for again; another payer may correct theirs."""
    if not proof.for_payer:
        return kit.card(kit.fact(say.SENDS_TO, mask_phone(proof.person.phone)))
    return kit.text_field(
        say.PHONE,
        proof.person.phone,
        lambda text: tell(PersonTyped("phone", text)),
        problem=problem,
        digits=True,
        max_length=13,
        autofill=ft.AutofillHint.TELEPHONE_NUMBER_DEVICE,
    )


def _consent(proof: Identity, method: IdentityMethod, tell: Tell) -> list[ft.Control]:
    by_sms = method is IdentityMethod.SMS
    return [
        kit.check(say.AGREE, proof.agreed, lambda agreed: tell(AgreementToggled(agreed))),
        kit.notice(say.AGREE_DETAIL if by_sms else say.AGREE_PROVIDER),
        *([kit.notice(say.AGREE_PROBLEM, tone="error")] if proof.tried and not proof.agreed else []),
    ]
