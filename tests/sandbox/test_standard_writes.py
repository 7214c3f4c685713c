"""What the standard side takes: payments, usage queries, messages; and that nobody reaches what is another's."""
import re
from datetime import timedelta

import pytest

from app.sandbox.access import token_of
from app.sandbox.records import BillLine, BillLineKind, Funds
from app.sandbox.service import ROUTERS
from tests.sandbox.line import ACCOUNT, CARD, PHONE, asked, line_to, new_key
from tests.sandbox.test_carrier_billing import BOUGHT, TOTAL
from tests.sandbox.test_carrier_billing import PAYMENTS as CARRIER_PAYMENTS
from tests.sandbox.test_standard_resources import ACCOUNTS, BILLS, MESSAGES, METHODS, needs_contract, problems, tmf_validator

pytestmark = pytest.mark.anyio

PAYMENTS = "/paymentManagement/v4/payment"
QUERIES = "/tmf-api/usageConsumption/v4/queryUsageConsumption"
RATES = "/tmf-api/customerBillManagement/v4/appliedCustomerBillingRate"
SMS = {
    "content": "청구서가 나왔어요.",
    "messageType": "SMS",
    "receiver": [{"phoneNumber": PHONE}],
    "sender": {"name": "U+ 알뜰모바일"},
}
LINES = (
    BillLine(BillLineKind.BASE_FEE, "월정액", 31_000),
    BillLine(BillLineKind.DISCOUNT, "약정 할인", -1_000),
    BillLine(BillLineKind.LATE_FEE, "연체가산금", 0),
    BillLine(BillLineKind.VAT, "부가세", 3_000),
)


async def paying(line, krw, *bills, **other):
    account, bill = (await line.get(ACCOUNTS)).json()[0], (await line.get(BILLS)).json()[0]
    items = [{"item": {"id": id_, "@referredType": "CustomerBill"}, "totalAmount": {"unit": "KRW", "value": share}} for id_, share in bills]
    body = {
        "account": {"id": account["id"]},
        "paymentMethod": {"id": account["defaultPaymentMethod"]["id"]},
        "totalAmount": {"unit": "KRW", "value": krw},
        "paymentItem": items or [{"item": {"id": bill["id"]}}],
    }
    return body | other


def set_funds(line, krw):
    records = line.carrier.world.records
    records.methods[records.subscribers["subscriber-1"].method].funds = Funds(krw)


@pytest.mark.parametrize("path", [PAYMENTS, f"/tmf-api{PAYMENTS}"])
async def test_payment_settles_its_bill(path):
    """At both addresses: the official file's and the one all others of TM Forum have."""
    async with line_to("happy") as line:
        body = await paying(line, 33000, correlatorId="app-7", description="지금 내기")
        answer = await line.post(path, body)
        payment = answer.json()
        assert (answer.status_code, payment["status"], payment["totalAmount"]) == (201, "done", {"unit": "KRW", "value": 33000})
        assert (payment["correlatorId"], payment["description"]) == ("app-7", "지금 내기")
        assert answer.headers["location"] == payment["href"]
        assert (await line.get(payment["href"])).json() == payment
        assert (await line.get(f"{path}/{payment['id']}")).json() == payment
        bill = (await line.get(payment["paymentItem"][0]["item"]["href"])).json()
        assert (bill["state"], bill["remainingAmount"]["value"]) == ("settled", 0)
        assert bill["appliedPayment"] == [{"appliedAmount": {"unit": "KRW", "value": 33000}, "payment": {"id": payment["id"], "href": payment["href"]}}]
        assert (await line.get(ACCOUNTS)).json()[0]["paymentStatus"] == "paid"


async def test_payment_in_part_leaves_the_rest():
    async with line_to("happy") as line:
        await line.post(PAYMENTS, await paying(line, 10000))
        bill = (await line.get(BILLS)).json()[0]
        assert (bill["state"], bill["remainingAmount"]["value"]) == ("partiallyPaid", 23000)


async def test_payment_without_items_goes_to_the_oldest_bill_first():
    async with line_to("overdue") as line:
        set_funds(line, 1_000_000)
        newer, older = (await line.get(BILLS)).json()
        total = older["remainingAmount"]["value"] + 1000
        answer = await line.post(PAYMENTS, await paying(line, total) | {"paymentItem": []})
        assert [item["item"]["id"] for item in answer.json()["paymentItem"]] == [older["id"], newer["id"]]
        assert answer.json()["totalAmount"]["value"] == total
        listed = await line.get(PAYMENTS, **{"paymentItem.item.id": older["id"]})
        assert [one["id"] for one in listed.json()] == [answer.json()["id"]]


