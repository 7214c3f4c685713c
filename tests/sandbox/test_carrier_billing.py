"""Purchases on the phone bill and their refunds: CAMARA carrier-billing 0.5 and carrier-billing-refund 0.3."""
from copy import deepcopy
from datetime import timedelta
from functools import cache

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from app.sandbox.access import token_of
from app.sandbox.records import Funds, LineState
from tests.sandbox.line import PHONE, line_to
from tests.sandbox.test_standard_resources import CONTRACT, needs_contract, problems

pytestmark = pytest.mark.anyio

PAYMENTS = "/carrier-billing/v0.5/payments"
NEIGHBOUR_PHONE = "+821087654321"
BOUGHT = {
    "amountTransaction": {
        "clientCorrelator": "req-1",
        "referenceCode": "ref-1",
        "paymentAmount": {
            "chargingInformation": {"amount": 12000, "currency": "KRW", "description": "전자책", "isTaxIncluded": True},
            "chargingMetaData": {"merchantName": "책방", "merchantIdentifier": "books-1"},
            "paymentDetails": [{"id": "item-1", "amount": 12000, "currency": "KRW", "description": "전자책 한 권"}],
        },
    }
}
TOTAL = {"type": "total", "amountTransaction": {"referenceCode": "back-0", "refundAmount": {}}}
CREDENTIAL = {
    "credentialType": "ACCESSTOKEN",
    "accessToken": "opaque",
    "accessTokenExpiresUtc": "2027-01-01T00:00:00Z",
    "accessTokenType": "bearer",
}


def changed(body, path, value):
    """The body with one value set, or taken out where the value is `...`."""
    body = deepcopy(body)
    *way, last = path.split(".")
    at = body
    for step in way:
        at = at[step]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return body


def purchase(number, *, amount=12000, merchant="books-1"):
    body = changed(BOUGHT, "amountTransaction.clientCorrelator", f"req-{number}")
    body = changed(body, "amountTransaction.referenceCode", f"ref-{number}")
    body = changed(body, "amountTransaction.paymentAmount.chargingMetaData.merchantIdentifier", merchant)
    del body["amountTransaction"]["paymentAmount"]["paymentDetails"]
    return changed(body, "amountTransaction.paymentAmount.chargingInformation.amount", amount)


def partial(amount, number=1, **more):
    charge = {"amount": amount, "currency": "KRW", "description": "환불", "isTaxIncluded": True}
    return {
        "type": "partial",
        "amountTransaction": {"referenceCode": f"back-{number}", "refundAmount": {"chargingInformation": charge} | more},
    }


def mine(line):
    return next(iter(line.carrier._world.records.subscribers.values()))


def use(line, name):
    line.http.headers["Authorization"] = f"Bearer {token_of(line.carrier._world, name)}"


