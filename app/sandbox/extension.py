"""The self-care extension API (docs/extension-api.md): policy, change of payment method, identity."""
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from starlette.responses import JSONResponse, Response

from app.domain.calendar import Shift
from app.domain.card import digits_of
from app.domain.change import ChangePlan, ChangeRequest, ConsentGiven, PayerDetails
from app.domain.identity import IdentityMethod, Person
from app.domain.masking import mask_phone
from app.domain.payment_method import MethodKind, Payer, Relation
from app.sandbox import identity_checks, one_time_password, payment_method_changes
from app.sandbox.access import TheSubscriber
from app.sandbox.clock import KST
from app.sandbox.exchange import BaseUrl, TheWorld
from app.sandbox.extension_answers import Change, Extension, OfferedMethod, Plan, Policy, Session, answer
from app.sandbox.idempotency import change_of_key, once
from app.sandbox.payment_method_changes import Proofs
from app.sandbox.policy_file import load_policy, policy_names
from app.sandbox.problems import Refused
from app.sandbox.records import AuthSession, StoredChange
from app.sandbox.tmf import payment_method
from app.sandbox.world import World, newest_first, of, own

PREFIX = "/selfcare/v1"
CHANGES = "/paymentMethodChange"

router = APIRouter(prefix=PREFIX)
Key = Annotated[str, Header(alias="Idempotency-Key")]
Operation = Literal["paymentMethodChange"]


class Body(BaseModel):
    """Unknown fields are ignored; what is wrong is never repeated in an error."""

    model_config = ConfigDict(alias_generator=to_camel, hide_input_in_errors=True)


class MethodBody(Body):
    """A TMF670 bankCard, bankAccountDebit or digitalWallet, as far as it is filled in."""

    type: str = Field(alias="@type")
    name: str = ""
    service: str = ""
    card_number: str | None = Field(None, repr=False)
    brand: str | None = None
    expiration_date: AwareDatetime | None = Field(None, repr=False)
    account_number: str | None = Field(None, repr=False)
    bank: str | None = None

    def kind(self) -> MethodKind:
        """@type is matched whatever the case of its first letter. Raises METHOD_NOT_ALLOWED."""
        match self.type[:1].lower() + self.type[1:]:
            case "bankCard":
                return MethodKind.CARD
            case "bankAccountDebit":
                return MethodKind.BANK
            case "digitalWallet" if self.service in (MethodKind.KAKAOPAY, MethodKind.PAYCO):
                return MethodKind(self.service)
        raise Refused("METHOD_NOT_ALLOWED")


class PayerBody(Body):
    type: Payer
    name: str = Field("", repr=False)
    relation: Relation | None = None
    phone_number: str = Field("", repr=False)


class ConsentBody(Body):
    terms_id: str
    version: str


class ChangeBody(Body):
    payment_method: MethodBody
    payer: PayerBody = PayerBody(type=Payer.SELF, name="", phone_number="")
    consents: tuple[ConsentBody, ...] = ()

    def is_kind_only(self) -> bool:
        """Nothing is typed yet: only the dates of a kind are asked for."""
        return self.model_fields_set == {"payment_method"} and self.payment_method.model_fields_set <= {
            "type",
            "name",
            "service",
        }

    def to_domain(self) -> ChangeRequest:
        """Only what belongs to the kind goes along."""
        method, payer, kind = self.payment_method, self.payer, self.payment_method.kind()
        expires = method.expiration_date.astimezone(KST) if method.expiration_date else None
        is_card, is_bank = kind is MethodKind.CARD, kind is MethodKind.BANK
        return ChangeRequest(
            kind=kind,
            payer=payer.type,
            payer_details=PayerDetails(payer.name, payer.relation, payer.phone_number)
            if payer.type is Payer.OTHER
            else None,
            card_number=digits_of(method.card_number or "") if is_card else "",
            card_issuer=(method.brand or "") if is_card else "",
            card_expiry=(expires.year, expires.month) if is_card and expires else None,
            bank_code=(method.bank or "") if is_bank else "",
            account_number=digits_of(method.account_number or "") if is_bank else "",
            consents=tuple(ConsentGiven(consent.terms_id, consent.version) for consent in self.consents),
        )


class ApplicationBody(ChangeBody):
    identity_id: str = ""
    payer_identity_id: str = ""


class PersonBody(Body):
    name: str = Field(repr=False)
    birth_date: str = Field(repr=False)
    gender_digit: str = Field(repr=False)
    phone_number: str = Field(repr=False)

    def to_domain(self) -> Person:
        return Person(self.name, self.birth_date, self.gender_digit, self.phone_number)


class SessionBody(Body):
    operation: Operation
    kind: MethodKind
    method: IdentityMethod
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    subject: Literal["subscriber", "payer"] = "subscriber"
    person: PersonBody | None = None


class CodeBody(Body):
    authentication_id: str = Field(max_length=36)


