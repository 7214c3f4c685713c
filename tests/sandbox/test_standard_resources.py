"""The standard side: TM Forum and CAMARA shapes by their official files, lists, errors, headers."""
import json
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker

from app.sandbox.scenario_file import scenario_names
from tests.sandbox.line import (
    ACCOUNT,
    CARD,
    CHANGES,
    KAKAOPAY,
    MESSAGE,
    OTP,
    PAYCO,
    PERSON,
    PHONE,
    SESSIONS,
    asked,
    line_to,
    new_key,
)

pytestmark = pytest.mark.anyio

CONTRACT = Path(__file__).resolve().parents[3] / "shared" / "contract"
TMF666, TMF670 = "TMF666-Account-v4.1.0", "TMF670_Payment_Method_Management_API_v4.0.0_swagger"
TMF678, TMF681 = "TMF678-Customer_Bill-v4.0.0", "TMF681-Communication-v4.0.0"
ACCOUNTS = "/tmf-api/accountManagement/v4/billingAccount"
METHODS = "/tmf-api/paymentMethod/v4/paymentMethod"
BILLS = "/tmf-api/customerBillManagement/v4/customerBill"
MESSAGES = "/tmf-api/communicationManagement/v4/communicationMessage"
SHAPES = {
    ACCOUNTS: (TMF666, "BillingAccount"),
    METHODS: (TMF670, "PaymentMethod"),
    BILLS: (TMF678, "CustomerBill"),
    MESSAGES: (TMF681, "CommunicationMessage"),
}
SUBTYPES = {"tokenizedCard": "TokenizedCard", "bankAccountDebit": "BankAccountDebit", "digitalWallet": "DigitalWallet"}
UNPROTECTED = ("/provider/identity/x", "/provider/wallet/x")

needs_contract = pytest.mark.skipif(
    not CONTRACT.is_dir(), reason="the official OpenAPI files are not beside the project"
)


@cache
def tmf_validator(file, definition):
    name = next(path for path in (CONTRACT / "tmf").iterdir() if path.name.startswith(file.removesuffix("_swagger")))
    document = json.loads(name.read_text(encoding="utf-8"))
    return Draft4Validator(
        {"$ref": f"#/definitions/{definition}", "definitions": document["definitions"]}, format_checker=FormatChecker()
    )


@cache
def camara_validator(*path):
    yaml = pytest.importorskip("yaml")
    document = yaml.safe_load((CONTRACT / "camara" / "one-time-password-sms.yaml").read_text(encoding="utf-8"))
    return Draft202012Validator({"$ref": "#/components/" + "/".join(path), "components": document["components"]})


def problems(validator, instance):
    return [error.message for error in validator.iter_errors(instance)]


@needs_contract
@pytest.mark.parametrize("scenario", scenario_names())
async def test_resources_have_the_official_shapes(scenario):
    async with line_to(scenario) as line:
        line.carrier.faults.clear()
        for path, shape in SHAPES.items():
            resources = (await line.get(path)).json()
            assert resources, path
            for resource in resources:
                assert problems(tmf_validator(*shape), resource) == []
                assert (await line.get(resource["href"])).json() == resource
        for method in (await line.get(METHODS)).json():
            assert problems(tmf_validator(TMF670, SUBTYPES[method["@type"]]), method) == []


@needs_contract
@pytest.mark.parametrize("new", [CARD, ACCOUNT, KAKAOPAY, PAYCO])
async def test_methods_of_a_change_have_the_official_shapes(new):
    async with line_to("happy") as line:
        change = (await line.apply(asked(new))).json()
        for method in (change["fromPaymentMethod"], change["toPaymentMethod"]):
            assert problems(tmf_validator(TMF670, SUBTYPES[method["@type"]]), method) == []
            assert (await line.get(method["href"])).json() == method


@needs_contract
async def test_the_schema_check_finds_a_wrong_shape():
    assert problems(tmf_validator(TMF670, "TokenizedCard"), {"@type": "tokenizedCard", "name": "신한카드"})
    assert problems(tmf_validator(TMF678, "CustomerBill"), {"state": "overdue"})
    assert problems(camara_validator("schemas", "ErrorInfo"), {"code": "NOT_FOUND"})