async def buy(line, body=BOUGHT):
    answer = await line.post(PAYMENTS, body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def refunds_of(payment):
    return f"/carrier-billing-refund/v0.3/payments/{payment['paymentId']}/refunds"


@cache
def shape(file, *path):
    yaml = pytest.importorskip("yaml")
    document = yaml.safe_load((CONTRACT / "camara" / f"{file}.yaml").read_text(encoding="utf-8"))
    reference = {"$ref": "#/components/" + "/".join(path), "components": document["components"]}
    return Draft202012Validator(reference, format_checker=FormatChecker())


def refusal(answer):
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["message"]
    return answer.status_code, body["code"]


async def test_purchase_is_charged_at_once_and_found_again():
    async with line_to("happy") as line:
        answer = await line.post(PAYMENTS, BOUGHT)
        payment = answer.json()
        assert (answer.status_code, payment["paymentStatus"]) == (201, "succeeded")
        sent, kept = BOUGHT["amountTransaction"], payment["amountTransaction"]
        assert {name: kept[name] for name in sent} == sent
        assert kept["phoneNumber"] == PHONE
        assert answer.headers["location"] == kept["resourceURL"]
        assert (await line.get(kept["resourceURL"])).json() == payment
        assert (await line.get(PAYMENTS)).json()[0] == payment


@needs_contract
async def test_answers_have_the_official_shapes():
    async with line_to("happy") as line:
        payment = await buy(line)
        assert problems(shape("carrier-billing", "schemas", "PaymentCreated"), payment) == []
        assert problems(shape("carrier-billing", "schemas", "PaymentArray"), (await line.get(PAYMENTS)).json()) == []
        first = (await line.post(refunds_of(payment), partial(2000))).json()
        rest = (await line.post(refunds_of(payment), TOTAL)).json()
        assert problems(shape("carrier-billing-refund", "schemas", "PartialRefund"), first) == []
        assert problems(shape("carrier-billing-refund", "schemas", "TotalRefund"), rest) == []
        left = (await line.get(refunds_of(payment) + "/remaining-amount")).json()
        assert problems(shape("carrier-billing-refund", "schemas", "PaymentRemainingAmount"), left) == []
        assert problems(shape("carrier-billing", "schemas", "PaymentCreated"), {"paymentId": "x"}), "the check can fail"


AMOUNT = "amountTransaction.paymentAmount.chargingInformation.amount"


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("amountTransaction", ..., "INVALID_ARGUMENT"),
        ("amountTransaction.referenceCode", ..., "INVALID_ARGUMENT"),
        ("amountTransaction.paymentAmount", ..., "INVALID_ARGUMENT"),
        ("amountTransaction.paymentAmount.chargingInformation.description", ..., "INVALID_ARGUMENT"),
        ("amountTransaction.paymentAmount.chargingInformation.currency", "EUR", "INVALID_ARGUMENT"),
        ("amountTransaction.paymentAmount.paymentDetails", [], "INVALID_ARGUMENT"),
        ("amountTransaction.clientCorrelator", None, "INVALID_ARGUMENT"),
        (AMOUNT, 0, "INVALID_ARGUMENT"),
        (AMOUNT, "12000", "INVALID_ARGUMENT"),
        (AMOUNT, True, "INVALID_ARGUMENT"),
        (AMOUNT, 0.5, "INVALID_ARGUMENT"),  # a part of a won
        ("sink", "not an address", "INVALID_ARGUMENT"),
        ("sink", "http://endpoint.example.com/sink", "INVALID_SINK"),
        ("sinkCredential", {}, "INVALID_ARGUMENT"),
        ("sinkCredential", {"credentialType": "PLAIN", "identifier": "a", "secret": "b"}, "INVALID_CREDENTIAL"),
        ("sinkCredential", CREDENTIAL | {"accessTokenType": "mac"}, "INVALID_TOKEN"),
        ("sinkCredential", CREDENTIAL | {"accessTokenExpiresUtc": "soon"}, "INVALID_ARGUMENT"),
    ],
)
async def test_wrong_purchase_is_400(path, value, code):
    async with line_to("happy") as line:
        assert refusal(await line.post(PAYMENTS, changed(BOUGHT, path, value))) == (400, code)
        assert (await line.get(PAYMENTS)).json() == []


async def test_sink_is_told_again_its_credential_never():
    async with line_to("happy") as line:
        sink = {"sink": "https://endpoint.example.com/sink", "sinkCredential": CREDENTIAL}
        answer = await line.post(PAYMENTS, BOUGHT | sink)
        assert answer.json()["sink"] == sink["sink"]
        assert "opaque" not in answer.text
        assert "opaque" not in repr(line.carrier._world.records)


async def test_same_purchase_twice_is_charged_once():
    async with line_to("happy") as line:
        await buy(line)
        assert refusal(await line.post(PAYMENTS, BOUGHT)) == (400, "INVALID_ARGUMENT")
        without = changed(BOUGHT, "amountTransaction.clientCorrelator", ...)
        assert refusal(await line.post(PAYMENTS, without)) == (409, "ALREADY_EXISTS")
        assert (await line.get(PAYMENTS)).headers["x-total-count"] == "1"


