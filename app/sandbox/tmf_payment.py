"""TMF676 payments: what the subscriber pays towards bills, and what was debited."""
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import Field
from starlette.responses import JSONResponse, Response

from app.sandbox.access import TheSubscriber
from app.sandbox.exchange import BaseUrl, TheWorld
from app.sandbox.idempotency import answer_of_key, once_if_keyed
from app.sandbox.ledger import owed, receive
from app.sandbox.problems import Refused
from app.sandbox.records import StoredBill, StoredMethod, StoredPayment, Subscriber
from app.sandbox.tmf import ACCOUNTS, BILLS, METHODS, PAYMENTS, money, payment_method
from app.sandbox.tmf630 import Resource, listed, names, single
from app.sandbox.tmf_shapes import Money, Reference, TmfShape
from app.sandbox.world import World, of, own

PATHS = (PAYMENTS, f"/tmf-api{PAYMENTS}")  # the official file has the first, everything else of TM Forum the second
PAYMENT_NAMES = names(
    "authorizationCode correlatorId description name paymentDate status statusDate account amount channel "
    "paymentItem paymentMethod pointOfInteraction relatedParty taxAmount totalAmount"
)

router = APIRouter()
Key = Annotated[str, Header(alias="Idempotency-Key")]


class PaymentItem(TmfShape):
    item: Reference
    amount: Money | None = None
    total_amount: Money | None = None

    def won(self) -> int | None:
        stated = self.total_amount or self.amount
        return stated.won() if stated else None


class CreatePayment(TmfShape):
    """Payment_Create; a method is named by its id, all else about it is ours to say."""

    account: Reference
    payment_method: Reference
    total_amount: Money
    payment_item: list[PaymentItem] = []
    name: str | None = None
    description: str | None = None
    correlator_id: str | None = Field(None, max_length=256)
    channel: Reference | None = None


async def create_payment(
    body: CreatePayment, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl, key: Key = ""
) -> Response:
    def work() -> tuple[StoredPayment, Resource]:
        parts = _pay(world, subscriber, body)
        return parts[0], payment(world, subscriber, parts, url)

    return await once_if_keyed(world, subscriber, "createPaymentOfBill", key, body.as_sent(), 201, work)


async def list_payment(request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl) -> JSONResponse:
    payments = [payment(world, subscriber, parts, url) for parts in _payments_of(world, subscriber).values()]
    return listed(request, payments[::-1], PAYMENT_NAMES)