@needs_contract
async def test_errors_have_the_body_of_their_own_api():
    async with line_to("happy") as line:
        for path in (ACCOUNTS, METHODS, BILLS, MESSAGES, CHANGES):
            assert problems(tmf_validator(TMF666, "Error"), (await line.get(f"{path}/unknown")).json()) == []
        sent = (await line.send_code()).json()
        assert problems(camara_validator("schemas", "SendCodeResponse"), sent) == []
        refusals = {
            ("responses", "Generic400"): await line.post(f"{OTP}/send-code", {}),
            ("responses", "SendCodeForbiddenError403"): await line.send_code("+8225551234"),
            ("responses", "Generic404"): await line.send_code("+14155550100"),
            ("responses", "Generic429"): await line.send_code(),
            ("responses", "ValidateCodeBadRequestError400"): await line.validate(sent["authenticationId"], "wrong"),
            ("responses", "Generic401"): await line.http.post(f"{OTP}/send-code", headers={"Authorization": ""}),
        }
        for response, answer in refusals.items():
            validator = camara_validator(*response, "content", "application~1json", "schema")
            assert problems(validator, answer.json()) == [], response
            assert answer.json()["status"] == answer.status_code


async def test_account_says_who_with_whom_by_what():
    """R44: line, method, carrier; the number to be masked by whoever shows it."""
    async with line_to("happy") as line:
        account = (await line.get(ACCOUNTS)).json()[0]
        assert [(party["role"], party["name"]) for party in account["relatedParty"]] == [
            ("subscriber", "홍*동"),
            ("carrier", "U+ 알뜰모바일"),
        ]
        assert account["contact"][0]["contactMedium"][0]["characteristic"]["phoneNumber"] == PHONE
        assert (account["accountType"], account["paymentStatus"]) == ("adult", "due")
        method = (await line.get(account["defaultPaymentMethod"]["href"])).json()
        assert (method["@type"], method["brand"], method["description"]) == (
            "tokenizedCard",
            "41",
            "9410-****-****-1111",
        )
        assert "홍길동" not in json.dumps(account, ensure_ascii=False)


async def test_bill_is_of_the_month_before():
    """R33: post-paid; whole won."""
    async with line_to("happy") as line:
        bill = (await line.get(BILLS)).json()[0]
        assert bill["billDate"].startswith("2026-11")
        assert bill["billingPeriod"]["startDateTime"].startswith("2026-10-01")
        assert bill["remainingAmount"] == {"unit": "KRW", "value": 33000}
        assert isinstance(bill["amountDue"]["value"], int)
        assert bill["paymentDueDate"] == "2026-11-11T23:59:59+09:00"


async def test_overdue_bills_come_along():
    async with line_to("overdue") as line:
        assert [bill["paymentDueDate"][:10] for bill in (await line.get(BILLS)).json()] == ["2026-11-11", "2026-10-12"]
        assert (await line.get(ACCOUNTS)).json()[0]["paymentStatus"] == "in arrears"


async def test_list_is_answered_in_parts():
    async with line_to("overdue") as line:
        whole = await line.get(BILLS)
        assert (whole.status_code, whole.headers["x-total-count"], whole.headers["x-result-count"]) == (200, "2", "2")
        part = await line.get(BILLS, offset="1", limit="1")
        assert (part.status_code, part.headers["x-total-count"], part.headers["x-result-count"]) == (206, "2", "1")
        assert part.json() == whole.json()[1:]
        assert (await line.get(BILLS, limit="-1")).json()["code"] == "INVALID_REQUEST"


async def test_fields_are_selected_and_identity_always_kept():
    async with line_to("happy") as line:
        bill = (await line.get(BILLS, fields="state,dueDate")).json()[0]
        assert set(bill) == {"id", "href", "@type", "state"}
        assert set((await line.get(bill["href"], fields="none")).json()) == {"id", "href", "@type"}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"state": "sent"}, 2),
        ({"state": "settled"}, 0),
        ({"state": "new,sent"}, 2),
        ({"paymentDueDate.lt": "2026-11-01T00:00:00+09:00"}, 1),
        ({"paymentDueDate.gte": "2026-11-11T00:00:00+09:00"}, 1),
        ({"relatedParty.role": "subscriber"}, 2),
        ({"billingAccount.id": "nobody"}, 0),
    ],
)
async def test_list_is_filtered(query, count):
    async with line_to("overdue") as line:
        assert (await line.get(BILLS, **query)).headers["x-total-count"] == str(count)


async def test_unknown_filter_is_refused():
    async with line_to("overdue") as line:
        assert (await line.get(BILLS, colour="red")).json()["code"] == "INVALID_REQUEST"


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("DELETE", BILLS),
        ("POST", BILLS),
        ("PATCH", f"{BILLS}/x"),
        ("POST", METHODS),
        ("DELETE", f"{METHODS}/x"),
        ("PUT", CHANGES),
        ("GET", f"{OTP}/send-code"),
    ],
)
async def test_unsupported_verb_is_405(verb, path):
    async with line_to("happy") as line:
        answer = await line.http.request(verb, path)
        assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
        assert answer.headers["allow"]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic wrong"])