async def test_number_comes_from_the_token_or_from_the_body_never_from_both():
    async with line_to("happy") as line:
        named = changed(BOUGHT, "amountTransaction.phoneNumber", PHONE)
        assert refusal(await line.post(PAYMENTS, named)) == (422, "UNNECESSARY_IDENTIFIER")
        use(line, "app")
        assert refusal(await line.post(PAYMENTS, BOUGHT)) == (422, "MISSING_IDENTIFIER")
        unknown = changed(BOUGHT, "amountTransaction.phoneNumber", "+821000000000")
        assert refusal(await line.post(PAYMENTS, unknown)) == (404, "IDENTIFIER_NOT_FOUND")
        local = changed(BOUGHT, "amountTransaction.phoneNumber", "01012345678")
        assert refusal(await line.post(PAYMENTS, local)) == (400, "INVALID_ARGUMENT")
        assert (await buy(line, named))["amountTransaction"]["phoneNumber"] == PHONE


async def test_token_without_the_scope_is_403():
    async with line_to("happy") as line:
        payment = await buy(line)
        use(line, "no-scope")
        for answer in (
            await line.post(PAYMENTS, BOUGHT),
            await line.get(PAYMENTS),
            await line.get(f"{PAYMENTS}/{payment['paymentId']}"),
            await line.post(refunds_of(payment), TOTAL),
            await line.get(refunds_of(payment)),
            await line.get(refunds_of(payment) + "/remaining-amount"),
            await line.send_code(),
        ):
            assert refusal(answer) == (403, "PERMISSION_DENIED")


@pytest.mark.parametrize("token", ["", "unknown"])
async def test_unknown_token_is_401_with_its_correlator(token):
    async with line_to("happy") as line:
        headers = {"Authorization": f"Bearer {token}", "x-correlator": "trace-7"}
        for path in (PAYMENTS, f"{PAYMENTS}/x", "/carrier-billing-refund/v0.3/payments/x/refunds"):
            answer = await line.http.get(path, headers=headers)
            assert refusal(answer) == (401, "UNAUTHENTICATED")
            assert answer.headers["x-correlator"] == "trace-7"


async def test_every_line_sees_its_own_purchases_and_the_app_all():
    """S34: what belongs to somebody else is not found, on every route."""
    async with line_to("happy") as line:
        payment = await buy(line)
        refund = (await line.post(refunds_of(payment), partial(1000))).json()
        use(line, "neighbour")
        routes = [
            f"{PAYMENTS}/{payment['paymentId']}",
            refunds_of(payment),
            refunds_of(payment) + "/remaining-amount",
            f"{refunds_of(payment)}/{refund['refundId']}",
        ]
        for route in routes:
            assert refusal(await line.get(route)) == (404, "NOT_FOUND"), route
        assert refusal(await line.post(refunds_of(payment), TOTAL)) == (404, "NOT_FOUND")
        assert (await line.get(PAYMENTS)).json() == []
        other = await buy(line)
        assert refusal(await line.get(f"{refunds_of(other)}/{refund['refundId']}")) == (404, "NOT_FOUND")
        use(line, "app")
        assert len((await line.get(PAYMENTS)).json()) == 2
        assert all([(await line.get(route)).status_code == 200 for route in routes])


def block(line):
    mine(line).carrier_billing.blocked = True


def withdraw_consent(line):
    mine(line).carrier_billing.consented_at = None


def suspend(line):
    mine(line).line_state = LineState.OUTBOUND_SUSPENDED


def fall_into_arrears(line):
    """R92: an unpaid bill restricts purchases."""
    for method in line.carrier.world.records.methods.values():
        method.funds = Funds(available=0)
    line.carrier.clock.advance(timedelta(days=20))


@pytest.mark.parametrize("denied", [block, withdraw_consent, suspend, fall_into_arrears])
async def test_line_that_may_not_buy_is_denied(denied):
    async with line_to("happy") as line:
        denied(line)
        assert refusal(await line.post(PAYMENTS, BOUGHT)) == (403, "CARRIER_BILLING.PAYMENT_DENIED")