async def retrieve_payment(
    id: str, request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    parts = _payments_of(world, subscriber).get(id)
    if parts is None:
        raise Refused("NOT_FOUND")
    return single(request, payment(world, subscriber, parts, url))


for path in PATHS:
    router.add_api_route(path, create_payment, methods=["POST"], operation_id="createPaymentOfBill", status_code=201)
    router.add_api_route(path, list_payment, methods=["GET"], operation_id="listPayment")
    router.add_api_route(path + "/{id}", retrieve_payment, methods=["GET"], operation_id="retrievePaymentOfBill")


@router.get("/selfcare/v1/payment/by-key/{key}", operation_id="retrievePaymentByKey")
async def retrieve_payment_by_key(key: str, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl) -> JSONResponse:
    parts = _payments_of(world, subscriber).get(_order_of(world, answer_of_key(world, subscriber, key).change))
    if parts is None:
        raise Refused("NOT_FOUND")
    return JSONResponse(payment(world, subscriber, parts, url))


def payment(world: World, subscriber: Subscriber, parts: list[StoredPayment], url: str) -> Resource:
    """TMF676 Payment. It is `captured` once money has left the method, `done` once all of it has reached its bills."""
    first, total = parts[0], sum(part.amount for part in parts)
    method = payment_method(subscriber, world.records.methods[first.method], url)
    id_ = first.order or first.id
    return {
        "name": "요금 납부" if not first.attempt else "자동납부",
        **first.sent,
        "id": id_,
        "href": f"{url}{PAYMENTS}/{id_}",
        "@type": "Payment",
        "status": "done" if all(part.posted for part in parts) else "captured",
        "statusDate": max(part.posts_at if part.posted else part.at for part in parts).isoformat(),
        "paymentDate": first.at.isoformat(),
        "account": {
            "id": subscriber.billing_account,
            "href": f"{url}{ACCOUNTS}/{subscriber.billing_account}",
            "@referredType": "BillingAccount",
        },
        "amount": money(total),
        "totalAmount": money(total),
        "paymentItem": [
            {
                "id": str(number),
                "amount": money(part.amount),
                "totalAmount": money(part.amount),
                "item": {"id": part.bill, "href": f"{url}{BILLS}/{part.bill}", "@referredType": "CustomerBill"},
            }
            for number, part in enumerate(parts, 1)
        ],
        "paymentMethod": {
            "id": first.method,
            "href": f"{url}{METHODS}/{first.method}",
            "@type": method["@type"],
            "name": method["name"],
            "@referredType": "PaymentMethod",
        },
        "relatedParty": [{**method["relatedParty"], "role": "payer"}],
    }


def _pay(world: World, subscriber: Subscriber, body: CreatePayment) -> list[StoredPayment]:
    """Raises NOT_FOUND for what is not the subscriber's, INVALID_REQUEST, MORE_THAN_OWED, PAYMENT_DECLINED."""
    if body.account.id != subscriber.billing_account:
        raise Refused("NOT_FOUND")
    method, total = own(subscriber, world.records.methods, body.payment_method.id), body.total_amount.won()
    shares = _shares(world, subscriber, body, total)
    if any(not 0 < share <= owed(world, bill) for bill, share in shares) or len({bill.id for bill, _ in shares}) < len(shares):
        raise Refused("MORE_THAN_OWED")
    if _may_not_pay(method, total):
        raise Refused("PAYMENT_DECLINED")
    now = world.now()
    parts: list[StoredPayment] = []
    for bill, share in shares:
        part = receive(world, bill, method, share, now, now)
        part.order, part.sent = parts[0].id if parts else part.id, body.as_sent(only=("name", "description", "correlatorId", "channel"))
        parts.append(part)
    return parts


def _shares(world: World, subscriber: Subscriber, body: CreatePayment, total: int) -> list[tuple[StoredBill, int]]:
    """How much goes to which bill; without items, to the oldest first."""
    if not body.payment_item:
        return list(_oldest_first(world, of(subscriber, world.records.bills), total))
    bills = [own(subscriber, world.records.bills, item.item.id) for item in body.payment_item]
    alone = total if len(bills) == 1 else None
    shares = [item.won() or alone for item in body.payment_item]
    if None in shares or sum(share or 0 for share in shares) != total:
        raise Refused("INVALID_REQUEST")
    return [(bill, share or 0) for bill, share in zip(bills, shares, strict=True)]


def _oldest_first(world: World, bills: Iterable[StoredBill], total: int) -> Iterable[tuple[StoredBill, int]]:
    for bill in sorted(bills, key=lambda one: one.due):
        if share := min(total, owed(world, bill)):
            total -= share
            yield bill, share
    if total:
        raise Refused("MORE_THAN_OWED")


def _may_not_pay(method: StoredMethod, amount: int) -> bool:
    return method.funds is not None and method.funds.available < amount


def _payments_of(world: World, subscriber: Subscriber) -> dict[str, list[StoredPayment]]:
    """By TMF676 id, in the order they came: what was paid at once is one payment, however many bills it went to."""
    found: dict[str, list[StoredPayment]] = {}
    for part in of(subscriber, world.records.payments):
        found.setdefault(part.order or part.id, []).append(part)
    return found


def _order_of(world: World, payment_id: str) -> str:
    part = world.records.payments.get(payment_id)
    return (part.order or part.id) if part else ""