@router.get(
    "/carrierPolicy/{carrier}",
    operation_id="retrieveCarrierPolicy",
    summary="Rules of a carrier",
    responses=answer(200, Policy, "The policy."),
)
async def retrieve_carrier_policy(carrier: str, subscriber: TheSubscriber) -> Response:
    """Everything the app must not decide by itself: methods, debit days, windows, codes, contacts, terms. A client draws its
    forms from this, so that carriers differ in data alone."""
    if carrier not in policy_names():
        raise Refused("NOT_FOUND")
    return Response(load_policy(carrier).wire, media_type="application/json")


@router.post(
    CHANGES + "/preview",
    operation_id="previewPaymentMethodChange",
    summary="Check a change and compute its dates",
    responses=answer(200, Plan, "The plan."),
)
async def preview_payment_method_change(body: ChangeBody, world: TheWorld, subscriber: TheSubscriber) -> JSONResponse:
    """Changes nothing. A body of nothing but a kind (`@type`, `service`) answers its dates; anything more is checked as a whole
    request. Outside the change window the answer is still a plan, with `window.open` false."""
    if body.is_kind_only():
        return JSONResponse(plan_body(payment_method_changes.plan_for(world, subscriber, body.payment_method.kind())))
    return JSONResponse(plan_body(payment_method_changes.preview(world, subscriber, body.to_domain())))


@router.post(
    CHANGES,
    operation_id="createPaymentMethodChange",
    status_code=201,
    summary="Apply for a change",
    responses=answer(201, Change, "Taken on."),
)
async def create_payment_method_change(
    body: ApplicationBody, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl, key: Key = ""
) -> Response:
    """Needs `Idempotency-Key` and the id of an identity check that was opened for exactly this request and key
    (`digest`), `payerIdentityId` too when another person pays. An SMS tells the subscriber."""
    def work() -> tuple[StoredChange, dict[str, Any]]:
        proofs = Proofs(body.identity_id, body.payer_identity_id)
        change = payment_method_changes.apply(world, subscriber, body.to_domain(), proofs, key)
        return change, change_body(world, change, url)

    return await once(world, subscriber, "createPaymentMethodChange", key, body.model_dump(mode="json"), 201, work)


@router.get(
    CHANGES,
    operation_id="listPaymentMethodChange",
    summary="The subscriber's changes",
    responses=answer(200, list[Change], "Newest first."),
)
async def list_payment_method_change(world: TheWorld, subscriber: TheSubscriber, url: BaseUrl) -> JSONResponse:
    """Every change ever taken on for this line, open or closed."""
    changes = newest_first(of(subscriber, world.records.changes))
    headers = {"X-Total-Count": str(len(changes)), "X-Result-Count": str(len(changes))}
    return JSONResponse([change_body(world, change, url) for change in changes], headers=headers)


