"""CAMARA carrier-billing-refund v0.3: money back for purchases on the phone bill."""
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import JSONResponse

from app.sandbox.access import REFUNDS_CREATE, REFUNDS_READ, Access, reach, with_scope
from app.sandbox.camara_shapes import Charge, Shape, WithSink, in_pages, won
from app.sandbox.carrier_billing import refuse_repeated
from app.sandbox.exchange import TheWorld
from app.sandbox.problems import REFUND_API, Refused
from app.sandbox.records import StoredCarrierPayment, StoredCarrierRefund
from app.sandbox.world import World

PREFIX = "/carrier-billing-refund/v0.3"
REFUNDS = "/payments/{paymentId}/refunds"
STATUSES = frozenset({"processing", "denied", "succeeded"})

router = APIRouter(prefix=PREFIX)
Creator = Annotated[Access, Depends(with_scope(REFUNDS_CREATE))]
Reader = Annotated[Access, Depends(with_scope(REFUNDS_READ))]


class MetaData(Shape):
    merchant_identifier: str = ""


class RefundItem(Charge):
    payment_item_id: str


class RefundAmount(Shape):
    charging_information: Charge | None = None
    charging_meta_data: MetaData = MetaData()
    refund_details: list[RefundItem] = Field(default=[], min_length=1)


class AmountTransaction(Shape):
    refund_amount: RefundAmount
    reference_code: str
    client_correlator: str = ""


class CreateRefund(WithSink):
    type: Literal["total", "partial"]
    amount_transaction: AmountTransaction
    reason: str = ""

    def as_sent(self) -> dict[str, Any]:
        """The transaction; a total refund has no amount of its own."""
        transaction = self.amount_transaction.as_sent()
        if self.type == "total":
            for name in ("chargingInformation", "refundDetails"):
                transaction["refundAmount"].pop(name, None)
        return transaction


@router.post(REFUNDS, operation_id="createRefund", status_code=201)
async def create_refund(paymentId: str, body: CreateRefund, world: TheWorld, caller: Creator) -> JSONResponse:  # noqa: N803
    body.check_sink()
    payment = reach(caller, world.records.carrier_payments, paymentId)
    amount, transaction = _amount_of(body, payment), body.as_sent()
    refuse_repeated([one.transaction for one in _refunds_of(world, payment)], transaction)
    left = payment.amount - payment.refunded
    if payment.state != "succeeded":
        raise Refused(f"{REFUND_API}.INVALID_PAYMENT_STATUS")
    if left == 0:
        raise Refused(f"{REFUND_API}.PAYMENT_NOT_ELIGIBLE_FOR_REFUND")
    if amount is not None and amount > left:
        raise Refused(f"{REFUND_API}.UNAUTHORIZED_AMOUNT")
    refund = StoredCarrierRefund(
        world.new_id(),
        payment.subscriber,
        payment.id,
        left if amount is None else amount,
        amount is None,
        transaction,
        world.now(),
        body.reason if "reason" in body.model_fields_set else None,
        body.sink,
    )
    payment.refunded += refund.amount
    world.records.carrier_refunds[refund.id] = refund
    return JSONResponse(refund_body(refund), 201)


@router.get(REFUNDS, operation_id="retrieveRefunds")
async def retrieve_refunds(paymentId: str, request: Request, world: TheWorld, caller: Reader) -> JSONResponse:  # noqa: N803
    return in_pages(
        request,
        _refunds_of(world, reach(caller, world.records.carrier_payments, paymentId)),
        api=REFUND_API,
        name="refund",
        created=lambda one: one.at,
        status=lambda one: "succeeded",
        statuses=STATUSES,
        merchant=_merchant,
        body=refund_body,
    )


@router.get(REFUNDS + "/remaining-amount", operation_id="retrievePaymentRemainingAmount")
async def retrieve_payment_remaining_amount(paymentId: str, world: TheWorld, caller: Reader) -> JSONResponse:  # noqa: N803
    payment = reach(caller, world.records.carrier_payments, paymentId)
    left = {"amount": payment.amount - payment.refunded, "currency": "KRW", "description": payment.description}
    return JSONResponse(left | {"isTaxIncluded": _is_tax_included(payment)})


@router.get(REFUNDS + "/{refundId}", operation_id="retrieveRefund")
async def retrieve_refund(paymentId: str, refundId: str, world: TheWorld, caller: Reader) -> JSONResponse:  # noqa: N803
    refund = reach(caller, world.records.carrier_refunds, refundId)
    if refund.payment != paymentId:
        raise Refused("NOT_FOUND")
    return JSONResponse(refund_body(refund))


def refund_body(refund: StoredCarrierRefund) -> dict[str, Any]:
    """CAMARA TotalRefund or PartialRefund."""
    optional = {"reason": refund.reason, "sink": refund.sink or None}
    return {
        "refundId": refund.id,
        "refundStatus": "succeeded",
        "type": "total" if refund.is_total else "partial",
        "amountTransaction": refund.transaction,
        "refundCreationDate": refund.at.isoformat(),
        "refundDate": refund.at.isoformat(),
        **{name: value for name, value in optional.items() if value is not None},
    }


def _amount_of(body: CreateRefund, payment: StoredCarrierPayment) -> int | None:
    """KRW of a partial refund, None for a total one. Raises INVALID_ARGUMENT and the two mismatches."""
    if body.type == "total":
        return None
    asked = body.amount_transaction.refund_amount
    if asked.charging_information is None:
        raise Refused("INVALID_ARGUMENT")
    amount = won(asked.charging_information, *asked.refund_details)
    if asked.charging_information.is_tax_included != _is_tax_included(payment):
        raise Refused(f"{REFUND_API}.TAXES_MANAGEMENT_MISMATCH")
    items = {one["id"]: one["amount"] for one in payment.transaction.get("paymentAmount", {}).get("paymentDetails", [])}
    if any(item.amount > items.get(item.payment_item_id, 0) for item in asked.refund_details):
        raise Refused(f"{REFUND_API}.REFUND_DETAILS_MISMATCH")
    return amount


def _is_tax_included(payment: StoredCarrierPayment) -> bool:
    """What the carrier itself recorded is with tax."""
    if not payment.transaction:
        return True
    return bool(payment.transaction["paymentAmount"]["chargingInformation"].get("isTaxIncluded", False))


def _refunds_of(world: World, payment: StoredCarrierPayment) -> list[StoredCarrierRefund]:
    return [one for one in world.records.carrier_refunds.values() if one.payment == payment.id]


def _merchant(refund: StoredCarrierRefund) -> str:
    return str(refund.transaction["refundAmount"].get("chargingMetaData", {}).get("merchantIdentifier", ""))
