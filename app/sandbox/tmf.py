"""The TM Forum side: accounts, payment methods, bills and messages, read only (TMF666, 670, 678, 681)."""
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from app.domain.bill import BillState
from app.domain.masking import mask_name
from app.domain.payment_method import MethodKind
from app.sandbox.access import TheSubscriber
from app.sandbox.clock import KST
from app.sandbox.exchange import BaseUrl, TheWorld
from app.sandbox.problems import Refused
from app.sandbox.records import BillLineKind, StoredBill, StoredMessage, StoredMethod, Subscriber
from app.sandbox.tmf630 import Resource, listed, names, single
from app.sandbox.world import World, newest_first, of, own

ACCOUNTS = "/tmf-api/accountManagement/v4/billingAccount"
METHODS = "/tmf-api/paymentMethod/v4/paymentMethod"
BILLS = "/tmf-api/customerBillManagement/v4/customerBill"
PAYMENTS = "/paymentManagement/v4/payment"
MESSAGES = "/tmf-api/communicationManagement/v4/communicationMessage"

# every first-level name the standard gives a resource, beside those all resources have
ACCOUNT_NAMES = names(
    "accountType description lastModified name paymentStatus ratingType state accountBalance accountRelationship "
    "billStructure contact creditLimit defaultPaymentMethod financialAccount paymentPlan relatedParty taxExemption"
)
METHOD_NAMES = names(
    "name description isPreferred authorizationCode status statusDate statusReason validFor relatedParty "
    "relatedPlace account brand cardType lastFourDigits tokenType token issuer expirationDate countryOfIssue "
    "accountNumber accountNumberType BIC owner bank service walletId walletUrl"
)
BILL_NAMES = names(
    "billDate billNo category lastUpdate nextBillDate paymentDueDate amountDue appliedPayment billCycle "
    "billDocument billingAccount billingPeriod financialAccount paymentMethod relatedParty remainingAmount runType "
    "state taxExcludedAmount taxIncludedAmount taxItem"
)
MESSAGE_NAMES = names(
    "content description logFlag messageType priority scheduledSendTime sendTime sendTimeComplete subject tryTimes "
    "attachment characteristic receiver sender state"
)

router = APIRouter()