async def test_payment_of_several_bills_names_a_share_for_each():
    async with line_to("overdue") as line:
        set_funds(line, 1_000_000)
        ids = [bill["id"] for bill in (await line.get(BILLS)).json()]
        answer = await line.post(PAYMENTS, await paying(line, 3000, (ids[0], 1000), (ids[1], 2000)))
        assert [item["amount"]["value"] for item in answer.json()["paymentItem"]] == [1000, 2000]
        wrong = await line.post(PAYMENTS, await paying(line, 4000, (ids[0], 1000), (ids[1], 2000)))
        assert (wrong.status_code, wrong.json()["code"]) == (400, "INVALID_REQUEST")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"totalAmount": {"unit": "KRW", "value": 33001}}, 409, "MORE_THAN_OWED"),
        ({"totalAmount": {"unit": "KRW", "value": 0.5}}, 400, "INVALID_REQUEST"),
        ({"totalAmount": {"unit": "KRW", "value": -1}}, 400, "INVALID_REQUEST"),
        ({"totalAmount": {"unit": "USD", "value": 1}}, 400, "INVALID_REQUEST"),
        ({"totalAmount": None}, 400, "INVALID_REQUEST"),
        ({"account": {"id": "account-subscriber-2"}}, 404, "NOT_FOUND"),
        ({"paymentMethod": {"id": "unknown"}}, 404, "NOT_FOUND"),
        ({"paymentItem": [{"item": {"id": "bill-subscriber-2-202611"}}]}, 404, "NOT_FOUND"),
    ],
)
async def test_wrong_payment_moves_no_money(change, status, code):
    async with line_to("happy") as line:
        answer = await line.post(PAYMENTS, await paying(line, 33000) | change)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert (await line.get(PAYMENTS)).json() == []
        assert (await line.get(BILLS)).json()[0]["remainingAmount"]["value"] == 33000


async def test_method_without_funds_declines():
    async with line_to("happy") as line:
        set_funds(line, 32999)
        answer = await line.post(PAYMENTS, await paying(line, 33000))
        assert (answer.status_code, answer.json()["code"]) == (403, "PAYMENT_DECLINED")


async def test_keyed_payment_is_made_once_and_looked_up():
    async with line_to("happy") as line:
        key, body = new_key(), await paying(line, 10000)
        first, again = await line.post(PAYMENTS, body, key=key), await line.post(PAYMENTS, body, key=key)
        assert (again.status_code, again.json(), again.headers["location"]) == (201, first.json(), first.json()["href"])
        assert len((await line.get(PAYMENTS)).json()) == 1
        other = await line.post(PAYMENTS, body | {"totalAmount": {"unit": "KRW", "value": 1}}, key=key)
        assert (other.status_code, other.json()["code"]) == (422, "KEY_REUSED")
        assert (await line.get(f"/selfcare/v1/payment/by-key/{key}")).json() == first.json()
        assert (await line.get(f"/selfcare/v1/payment/by-key/{new_key()}")).status_code == 404
        assert (await line.get(f"/selfcare/v1/paymentMethodChange/by-key/{key}")).status_code == 404


async def test_usage_is_asked_for_kept_and_deleted():
    async with line_to("happy") as line:
        answer = await line.post(QUERIES, {"searchCriteria": {"logicalResource": [{"id": PHONE}]}})
        query = answer.json()
        assert (answer.status_code, answer.headers["location"]) == (201, query["href"])
        buckets = {bucket["usageType"]: bucket for bucket in query["usageConsumption"][0]["bucketRefOrValue"]}
        assert set(buckets) == {"data", "voice", "sms", "currency"}
        assert buckets["currency"]["remainingValue"] == {"amount": 300000, "units": "KRW"}
        assert buckets["data"]["bucketCounter"][0]["value"]["amount"] > 0
        assert query["usageConsumption"][0]["state"] == "done"
        assert (await line.get(query["href"])).json() == query
        assert len((await line.get(QUERIES)).json()) == 1
        gone = await line.http.delete(query["href"])
        assert (gone.status_code, gone.content) == (204, b"")
        assert (await line.get(query["href"])).status_code == 404
        foreign = await line.post(QUERIES, {"searchCriteria": {"logicalResource": [{"id": "+821087654321"}]}})
        assert foreign.status_code == 404