@pytest.mark.parametrize(
    "path",
    [
        ACCOUNTS,
        METHODS,
        BILLS,
        MESSAGES,
        CHANGES,
        f"{CHANGES}/by-key/x",
        "/selfcare/v1/carrierPolicy/umobile",
        f"{SESSIONS}/x",
    ],
)
async def test_nothing_is_told_without_a_token(path, authorization):
    async with line_to("happy") as line:
        answer = await line.http.get(path, headers={"Authorization": authorization, "x-correlator": "trace-1"})
        assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
        assert answer.headers["x-correlator"] == "trace-1"


async def test_what_belongs_to_somebody_else_is_not_found():
    """S34: on every route that takes an id, a foreign one answers as an unknown one."""
    async with line_to("pending-change") as line:
        records = line.carrier._world.records
        _, neighbour = records.subscribers
        everything = (records.methods, records.bills, records.messages)
        foreign = [next(one.id for one in kind.values() if one.subscriber == neighbour) for kind in everything]
        paths = [f"{base}/{id_}" for base, id_ in zip((METHODS, BILLS, MESSAGES), foreign, strict=True)]
        paths.append(f"{ACCOUNTS}/{records.subscribers[neighbour].billing_account}")
        change = next(iter(records.changes.values()))
        session = (await line.open_session(asked(CARD), new_key())).json()["id"]
        code = (await line.send_code()).json()["authenticationId"]
        assert (await line.get(f"{CHANGES}/{change.id}")).status_code == 200
        change.subscriber = records.sessions[session].subscriber = records.attempts[code].subscriber = neighbour
        paths += [f"{CHANGES}/{change.id}", f"{SESSIONS}/{session}"]
        for path in paths:
            answer, unknown = await line.get(path), await line.get(path.rpartition("/")[0] + "/unknown")
            assert (answer.status_code, answer.json()) == (404, unknown.json()), path
        for path, body in (
            (f"{CHANGES}/{change.id}/cancel", None),
            (f"{SESSIONS}/{session}/complete", {"authenticationId": code}),
        ):
            assert (await line.post(path, body, key=new_key())).status_code == 404, path
        assert (await line.validate(code, line.carrier.last_code(PHONE))).status_code == 404
        mine = [await line.get(path) for path in (METHODS, BILLS, MESSAGES, CHANGES)]
        assert not any(id_ in answer.text for id_ in (*foreign, change.id) for answer in mine)


@pytest.mark.parametrize(
    ("correlator", "status"),
    [("b4333c46-49c0", 200), ("a:b;c/d<e>{f}_.", 200), ("", 200), ("no spaces", 400), ("x" * 257, 400)],
)
async def test_correlator_is_echoed_or_refused(correlator, status):
    async with line_to("happy") as line:
        answer = await line.http.get(ACCOUNTS, headers={"x-correlator": correlator})
        assert answer.status_code == status
        assert answer.headers.get("x-correlator", "") == (correlator if status == 200 else "")
        assert status == 200 or answer.json()["code"] == "INVALID_ARGUMENT"


async def test_every_answer_carries_the_carriers_time():
    """RR28: also errors, also after the clock was moved."""
    async with line_to("happy") as line:
        for path in (ACCOUNTS, f"{BILLS}/unknown", "/nowhere", *UNPROTECTED):
            line.carrier.clock.advance(timedelta(days=1))
            answer = await line.get(path)
            assert len(answer.headers.get_list("date")) == 1
            assert abs(parsedate_to_datetime(answer.headers["date"]) - line.carrier.clock.now()) < timedelta(seconds=5)


async def test_no_answer_shows_a_full_number():
    """S01, S05: not at once, not later, not in any list."""
    async with line_to("happy") as line:
        await line.apply(asked(ACCOUNT))
        texts = [(await line.get(path)).text for path in (ACCOUNTS, METHODS, BILLS, MESSAGES, CHANGES)]
        bare = "".join(texts).replace("-", "").replace(" ", "")
        assert ACCOUNT["accountNumber"] not in bare
        assert "9410120000131111" not in bare
        assert PERSON["name"] not in bare


async def test_messages_are_sms_newest_first():
    async with line_to("happy") as line:
        await line.apply(asked(CARD))
        messages = (await line.get(MESSAGES)).json()
        assert [message["messageType"] for message in messages] == ["SMS"] * 2
        assert messages[0]["subject"] == "납부방법 변경 접수"
        assert messages[0]["sendTime"] > messages[1]["sendTime"]
        assert MESSAGE not in messages[0]["content"]