async def test_limit_of_the_month_holds_and_returns_on_the_first():
    """R79: all purchases of a calendar month count, less what was given back."""
    async with line_to("happy") as line:
        mine(line).carrier_billing.limit = 30_000
        first = await buy(line, purchase(1, amount=20_000))
        over = "CARRIER_BILLING.USER_AMOUNT_THRESHOLD_OVERPASSED"
        assert refusal(await line.post(PAYMENTS, purchase(2, amount=10_001))) == (422, over)
        await line.post(refunds_of(first), partial(5_000))
        await buy(line, purchase(3, amount=15_000))
        assert refusal(await line.post(PAYMENTS, purchase(4, amount=1))) == (422, over)
        line.carrier._world.records.bills.clear()
        line.carrier.clock.set(line.carrier.clock.now().replace(month=12, day=1, hour=0, minute=0))
        await buy(line, purchase(5, amount=30_000))


async def test_single_purchase_above_what_is_ever_allowed():
    async with line_to("happy") as line:
        answer = await line.post(PAYMENTS, purchase(1, amount=1_000_001))
        assert refusal(answer) == (422, "CARRIER_BILLING.UNAUTHORIZED_AMOUNT")


async def test_list_comes_in_pages_newest_first():
    async with line_to("happy") as line:
        for number in range(12):
            await buy(line, purchase(number, amount=1000 + number))
            line.carrier.clock.advance(timedelta(seconds=1))
        page = await line.get(PAYMENTS)
        amounts = [one["amountTransaction"]["paymentAmount"]["chargingInformation"]["amount"] for one in page.json()]
        assert (page.status_code, amounts) == (200, list(range(1011, 1001, -1)))
        assert (page.headers["x-total-count"], page.headers["content-last-key"]) == ("12", "10")
        last = await line.get(PAYMENTS, page="3", perPage="5", order="asc")
        assert [one["amountTransaction"]["referenceCode"] for one in last.json()] == ["ref-10", "ref-11"]
        assert last.headers["content-last-key"] == "12"


async def test_list_is_filtered_by_date_status_and_merchant():
    async with line_to("happy") as line:
        early = await buy(line, purchase(1))
        line.carrier.clock.advance(timedelta(hours=1))
        late = await buy(line, purchase(2, merchant="games-1"))

        async def found(**query):
            answer = await line.http.get(PAYMENTS, params=query)
            assert answer.status_code == 200, answer.text
            return [one["paymentId"] for one in answer.json()]

        at = late["paymentCreationDate"]
        assert await found(**{"paymentCreationDate.gte": at}) == [late["paymentId"]]
        assert await found(**{"paymentCreationDate.lte": early["paymentCreationDate"]}) == [early["paymentId"]]
        assert await found(merchantIdentifier="games-1") == [late["paymentId"]]
        assert await found(paymentStatus=["denied", "cancelled"]) == []
        assert len(await found(paymentStatus=["denied", "succeeded"])) == 2


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("page=0", "OUT_OF_RANGE"),
        ("perPage=101", "OUT_OF_RANGE"),
        ("page=one", "INVALID_ARGUMENT"),
        ("order=up", "INVALID_ARGUMENT"),
        ("order=asc&order=desc", "INVALID_ARGUMENT"),
        ("{name}Status=gone", "INVALID_ARGUMENT"),
        ("{name}CreationDate.gte=2026-11-01", "INVALID_ARGUMENT"),
        ("{name}CreationDate.gte=2026-11-01T00:00:00", "INVALID_ARGUMENT"),  # no time zone
        ("{name}CreationDate.gte=2026-11-02T00:00:00Z&{name}CreationDate.lte=2026-11-01T00:00:00Z", "{api}.INVALID_DATE_RANGE"),
    ],
)
async def test_wrong_list_is_400(query, code):
    async with line_to("happy") as line:
        payment = await buy(line)
        for path, name, api in (
            (PAYMENTS, "payment", "CARRIER_BILLING"),
            (refunds_of(payment), "refund", "CARRIER_BILLING_REFUND"),
        ):
            answer = await line.http.get(f"{path}?{query.format(name=name)}")
            assert refusal(answer) == (400, code.format(api=api))


