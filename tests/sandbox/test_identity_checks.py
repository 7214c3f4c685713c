"""Identity sessions: one person, one action, once (R27, R54, R55; S11, S15)."""
from datetime import timedelta

import pytest

from tests.sandbox.line import (
    ACCOUNT,
    CARD,
    CHANGES,
    KAKAOPAY,
    OTHER_PAYER,
    OTP,
    PAYER_PHONE,
    PERSON,
    PHONE,
    SESSIONS,
    asked,
    line_to,
    new_key,
)

pytestmark = pytest.mark.anyio


async def refusal(line, body, key, **proofs):
    answer = await line.post(CHANGES, body | proofs, key=key)
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(
    ("scenario", "kind", "methods"),
    [
        pytest.param("happy", "bank", [("sms", False), ("ipin", True)], id="R54 phone and i-PIN for a bank"),
        pytest.param("happy", "card", [("sms", False), ("ipin", True)], id="R54 phone and i-PIN for a card"),
        pytest.param(
            "kt-bank-certificate", "bank", [("joint_certificate", False)], id="R27 C15 certificate for a bank"
        ),
        pytest.param(
            "kt-bank-certificate", "card", [("sms", False), ("ipin", True)], id="C15 phone and i-PIN for a card"
        ),
    ],
)
async def test_ways_to_prove_oneself_are_policy(scenario, kind, methods):
    async with line_to(scenario) as line:
        answer = await line.get("/selfcare/v1/authMethod", operation="paymentMethodChange", kind=kind)
        assert [(one["method"], one["deprecated"]) for one in answer.json()] == methods


@pytest.mark.parametrize(
    ("scenario", "body", "method"),
    [
        pytest.param("kt-bank-certificate", asked(ACCOUNT), "sms", id="R27 no SMS for a bank"),
        pytest.param("happy", asked(ACCOUNT), "joint_certificate", id="R54 no certificate here"),
    ],
)
async def test_way_that_policy_does_not_allow_is_refused(scenario, body, method):
    async with line_to(scenario) as line:
        answer = await line.open_session(body, new_key(), method=method)
        assert (answer.status_code, answer.json()["code"]) == (403, "AUTH_METHOD_NOT_ALLOWED")


@pytest.mark.parametrize(
    ("scenario", "body", "method"),
    [
        pytest.param("happy", asked(CARD), "sms", id="R54 R55 phone"),
        pytest.param("happy", asked(CARD), "ipin", id="R54 i-PIN"),
        pytest.param("kt-bank-certificate", asked(ACCOUNT), "joint_certificate", id="R27 joint certificate"),
    ],
)
async def test_proven_person_changes_the_method(scenario, body, method):
    async with line_to(scenario) as line:
        assert (await line.apply(body, method=method)).status_code == 201


@pytest.mark.parametrize(
    "wrong", [{"name": "홍길순"}, {"birthDate": "900102"}, {"genderDigit": "2"}, {"phoneNumber": PAYER_PHONE}]
)
async def test_somebody_else_is_refused_whatever_differs(wrong):
    """S13: the answer does not tell what was wrong."""
    async with line_to("happy") as line:
        answer = await line.open_session(asked(CARD), new_key(), person=PERSON | wrong)
        assert (answer.status_code, answer.json()["code"]) == (403, "IDENTITY_MISMATCH")
        assert set(answer.json()) == {"code", "reason", "message", "status"}


async def test_too_many_wrong_persons_lock_the_check():
    """S12: five in ten minutes, counted by the carrier."""
    async with line_to("happy") as line:
        for _ in range(5):
            assert (
                await line.open_session(asked(CARD), new_key(), person=PERSON | {"name": "홍길순"})
            ).status_code == 403
        answer = await line.open_session(asked(CARD), new_key())
        assert (answer.status_code, answer.json()["code"]) == (429, "AUTH_LOCKED")
        assert 0 < int(answer.headers["retry-after"]) <= 600
        line.carrier.clock.advance(timedelta(minutes=10))
        assert (await line.open_session(asked(CARD), new_key())).status_code == 201