@router.get(
    CHANGES + "/by-key/{key}",
    operation_id="retrievePaymentMethodChangeByKey",
    summary="What became of a request",
    responses=answer(200, Change, "The change that key made."),
)
async def retrieve_payment_method_change_by_key(
    key: str, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    """For a client whose answer was lost: 404 says that nothing was taken on under this key, 409 that it still runs."""
    return JSONResponse(change_body(world, change_of_key(world, subscriber, key), url))


@router.get(
    CHANGES + "/{id}",
    operation_id="retrievePaymentMethodChange",
    summary="One change",
    responses=answer(200, Change, "The change."),
)
async def retrieve_payment_method_change(
    id: str, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    """Where it stands by the carrier's clock at this moment."""
    return JSONResponse(change_body(world, own(subscriber, world.records.changes, id), url))


@router.post(
    CHANGES + "/{id}/cancel",
    operation_id="cancelPaymentMethodChange",
    summary="Call a change off",
    responses=answer(200, Change, "Called off."),
)
async def cancel_payment_method_change(
    id: str, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl, key: Key = ""
) -> Response:
    """Needs `Idempotency-Key`. Possible until `cancellableUntil`; then, and once it is closed, 409 `TOO_LATE_TO_CANCEL`."""
    def work() -> tuple[StoredChange, dict[str, Any]]:
        change = payment_method_changes.cancel(world, subscriber, id)
        return change, change_body(world, change, url)

    return await once(world, subscriber, "cancelPaymentMethodChange", key, id, 200, work)


@router.get(
    "/authMethod",
    operation_id="listAuthMethod",
    summary="Ways to prove who one is",
    responses=answer(200, list[OfferedMethod], "In the order to offer them."),
)
async def list_auth_method(
    operation: Operation, kind: Annotated[MethodKind, Query()], world: TheWorld, subscriber: TheSubscriber
) -> JSONResponse:
    """Which identity checks the carrier accepts for an operation on a kind of payment method."""
    deprecated = world.policy.deprecated_identity
    return JSONResponse(
        [
            {"method": one, "deprecated": one in deprecated}
            for one in identity_checks.method_policy(world, kind).identity
        ]
    )


@router.post(
    "/authSession",
    operation_id="createAuthSession",
    status_code=201,
    summary="Begin an identity check",
    responses=answer(201, Session, "Begun."),
)
async def create_auth_session(
    body: SessionBody, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    """`person` belongs to `sms` only: it is compared, never kept. i-PIN and certificates go on at `providerUrl`. For `sms`, a
    code is sent next by CAMARA send-code to the number of `person`."""
    person = body.person.to_domain() if body.person else None
    session = identity_checks.open_session(world, subscriber, body.kind, body.method, body.digest, body.subject, person)
    return JSONResponse(session_body(session, world.now(), url), 201)


@router.get(
    "/authSession/{id}",
    operation_id="retrieveAuthSession",
    summary="One identity check",
    responses=answer(200, Session, "The check."),
)
async def retrieve_auth_session(id: str, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl) -> JSONResponse:
    """For a client that waits for somebody to come back from a provider's page."""
    return JSONResponse(session_body(own(subscriber, world.records.sessions, id), world.now(), url))


@router.post(
    "/authSession/{id}/complete",
    operation_id="completeAuthSession",
    summary="Complete an SMS check",
    responses=answer(200, Session, "Verified."),
)
async def complete_auth_session(
    id: str, body: CodeBody, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    """After CAMARA validate-code answered 204 for that `authenticationId`. A code proves a person once, and only for a check
    that was begun before the code was sent."""
    session = identity_checks.complete_by_code(world, subscriber, id, body.authentication_id)
    return JSONResponse(session_body(session, world.now(), url))


@router.post(
    "/authSession/{id}/extend",
    operation_id="extendAuthSession",
    summary="More time for a code",
    responses=answer(200, Extension, "The new end."),
)
async def extend_auth_session(id: str, body: CodeBody, world: TheWorld, subscriber: TheSubscriber) -> JSONResponse:
    """As often as the policy's `otp.maxExtensions` says; after that 429 `AUTH_LOCKED`."""
    session = own(subscriber, world.records.sessions, id)
    expires_at = one_time_password.extend_code(world, subscriber, session, body.authentication_id)
    return JSONResponse({"expiresAt": expires_at.isoformat()})


def plan_body(plan: ChangePlan) -> dict[str, Any]:
    charges = [
        {
            "date": charge.date.isoformat(),
            "on": "new" if charge.on_new else "old",
            "kind": charge.kind,
            "billingMonth": "{}-{:02}".format(*charge.billing_month),
            "shift": _shift_body(charge.shift),
        }
        for charge in plan.charges
    ]
    return {
        "sameType": plan.same_type,
        "effectiveDate": plan.effective.isoformat(),
        "firstChargeOnNew": plan.first_on_new.isoformat(),
        "lastChargeOnOld": plan.last_on_old.isoformat() if plan.last_on_old else None,
        "charges": charges,
        "warnings": list(plan.warnings),
        "cancellableUntil": plan.cancellable_until.isoformat(),
        "window": {
            "open": plan.window_open,
            "nextOpening": plan.next_opening.isoformat() if plan.next_opening else None,
        },
    }


def change_body(world: World, stored: StoredChange, url: str) -> dict[str, Any]:
    change, subscriber, methods = (
        world.to_domain(stored, url),
        world.records.subscribers[stored.subscriber],
        world.records.methods,
    )
    return {
        "id": change.id,
        "href": f"{url}{PREFIX}{CHANGES}/{change.id}",
        "receiptNumber": change.receipt,
        "state": change.state,
        "requestedDate": change.requested_at.isoformat(),
        "effectiveDate": change.effective.isoformat(),
        "firstChargeDate": change.first_charge.isoformat(),
        "lastChargeOnOldDate": change.last_on_old.isoformat() if change.last_on_old else None,
        "cancellableUntil": change.cancellable_until.isoformat(),
        "fromPaymentMethod": payment_method(subscriber, methods[stored.from_method], url),
        "toPaymentMethod": payment_method(subscriber, methods[stored.to_method], url),
        "notifiedTo": mask_phone(subscriber.msisdn),
        "externalAppUrl": change.external_app_url or None,
    }


def session_body(session: AuthSession, now: datetime, url: str) -> dict[str, Any]:
    at_provider = session.method is not IdentityMethod.SMS
    return {
        "id": session.id,
        "method": session.method,
        "state": session.state_at(now),
        "expiresAt": session.expires_at.isoformat(),
        "providerUrl": f"{url}/provider/identity/{session.id}" if at_provider else None,
    }


def _shift_body(shift: Shift | None) -> dict[str, Any] | None:
    if shift is None:
        return None
    over = [{"date": off.day.isoformat(), "name": off.name, "weekend": off.is_weekend} for off in shift.over]
    return {"nominal": shift.nominal.isoformat(), "over": over}