async def test_refunds_take_from_what_is_left_until_nothing_is():
    async with line_to("happy") as line:
        payment = await buy(line)
        refunds = refunds_of(payment)

        async def left():
            return (await line.get(refunds + "/remaining-amount")).json()["amount"]

        first = (await line.post(refunds, partial(5000, 1))).json()
        assert (first["type"], first["refundStatus"], await left()) == ("partial", "succeeded", 7000)
        over = await line.post(refunds, partial(7001, 2))
        assert refusal(over) == (422, "CARRIER_BILLING_REFUND.UNAUTHORIZED_AMOUNT")
        rest = (await line.post(refunds, TOTAL | {"reason": "변심"})).json()
        assert (rest["type"], rest["reason"], await left()) == ("total", "변심", 0)
        again = await line.post(refunds, changed(TOTAL, "amountTransaction.referenceCode", "back-10"))
        assert refusal(again) == (403, "CARRIER_BILLING_REFUND.PAYMENT_NOT_ELIGIBLE_FOR_REFUND")
        assert [one["type"] for one in (await line.get(refunds, order="asc")).json()] == ["partial", "total"]
        assert (await line.get(f"{refunds}/{first['refundId']}")).json() == first


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "INVALID_ARGUMENT"),
        (TOTAL | {"type": "half"}, 400, "INVALID_ARGUMENT"),
        (TOTAL | {"type": "partial"}, 400, "INVALID_ARGUMENT"),
        (changed(partial(1000), "amountTransaction.refundAmount.chargingInformation.currency", "USD"), 400, "INVALID_ARGUMENT"),
        (
            changed(partial(1000), "amountTransaction.refundAmount.chargingInformation.isTaxIncluded", False),
            422,
            "CARRIER_BILLING_REFUND.TAXES_MANAGEMENT_MISMATCH",
        ),
        (
            partial(1000, refundDetails=[{"paymentItemId": "item-2", "amount": 1000, "currency": "KRW", "description": "다른 것"}]),
            422,
            "CARRIER_BILLING_REFUND.REFUND_DETAILS_MISMATCH",
        ),
    ],
)
async def test_wrong_refund_is_refused(body, status, code):
    async with line_to("happy") as line:
        payment = await buy(line)
        assert refusal(await line.post(refunds_of(payment), body)) == (status, code)
        assert (await line.get(refunds_of(payment) + "/remaining-amount")).json()["amount"] == 12000


async def test_only_a_completed_purchase_is_refunded():
    async with line_to("happy") as line:
        payment = await buy(line)
        line.carrier._world.records.carrier_payments[payment["paymentId"]].state = "processing"
        answer = await line.post(refunds_of(payment), TOTAL)
        assert refusal(answer) == (422, "CARRIER_BILLING_REFUND.INVALID_PAYMENT_STATUS")


@pytest.mark.parametrize(("verb", "path"), [("DELETE", PAYMENTS), ("PATCH", f"{PAYMENTS}/x"), ("PUT", "/carrier-billing-refund/v0.3/payments/x/refunds")])
async def test_unsupported_verb_is_405_in_camaras_words(verb, path):
    async with line_to("happy") as line:
        assert refusal(await line.http.request(verb, path)) == (405, "METHOD_NOT_ALLOWED")


async def test_codes_are_sent_and_checked_with_the_apps_own_token():
    async with line_to("happy") as line:
        use(line, "app")
        sent = (await line.send_code(NEIGHBOUR_PHONE)).json()["authenticationId"]
        code = line.carrier.last_code(NEIGHBOUR_PHONE)
        use(line, "neighbour")
        assert refusal(await line.validate(sent, code)) == (404, "NOT_FOUND")
        use(line, "app")
        assert (await line.validate(sent, code)).status_code == 204


async def test_apps_own_token_opens_no_subscribers_account():
    async with line_to("happy") as line:
        use(line, "app")
        answer = await line.get("/tmf-api/accountManagement/v4/billingAccount")
        assert (answer.status_code, answer.json()["code"]) == (403, "PERMISSION_DENIED")