@pytest.mark.parametrize(
    "person",
    [
        None,
        PERSON | {"name": ""},
        PERSON | {"birthDate": "991399"},
        PERSON | {"genderDigit": "9"},
        PERSON | {"name": "900101-1234567"},
    ],
)
async def test_impossible_person_is_malformed(person):
    """S03: a resident number in the name goes no further."""
    async with line_to("happy") as line:
        answer = await line.open_session(asked(CARD), new_key(), person=person)
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_REQUEST")


OTHERS = [
    pytest.param(asked(ACCOUNT), id="another method"),
    pytest.param(asked(CARD | {"cardNumber": "378282246310005", "brand": "51"}), id="another card"),
    pytest.param(asked(CARD | {"expirationDate": "2030-05-31T23:59:59+09:00"}), id="another expiry"),
    pytest.param(asked(CARD, payer=OTHER_PAYER), id="another payer"),
]


@pytest.mark.parametrize("other", OTHERS)
async def test_proof_of_one_change_is_no_proof_of_another(other):
    """S15: bound to the digest of the action."""
    async with line_to("happy") as line:
        key = new_key()
        proof = await line.proof(asked(CARD), key)
        assert await refusal(line, other, key, identityId=proof) == (403, "AUTH_REQUIRED")
        assert line.carrier.changes() == ()


async def test_proof_is_bound_to_the_key():
    """S11, S15."""
    async with line_to("happy") as line:
        proof = await line.proof(asked(CARD), new_key())
        assert await refusal(line, asked(CARD), new_key(), identityId=proof) == (403, "AUTH_REQUIRED")


async def test_proof_is_used_once():
    async with line_to("happy") as line:
        key = new_key()
        proof = await line.proof(asked(CARD), key)
        change = (await line.post(CHANGES, asked(CARD) | {"identityId": proof}, key=key)).json()
        await line.post(f"{CHANGES}/{change['id']}/cancel", key=new_key())
        line.carrier._world.records.answers.clear()
        assert await refusal(line, asked(CARD), key, identityId=proof) == (403, "AUTH_REQUIRED")


@pytest.mark.parametrize("identity", ["", "unknown"])
async def test_change_without_a_proof_is_refused(identity):
    async with line_to("happy") as line:
        assert await refusal(line, asked(CARD), new_key(), identityId=identity) == (403, "AUTH_REQUIRED")


async def test_unfinished_declined_and_late_proofs_are_refused():
    async with line_to("happy") as line:
        body, key = asked(CARD), new_key()
        pending = (await line.open_session(body, key, method="ipin")).json()["id"]
        assert await refusal(line, body, key, identityId=pending) == (403, "AUTH_REQUIRED")
        declined = (await line.open_session(body, key, method="ipin")).json()["id"]
        line.carrier.complete_provider(declined, accept=False)
        line.carrier.complete_provider(declined, accept=True)
        assert await refusal(line, body, key, identityId=declined) == (403, "AUTH_DECLINED")
        proof = await line.proof(body, key, method="ipin")
        line.carrier.clock.advance(timedelta(minutes=5))
        assert await refusal(line, body, key, identityId=proof) == (410, "AUTH_EXPIRED")
        assert (await line.get(f"{SESSIONS}/{proof}")).json()["state"] == "expired"


async def test_payer_has_to_be_proven_and_to_be_the_one_named():
    """C18: the other payer's own check, by name and phone."""
    async with line_to("happy") as line:
        body, key = asked(CARD, payer=OTHER_PAYER), new_key()
        own = await line.proof(body, key)
        assert await refusal(line, body, key, identityId=own) == (403, "AUTH_REQUIRED")
        assert await refusal(line, body, key, identityId=own, payerIdentityId=own) == (403, "AUTH_REQUIRED")
        renamed = asked(CARD, payer=OTHER_PAYER | {"name": "이몽룡"})
        key = new_key()
        line.carrier.clock.advance(timedelta(seconds=31))
        proofs = {
            "identityId": await line.proof(renamed, key),
            "payerIdentityId": await line.proof(renamed, key, subject="payer"),
        }
        assert await refusal(line, renamed, key, **proofs) == (403, "IDENTITY_MISMATCH")


