"""CAMARA carrier-billing v0.5: purchases charged to the phone bill (소액결제), in one step."""
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import JSONResponse

from app.sandbox.access import PAYMENTS_CREATE, PAYMENTS_READ, Access, reach, reachable, with_scope
from app.sandbox.camara_shapes import Charge, Phone, Shape, WithSink, in_pages, won
from app.sandbox.clock import KST
from app.sandbox.exchange import BaseUrl, TheWorld
from app.sandbox.problems import BILLING_API, Refused
from app.sandbox.records import LineState, StoredCarrierPayment, Subscriber
from app.sandbox.world import World, of

PREFIX = "/carrier-billing/v0.5"
PAYMENTS = "/payments"
LARGEST = 1_000_000  # KRW: what a Korean line may charge in a month at most, so no single purchase is more
STATUSES = frozenset({"processing", "pending_validation", "denied", "reserved", "succeeded", "cancelled"})
COUNTED = frozenset({"processing", "pending_validation", "reserved", "succeeded"})  # against the month's limit

router = APIRouter(prefix=PREFIX)
Creator = Annotated[Access, Depends(with_scope(PAYMENTS_CREATE))]
Reader = Annotated[Access, Depends(with_scope(PAYMENTS_READ))]


class MetaData(Shape):
    merchant_name: str = ""
    merchant_identifier: str = ""
    fee: float | None = None
    purchase_category_code: str = ""
    channel: str = ""
    service_id: str = ""
    product_id: str = ""


class PaymentItem(Charge):
    id: str


class PaymentAmount(Shape):
    charging_information: Charge
    charging_meta_data: MetaData = MetaData()
    payment_details: list[PaymentItem] = Field(default=[], min_length=1)


class AmountTransaction(Shape):
    payment_amount: PaymentAmount
    reference_code: str
    phone_number: Phone = ""
    client_correlator: str = ""


class CreatePayment(WithSink):
    amount_transaction: AmountTransaction


@router.post(PAYMENTS, operation_id="createPayment", status_code=201)
async def create_payment(body: CreatePayment, world: TheWorld, caller: Creator, url: BaseUrl) -> JSONResponse:
    body.check_sink()
    transaction = body.amount_transaction
    amount = transaction.payment_amount
    krw = won(amount.charging_information, *amount.payment_details)
    line = line_of(world, caller, transaction.phone_number)
    refuse_repeated([one.transaction for one in of(line, world.records.carrier_payments)], transaction.as_sent())
    _refuse_what_may_not_be_charged(world, line, krw)
    meta = amount.charging_meta_data
    payment = StoredCarrierPayment(
        world.new_id(),
        line.id,
        meta.merchant_name,
        amount.charging_information.description,
        krw,
        world.now(),
        "succeeded",
        category=meta.purchase_category_code,
        transaction=transaction.as_sent(),
        sink=body.sink,
    )
    world.records.carrier_payments[payment.id] = payment
    created = payment_body(world, payment, url)
    return JSONResponse(created, 201, {"Location": created["amountTransaction"]["resourceURL"]})


@router.get(PAYMENTS, operation_id="retrievePayments")
async def retrieve_payments(request: Request, world: TheWorld, caller: Reader, url: BaseUrl) -> JSONResponse:
    return in_pages(
        request,
        reachable(caller, world.records.carrier_payments),
        api=BILLING_API,
        name="payment",
        created=lambda one: one.at,
        status=lambda one: one.state,
        statuses=STATUSES,
        merchant=_merchant,
        body=lambda one: payment_body(world, one, url),
    )


@router.get(PAYMENTS + "/{paymentId}", operation_id="retrievePayment")
async def retrieve_payment(paymentId: str, world: TheWorld, caller: Reader, url: BaseUrl) -> JSONResponse:  # noqa: N803
    return JSONResponse(payment_body(world, reach(caller, world.records.carrier_payments, paymentId), url))


