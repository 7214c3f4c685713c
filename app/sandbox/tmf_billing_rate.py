"""TMF678 applied rates: one for each line of a bill."""
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from app.sandbox.access import TheSubscriber
from app.sandbox.exchange import BaseUrl, TheWorld
from app.sandbox.problems import Refused
from app.sandbox.records import BillLine, BillLineKind, StoredBill, Subscriber
from app.sandbox.tmf import ACCOUNTS, BILLS, billing_period, money, start_of
from app.sandbox.tmf630 import Resource, listed, names, single
from app.sandbox.world import World, newest_first, of

RATES = "/tmf-api/customerBillManagement/v4/appliedCustomerBillingRate"
RATE_NAMES = names(
    "appliedBillingRateType date description isBilled name appliedTax bill billingAccount characteristic "
    "periodCoverage product taxExcludedAmount taxIncludedAmount"
)

router = APIRouter()


@router.get(RATES, operation_id="listAppliedCustomerBillingRate")
async def list_rate(request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl) -> JSONResponse:
    return listed(request, _rates(world, subscriber, url), RATE_NAMES)


@router.get(RATES + "/{id}", operation_id="retrieveAppliedCustomerBillingRate")
async def retrieve_rate(
    id: str, request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    for rate in _rates(world, subscriber, url):
        if rate["id"] == id:
            return single(request, rate)
    raise Refused("NOT_FOUND")


def _rates(world: World, subscriber: Subscriber, url: str) -> list[Resource]:
    bills = newest_first(of(subscriber, world.records.bills))
    return [
        billing_rate(subscriber, bill, number, line, url)
        for bill in bills
        for number, line in enumerate(bill.lines, 1)
    ]


def billing_rate(subscriber: Subscriber, bill: StoredBill, number: int, line: BillLine, url: str) -> Resource:
    """TMF678 AppliedCustomerBillingRate. VAT is a line of its own, so no other line has tax in it."""
    id_ = f"{bill.id}-{number}"
    return {
        "id": id_,
        "href": f"{url}{RATES}/{id_}",
        "@type": "AppliedCustomerBillingRate",
        "name": line.name,
        "description": line.kind,
        "appliedBillingRateType": _type_of(line),
        "isBilled": True,
        "date": start_of(bill.issued),
        "periodCoverage": billing_period(bill),
        "taxExcludedAmount": money(0 if line.kind is BillLineKind.VAT else line.amount),
        "taxIncludedAmount": money(line.amount),
        "bill": {"id": bill.id, "href": f"{url}{BILLS}/{bill.id}", "@referredType": "CustomerBill"},
        "billingAccount": {
            "id": subscriber.billing_account,
            "href": f"{url}{ACCOUNTS}/{subscriber.billing_account}",
            "@referredType": "BillingAccount",
        },
    }


def _type_of(line: BillLine) -> str:
    if line.kind is BillLineKind.LATE_FEE:
        return "appliedPenaltyCharge"
    return "appliedBillingCredit" if line.amount < 0 else "appliedBillingCharge"