@router.get(ACCOUNTS, operation_id="listBillingAccount")
async def list_billing_account(
    request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    return listed(request, [billing_account(world, subscriber, url)], ACCOUNT_NAMES)


@router.get(ACCOUNTS + "/{id}", operation_id="retrieveBillingAccount")
async def retrieve_billing_account(
    id: str, request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    if id != subscriber.billing_account:
        raise Refused("NOT_FOUND")
    return single(request, billing_account(world, subscriber, url))


@router.get(METHODS, operation_id="listPaymentMethod")
async def list_payment_method(
    request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    return listed(
        request,
        [payment_method(subscriber, method, url) for method in newest_first(of(subscriber, world.records.methods))],
        METHOD_NAMES,
    )


@router.get(METHODS + "/{id}", operation_id="retrievePaymentMethod")
async def retrieve_payment_method(
    id: str, request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    return single(request, payment_method(subscriber, own(subscriber, world.records.methods, id), url))


@router.get(BILLS, operation_id="listCustomerBill")
async def list_customer_bill(
    request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    return listed(
        request,
        [customer_bill(world, subscriber, bill, url) for bill in newest_first(of(subscriber, world.records.bills))],
        BILL_NAMES,
    )


@router.get(BILLS + "/{id}", operation_id="retrieveCustomerBill")
async def retrieve_customer_bill(
    id: str, request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    return single(request, customer_bill(world, subscriber, own(subscriber, world.records.bills, id), url))


@router.get(MESSAGES, operation_id="listCommunicationMessage")
async def list_communication_message(
    request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    return listed(
        request,
        [
            communication_message(subscriber, message, url)
            for message in newest_first(of(subscriber, world.records.messages))
        ],
        MESSAGE_NAMES,
    )


@router.get(MESSAGES + "/{id}", operation_id="retrieveCommunicationMessage")
async def retrieve_communication_message(
    id: str, request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    return single(request, communication_message(subscriber, own(subscriber, world.records.messages, id), url))


def billing_account(world: World, subscriber: Subscriber, url: str) -> Resource:
    """TMF666 BillingAccount of one line."""
    bills, policy = of(subscriber, world.records.bills), world.policy
    party = {
        "id": subscriber.id,
        "name": mask_name(subscriber.name),
        "role": "subscriber",
        "@referredType": "Individual",
    }
    phone = {"mediumType": "mobile", "preferred": True, "characteristic": {"phoneNumber": subscriber.msisdn}}
    method = world.records.methods[subscriber.method]
    return {
        "id": subscriber.billing_account,
        "href": f"{url}{ACCOUNTS}/{subscriber.billing_account}",
        "@type": "BillingAccount",
        "name": f"{policy.name} {mask_name(subscriber.name)}",
        "accountType": subscriber.kind,
        "ratingType": "postpaid",
        "state": "Active",
        "paymentStatus": _payment_status(bills, world.now().date()),
        "relatedParty": [
            party,
            {"id": policy.carrier, "name": policy.name, "role": "carrier", "@referredType": "Organization"},
        ],
        "contact": [
            {
                "contactType": "line",
                "validFor": {"startDateTime": subscriber.since.isoformat()},
                "contactMedium": [phone],
            }
        ],
        "defaultPaymentMethod": _method_ref(subscriber.method, method.institution, url),
    }


def payment_method(subscriber: Subscriber, method: StoredMethod, url: str) -> Resource:
    """TMF670 PaymentMethod, the number masked."""
    common = {
        "id": method.id,
        "href": f"{url}{METHODS}/{method.id}",
        "name": method.institution,
        "description": method.masked_number,
        "isPreferred": method.id == subscriber.method,
        "status": method.status,
        "statusDate": method.since.isoformat(),
        "relatedParty": {
            "id": subscriber.id,
            "name": method.masked_holder,
            "role": "payer",
            "@referredType": "Individual",
        },
        "account": [
            {
                "id": subscriber.billing_account,
                "href": f"{url}{ACCOUNTS}/{subscriber.billing_account}",
                "@referredType": "BillingAccount",
            }
        ],
    }
    match method.kind:
        case MethodKind.CARD:
            year, month = method.expires or (0, 0)
            end = end_of(date(year, month, monthrange(year, month)[1]))
            card = {
                "brand": method.institution_code,
                "issuer": method.institution,
                "lastFourDigits": method.masked_number[-4:],
                "expirationDate": end,
            }
            return {"@type": "tokenizedCard", **common, **card}
        case MethodKind.BANK:
            account = {
                "accountNumber": method.masked_number,
                "bank": method.institution_code,
                "owner": method.masked_holder,
            }
            return {"@type": "bankAccountDebit", **common, **account}
        case _:
            wallet = {"service": method.institution_code, "walletId": method.id, "walletUrl": common["href"]}
            return {"@type": "digitalWallet", **common, **wallet}


def customer_bill(world: World, subscriber: Subscriber, bill: StoredBill, url: str) -> Resource:
    """TMF678 CustomerBill; R33: the period is the month of use, the month before."""
    payments = [one for one in world.records.payments.values() if one.bill == bill.id and one.posted]
    net = bill.amount - sum(line.amount for line in bill.lines if line.kind is BillLineKind.VAT)
    return {
        "id": bill.id,
        "href": f"{url}{BILLS}/{bill.id}",
        "@type": "CustomerBill",
        "billNo": bill.id.removeprefix("bill-"),
        "billDate": start_of(bill.issued),
        "category": "normal",
        "runType": "onCycle",
        "state": BillState.SETTLED if bill.remaining == 0 else bill.state,
        "amountDue": money(bill.amount),
        "remainingAmount": money(bill.remaining),
        "taxIncludedAmount": money(bill.amount),
        "taxExcludedAmount": money(net),
        "taxItem": [{"taxCategory": "VAT", "taxRate": 10, "taxAmount": money(bill.amount - net)}],
        "appliedPayment": [
            {
                "appliedAmount": money(one.amount),
                "payment": {"id": one.order or one.id, "href": f"{url}{PAYMENTS}/{one.order or one.id}"},
            }
            for one in payments
        ],
        "paymentDueDate": end_of(bill.due),
        "billingPeriod": billing_period(bill),
        "billingAccount": {
            "id": subscriber.billing_account,
            "href": f"{url}{ACCOUNTS}/{subscriber.billing_account}",
            "@referredType": "BillingAccount",
        },
        "paymentMethod": _method_ref(subscriber.method, "", url),
        "relatedParty": [
            {
                "id": subscriber.id,
                "name": mask_name(subscriber.name),
                "role": "subscriber",
                "@referredType": "Individual",
            }
        ],
    }


def billing_period(bill: StoredBill) -> Resource:
    year, month = bill.usage_month
    return {
        "startDateTime": start_of(date(year, month, 1)),
        "endDateTime": end_of(date(year, month, monthrange(year, month)[1])),
    }


def communication_message(subscriber: Subscriber, message: StoredMessage, url: str) -> Resource:
    """TMF681 CommunicationMessage."""
    return {
        "messageType": message.channel,
        "subject": message.subject,
        "content": message.text,
        "sender": {"name": message.sender},
        "receiver": [{"id": subscriber.id, "phoneNumber": subscriber.msisdn}],
        "sendTime": message.sent_at.isoformat(),
        "sendTimeComplete": message.sent_at.isoformat(),
        "state": "completed",
        **message.sent,
        "id": message.id,
        "href": f"{url}{MESSAGES}/{message.id}",
        "@type": "CommunicationMessage",
    }


def _payment_status(bills: Sequence[StoredBill], today: date) -> str:
    unpaid = [bill for bill in bills if bill.remaining]
    if any(bill.due < today for bill in unpaid):
        return "in arrears"
    return "due" if unpaid else "paid"


def _method_ref(method_id: str, name: str, url: str) -> Resource:
    ref = {"id": method_id, "href": f"{url}{METHODS}/{method_id}", "@referredType": "PaymentMethod"}
    return ref | {"name": name} if name else ref


def money(krw: int) -> Resource:
    return {"unit": "KRW", "value": krw}


def start_of(day: date) -> str:
    return datetime.combine(day, time(), tzinfo=KST).isoformat()


def end_of(day: date) -> str:
    return datetime.combine(day, time(23, 59, 59), tzinfo=KST).isoformat()