async def test_purchases_use_up_the_currency_bucket():
    async with line_to("happy") as line:
        await line.post(CARRIER_PAYMENTS, BOUGHT)
        buckets = (await line.post(QUERIES, {})).json()["usageConsumption"][0]["bucketRefOrValue"]
        assert next(one for one in buckets if one["usageType"] == "currency")["remainingValue"]["amount"] == 288000


async def test_every_line_of_a_bill_is_a_rate():
    async with line_to("happy") as line:
        bill = (await line.get(BILLS)).json()[0]
        line.carrier.world.records.bills[bill["id"]].lines = LINES
        rates = (await line.get(RATES, **{"bill.id": bill["id"]})).json()
        assert sum(rate["taxIncludedAmount"]["value"] for rate in rates) == bill["amountDue"]["value"]
        assert [rate["appliedBillingRateType"] for rate in rates] == [
            "appliedBillingCharge",
            "appliedBillingCredit",
            "appliedPenaltyCharge",
            "appliedBillingCharge",
        ]
        assert (await line.get(rates[1]["href"])).json() == rates[1]
        assert (await line.get(RATES, appliedBillingRateType="appliedBillingCredit")).headers["x-total-count"] == "1"


async def test_message_is_written_patched_and_deleted():
    async with line_to("happy") as line:
        answer = await line.post(MESSAGES, SMS | {"priority": "1"})
        message = answer.json()
        assert (answer.status_code, message["state"], message["priority"]) == (201, "completed", "1")
        merge = {"Content-Type": "application/merge-patch+json"}
        patched = await line.http.patch(message["href"], json={"description": "읽음", "priority": None}, headers=merge)
        assert (patched.status_code, patched.json()["description"], patched.json()["content"]) == (200, "읽음", SMS["content"])
        assert "priority" not in patched.json()
        assert (await line.get(message["href"])).json() == patched.json()
        assert (await line.http.delete(message["href"])).status_code == 204
        assert (await line.get(message["href"])).status_code == 404


async def test_message_for_later_is_not_sent_yet():
    async with line_to("happy") as line:
        later = (line.carrier.clock.now() + timedelta(hours=1)).isoformat()
        assert (await line.post(MESSAGES, SMS | {"scheduledSendTime": later})).json()["state"] == "initial"


@pytest.mark.parametrize("patch", [{"content": None}, {"receiver": []}, {"state": "canceled"}, {"id": "other"}, {"sendTime": "soon"}, {"content": 7}])
async def test_patch_that_leaves_no_message_is_refused(patch):
    """TMF681 spells cancelled with two l, TMF676 with one."""
    async with line_to("happy") as line:
        before = (await line.get(MESSAGES)).json()[0]
        answer = await line.http.patch(before["href"], json=patch)
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_REQUEST")
        assert (await line.get(before["href"])).json() == before


@pytest.mark.parametrize(
    ("path", "verbs"),
    [
        (BILLS, "GET"),
        (PAYMENTS, "GET, POST"),
        (f"{MESSAGES}/x", "DELETE, GET, PATCH"),
        (f"{QUERIES}/x", "DELETE, GET"),
        ("/selfcare/v1/paymentMethodChange/preview", "POST"),
    ],
)
async def test_refused_verb_names_all_that_are_allowed(path, verbs):
    async with line_to("happy") as line:
        answer = await line.http.put(path, json={})
        assert (answer.status_code, answer.headers["allow"]) == (405, verbs)


@pytest.mark.parametrize("name", ["content", "receiver", "sender", "messageType"])
async def test_message_needs_what_the_standard_requires(name):
    async with line_to("happy") as line:
        answer = await line.post(MESSAGES, {key: value for key, value in SMS.items() if key != name})
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_REQUEST")


@needs_contract
async def test_everything_written_has_the_official_shape():
    async with line_to("happy") as line:
        bill = (await line.get(BILLS)).json()[0]
        line.carrier.world.records.bills[bill["id"]].lines = LINES
        found = {
            ("TMF676-Payment-v4.0.0", "Payment"): (await line.post(PAYMENTS, await paying(line, 1000))).json(),
            ("TMF677-UsageConsumption-v4.0.0", "QueryUsageConsumption"): (await line.post(QUERIES, {})).json(),
            ("TMF678-Customer_Bill-v4.0.0", "AppliedCustomerBillingRate"): (await line.get(RATES)).json()[0],
            ("TMF678-Customer_Bill-v4.0.0", "CustomerBill"): (await line.get(BILLS)).json()[0],
            ("TMF681-Communication-v4.0.0", "CommunicationMessage"): (await line.post(MESSAGES, SMS)).json(),
        }
        for shape, resource in found.items():
            assert problems(tmf_validator(*shape), resource) == [], shape
            assert (await line.get(resource["href"])).json() == resource