async def test_code_completes_only_the_session_it_was_sent_for():
    """S11: no code sent before the session, none of another phone, none twice."""
    async with line_to("happy") as line:
        early = await line.verified_code()
        session = (await line.open_session(asked(CARD), new_key())).json()["id"]
        complete = f"{SESSIONS}/{session}/complete"
        assert (await line.post(complete, {"authenticationId": early})).json()["code"] == "AUTH_REQUIRED"
        elsewhere = await line.verified_code(PAYER_PHONE)
        assert (await line.post(complete, {"authenticationId": elsewhere})).json()["code"] == "AUTH_REQUIRED"
        line.carrier.clock.advance(timedelta(seconds=31))
        unverified = (await line.send_code()).json()["authenticationId"]
        assert (await line.post(complete, {"authenticationId": unverified})).json()["code"] == "AUTH_REQUIRED"
        await line.validate(unverified, line.carrier.last_code(PHONE))
        assert (await line.post(complete, {"authenticationId": unverified})).json()["state"] == "verified"
        second = (await line.open_session(asked(KAKAOPAY), new_key())).json()["id"]
        again = await line.post(f"{SESSIONS}/{second}/complete", {"authenticationId": unverified})
        assert again.json()["code"] == "AUTH_REQUIRED"


async def test_code_completes_one_of_two_open_sessions():
    """S11: single use, even where it would fit both."""
    async with line_to("happy") as line:
        sessions = [(await line.open_session(asked(method), new_key())).json()["id"] for method in (CARD, KAKAOPAY)]
        code = {"authenticationId": await line.verified_code()}
        states = [(await line.post(f"{SESSIONS}/{session}/complete", code)).status_code for session in sessions]
        assert states == [200, 403]


async def test_sms_session_lives_as_long_as_its_newest_code_and_no_longer():
    async with line_to("happy") as line:
        session = (await line.open_session(asked(CARD), new_key())).json()["id"]
        line.carrier.clock.advance(timedelta(seconds=290))
        code = (await line.send_code()).json()["authenticationId"]
        line.carrier.clock.advance(timedelta(seconds=170))
        assert (await line.get(f"{SESSIONS}/{session}")).json()["state"] == "pending"
        await line.validate(code, line.carrier.last_code(PHONE))
        line.carrier.clock.advance(timedelta(seconds=20))
        late = await line.post(f"{SESSIONS}/{session}/complete", {"authenticationId": code})
        assert (late.status_code, late.json()["code"]) == (410, "AUTH_EXPIRED")


async def test_code_gets_more_time_as_often_as_policy_says():
    """KWCAG 6.2.1: a time limit can be extended; here once."""
    async with line_to("happy") as line:
        session = (await line.open_session(asked(CARD), new_key())).json()["id"]
        code = {"authenticationId": (await line.send_code()).json()["authenticationId"]}
        line.carrier.clock.advance(timedelta(seconds=170))
        assert (await line.post(f"{SESSIONS}/{session}/extend", code)).status_code == 200
        line.carrier.clock.advance(timedelta(seconds=170))
        refused = await line.post(f"{SESSIONS}/{session}/extend", code)
        assert (refused.status_code, refused.json()["code"]) == (429, "AUTH_LOCKED")
        assert (await line.validate(code["authenticationId"], line.carrier.last_code(PHONE))).status_code == 204
        gone = await line.post(f"{SESSIONS}/{session}/extend", code)
        assert (gone.status_code, gone.json()["code"]) == (410, "AUTH_EXPIRED")


async def test_line_without_sms_leaves_ipin():
    """R54: the second way is there for those the first one does not reach."""
    async with line_to("ipin-legacy") as line:
        refused = await line.send_code()
        assert (refused.status_code, refused.json()["code"]) == (403, "ONE_TIME_PASSWORD_SMS.PHONE_NUMBER_BLOCKED")
        assert (await line.apply(asked(CARD), method="ipin")).status_code == 201