def payment_body(world: World, payment: StoredCarrierPayment, url: str) -> dict[str, Any]:
    """CAMARA Payment; what the carrier itself recorded is worded as if it had been asked for this way."""
    charge = {"amount": payment.amount, "currency": "KRW", "description": payment.description, "isTaxIncluded": True}
    meta = {"merchantName": payment.merchant, "purchaseCategoryCode": payment.category}
    recorded = {"referenceCode": payment.id, "paymentAmount": {"chargingInformation": charge, "chargingMetaData": meta}}
    body = {
        "paymentId": payment.id,
        "amountTransaction": {
            **(payment.transaction or recorded),
            "phoneNumber": world.records.subscribers[payment.subscriber].msisdn,
            "resourceURL": f"{url}{PREFIX}{PAYMENTS}/{payment.id}",
            "serverReferenceCode": server_reference(payment.id),
        },
        "paymentStatus": payment.state,
        "paymentCreationDate": payment.at.isoformat(),
    }
    if payment.state in ("succeeded", "cancelled"):
        body["paymentDate"] = payment.at.isoformat()
    return body | {"sink": payment.sink} if payment.sink else body


def server_reference(payment_id: str) -> str:
    """승인번호: eight digits to read out on the phone."""
    return f"{int(payment_id.replace('-', '')[:12], 16) % 10**8:08}"


def line_of(world: World, caller: Access, phone: str) -> Subscriber:
    """Whom the purchase is for. Raises UNNECESSARY_IDENTIFIER, MISSING_IDENTIFIER, IDENTIFIER_NOT_FOUND."""
    if caller.subscriber:
        if phone:
            raise Refused("UNNECESSARY_IDENTIFIER")
        return caller.subscriber
    if not phone:
        raise Refused("MISSING_IDENTIFIER")
    for subscriber in world.records.subscribers.values():
        if subscriber.msisdn == phone:
            return subscriber
    raise Refused("IDENTIFIER_NOT_FOUND")


def refuse_repeated(earlier: list[dict[str, Any]], transaction: dict[str, Any]) -> None:
    """Raises INVALID_ARGUMENT for a clientCorrelator used before; without one, ALREADY_EXISTS for a referenceCode."""
    if correlator := transaction.get("clientCorrelator"):
        if any(one.get("clientCorrelator") == correlator for one in earlier):
            raise Refused("INVALID_ARGUMENT", message="clientCorrelator already exist on server.")
    elif any(one.get("referenceCode") == transaction["referenceCode"] for one in earlier):
        raise Refused("ALREADY_EXISTS")


def charged_in(world: World, subscriber: Subscriber, now: datetime) -> int:
    """KRW charged in the calendar month of `now`, less what was given back: it counts against the limit (R79)."""
    payments = of(subscriber, world.records.carrier_payments)
    return sum(
        one.amount - one.refunded
        for one in payments
        if one.state in COUNTED and _month(one.at) == _month(now) and one.at <= now
    )


def _refuse_what_may_not_be_charged(world: World, line: Subscriber, amount: int) -> None:
    """Raises PAYMENT_DENIED (no consent, blocked, suspended, arrears: R79-R81, R92) and the two limits."""
    profile, today = line.carrier_billing, world.now().date()
    overdue = any(bill.remaining and bill.due < today for bill in of(line, world.records.bills))
    if profile.consented_at is None or profile.blocked or overdue or line.line_state is not LineState.ACTIVE:
        raise Refused(f"{BILLING_API}.PAYMENT_DENIED")
    if amount > LARGEST:
        raise Refused(f"{BILLING_API}.UNAUTHORIZED_AMOUNT")
    if charged_in(world, line, world.now()) + amount > profile.limit:
        raise Refused(f"{BILLING_API}.USER_AMOUNT_THRESHOLD_OVERPASSED")


def _merchant(payment: StoredCarrierPayment) -> str:
    meta = payment.transaction.get("paymentAmount", {}).get("chargingMetaData", {})
    return str(meta.get("merchantIdentifier", ""))


def _month(at: datetime) -> tuple[int, int]:
    at = at.astimezone(KST)
    return at.year, at.month