async def test_traps_of_the_standards():
    """One party in TMF670, several elsewhere; `state` here, `status` there; whole won; hrefs that lead somewhere."""
    async with line_to("happy") as line:
        await line.post(PAYMENTS, await paying(line, 1000))
        found = {path: (await line.get(path)).json()[0] for path in (ACCOUNTS, METHODS, BILLS, PAYMENTS, MESSAGES)}
        assert isinstance(found[METHODS]["relatedParty"], dict)
        assert all(isinstance(found[path]["relatedParty"], list) for path in (ACCOUNTS, BILLS, PAYMENTS))
        assert {path: "state" in one for path, one in found.items()} == {ACCOUNTS: True, METHODS: False, BILLS: True, PAYMENTS: False, MESSAGES: True}
        assert {path: "status" in one for path, one in found.items()} == {ACCOUNTS: False, METHODS: True, BILLS: False, PAYMENTS: True, MESSAGES: False}
        text = (await line.get(PAYMENTS)).text + (await line.get(BILLS)).text
        assert re.search(r'"unit":"KRW","value":1000\b(?!\.)', text)
        for href in re.findall(r'"href":"([^"]+)"', text):
            assert href.startswith("http://")
            assert (await line.get(href)).status_code == 200, href


@pytest.mark.parametrize("kind", ["bankCard", "BankCard"])
async def test_kind_of_method_is_read_in_either_case(kind):
    async with line_to("happy") as line:
        answer = await line.post("/selfcare/v1/paymentMethodChange/preview", asked(CARD | {"@type": kind}))
        assert answer.status_code == 200


ROUTES = sorted({(verb, route.path) for router in ROUTERS for route in router.routes for verb in route.methods if "{" in route.path})
WITHOUT_TOKEN = ("/provider/", "/selfcare/v1/carrierPolicy/")  # a secret address, and rules that are everybody's


@pytest.mark.parametrize(("verb", "path"), [one for one in ROUTES if not one[1].startswith(WITHOUT_TOKEN)])
async def test_foreign_id_is_not_found_on_any_route(verb, path):
    """S34: whoever holds another's id gets what an unknown id gets."""
    async with line_to("happy") as line:
        key = new_key()
        change = (await line.apply(asked(ACCOUNT), key=key)).json()
        paid_key = new_key()
        payment = (await line.post(PAYMENTS, await paying(line, 1000), key=paid_key)).json()
        bought = (await line.post(CARRIER_PAYMENTS, BOUGHT)).json()
        refund = (await line.post(f"/carrier-billing-refund/v0.3/payments/{bought['paymentId']}/refunds", TOTAL)).json()
        session = (await line.open_session(asked(CARD), new_key())).json()
        bill = (await line.get(BILLS)).json()[0]
        line.carrier.world.records.bills[bill["id"]].lines = LINES
        mine = {
            ACCOUNTS: (await line.get(ACCOUNTS)).json()[0]["id"],
            METHODS: (await line.get(METHODS)).json()[0]["id"],
            BILLS: bill["id"],
            RATES: (await line.get(RATES)).json()[0]["id"],
            MESSAGES: (await line.get(MESSAGES)).json()[0]["id"],
            QUERIES: (await line.post(QUERIES, {})).json()["id"],
            PAYMENTS: payment["id"],
            f"/tmf-api{PAYMENTS}": payment["id"],
            "/selfcare/v1/paymentMethodChange": change["id"],
            "/selfcare/v1/authSession": session["id"],
        }
        own_key = paid_key if "/payment/" in path else key
        names = {"id": next((id_ for base, id_ in mine.items() if path.startswith(base + "/")), ""), "key": own_key}
        names |= {"paymentId": bought["paymentId"], "refundId": refund["refundId"]}
        there = re.sub(r"\{(\w+)\}", lambda found: names[found[1]], path)
        bodies = {"refunds": TOTAL, "complete": {"authenticationId": "x"}, "extend": {"authenticationId": "x"}}
        body = bodies.get(path.rpartition("/")[2], {})
        if verb == "GET":
            assert (await line.get(there)).status_code == 200, "the subscriber's own is there"
        line.http.headers["Authorization"] = f"Bearer {token_of(line.carrier.world, 'neighbour')}"
        headers = {"Idempotency-Key": new_key()} if verb == "POST" else {}
        content = {} if verb in ("GET", "DELETE") else {"json": body}
        answer = await line.http.request(verb, there, headers=headers, **content)
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