async def provider_page(line, method, body):
    return (await line.open_session(body, new_key(), method=method)).json()


@pytest.mark.parametrize(
    ("scenario", "method", "typed"),
    [
        pytest.param("happy", "ipin", {"account": "hong", "password": "s3cret-typed"}, id="R54 i-PIN"),
        pytest.param(
            "kt-bank-certificate",
            "joint_certificate",
            {"certificate": "bank", "password": "s3cret-typed"},
            id="R27 certificate",
        ),
    ],
)
async def test_credentials_are_typed_at_the_provider_and_kept_nowhere(scenario, method, typed, caplog):
    """S04."""
    async with line_to(scenario) as line:
        body = asked(ACCOUNT)
        session = await provider_page(line, method, body)
        line.http.headers.pop("Authorization")
        page = await line.http.get(session["providerUrl"])
        assert page.status_code == 200
        assert "데모" in page.text
        assert "http" not in page.text.replace("http-equiv", "")
        incomplete = await line.http.post(
            session["providerUrl"], data=typed | {"password": "", "answer": "accept"}, follow_redirects=True
        )
        assert 'role="alert"' in incomplete.text
        done = await line.http.post(session["providerUrl"], data=typed | {"answer": "accept"}, follow_redirects=True)
        assert "본인확인을 마쳤어요" in done.text
        assert (
            "s3cret-typed"
            not in repr(line.carrier._world) + str(line.carrier._world.records.sessions) + caplog.text + done.text
        )


@pytest.mark.parametrize("form", [{"account": "hong", "password": "거절", "answer": "accept"}, {"answer": "decline"}])
async def test_provider_may_decline(form):
    async with line_to("happy") as line:
        session = await provider_page(line, "ipin", asked(CARD))
        page = await line.http.post(session["providerUrl"], data=form, follow_redirects=True)
        assert "본인확인을 하지 못했어요" in page.text
        assert (await line.get(f"{SESSIONS}/{session['id']}")).json()["state"] == "declined"


async def test_wallet_page_confirms_the_change():
    """R9: the wallet's own app has the last word."""
    async with line_to("wallet-waiting-kakao") as line:
        url = (await line.get(CHANGES)).json()[0]["externalAppUrl"]
        page = await line.http.get(url)
        assert "카카오페이 자동납부를 신청할까요?" in page.text
        assert "9410-****-****-1111" in page.text
        done = await line.http.post(url, data={"answer": "accept"}, follow_redirects=True)
        assert "12월 1일(화)부터 적용돼요" in done.text
        assert (await line.get(CHANGES)).json()[0]["state"] == "scheduled"


@pytest.mark.parametrize("path", ["/provider/identity/guess", "/provider/wallet/guess"])
async def test_provider_pages_cannot_be_guessed(path):
    async with line_to("happy") as line:
        assert (await line.http.get(path)).status_code == 404
        assert (await line.http.post(path, data={"answer": "accept"})).status_code == 404


async def test_sms_session_has_no_provider_page():
    async with line_to("happy") as line:
        session = (await line.open_session(asked(CARD), new_key())).json()
        assert session["providerUrl"] is None
        assert (
            await line.http.post(f"/provider/identity/{session['id']}", data={"answer": "accept"})
        ).status_code == 404
        assert (await line.get(f"{SESSIONS}/{session['id']}")).json()["state"] == "pending"


async def test_addresses_lead_to_where_people_reach_the_carrier():
    async with line_to("happy") as line:
        line.carrier.public_url = "https://demo.example/carrier/"
        session = (await line.open_session(asked(CARD), new_key(), method="ipin")).json()
        assert session["providerUrl"] == f"https://demo.example/carrier/provider/identity/{session['id']}"


async def test_code_api_belongs_to_the_same_subscriber():
    async with line_to("happy") as line:
        assert (
            await line.http.post(f"{OTP}/send-code", json={}, headers={"Authorization": "Bearer nobody"})
        ).status_code == 401
