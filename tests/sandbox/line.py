"""One subscriber's line to the sandbox carrier, spoken over in-process ASGI as an app would speak it."""
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from app.domain.change import ChangeRequest, ConsentGiven, PayerDetails, change_digest
from app.domain.payment_method import MethodKind, Payer, Relation
from app.sandbox.carrier import SandboxCarrier

PHONE, PAYER_PHONE = "+821012345678", "+821055556666"
CHANGES, SESSIONS = "/selfcare/v1/paymentMethodChange", "/selfcare/v1/authSession"
OTP = "/one-time-password-sms/v1"
MESSAGE = "[알뜰지기] 인증번호 {{code}}"
PERSON = {"name": "홍길동", "birthDate": "900101", "genderDigit": "1", "phoneNumber": PHONE}
PAYER_PERSON = {"name": "성춘향", "birthDate": "950505", "genderDigit": "2", "phoneNumber": PAYER_PHONE}
CONSENTS = [{"termsId": "direct-debit", "version": "2026-01"}, {"termsId": "third-party", "version": "2026-01"}]
OTHER_PAYER = {"type": "other", "name": "성춘향", "relation": "spouse", "phoneNumber": PAYER_PHONE}

CARD = {
    "@type": "bankCard",
    "name": "현대카드",
    "cardNumber": "5555555555554444",
    "brand": "61",
    "expirationDate": "2029-05-31T23:59:59+09:00",
    "nameOnCard": "",
}
ACCOUNT = {"@type": "bankAccountDebit", "name": "신한은행", "accountNumber": "110234567890", "bank": "088", "owner": ""}
KAKAOPAY = {"@type": "digitalWallet", "name": "카카오페이", "service": "kakaopay"}
PAYCO = {"@type": "digitalWallet", "name": "페이코", "service": "payco"}


def asked(method: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A whole change request."""
    return {"paymentMethod": method, "payer": {"type": "self"}, "consents": CONSENTS} | other


def digest_of(body: dict[str, Any], key: str) -> str:
    """What the app binds an identity check to."""
    method, payer = body["paymentMethod"], body["payer"]
    kinds = {"bankCard": MethodKind.CARD, "bankAccountDebit": MethodKind.BANK}
    expires = method.get("expirationDate", "")
    details = None
    if payer["type"] == "other":
        details = PayerDetails(payer["name"], Relation(payer["relation"]), "0" + payer["phoneNumber"][3:])
    request = ChangeRequest(
        kind=kinds.get(method["@type"]) or MethodKind(method["service"]),
        payer=Payer(payer["type"]),
        payer_details=details,
        card_number=method.get("cardNumber", ""),
        card_issuer=method.get("brand", ""),
        card_expiry=(int(expires[:4]), int(expires[5:7])) if expires else None,
        bank_code=method.get("bank", ""),
        account_number=method.get("accountNumber", ""),
        consents=tuple(ConsentGiven(one["termsId"], one["version"]) for one in body["consents"]),
    )
    return change_digest(request, key)


def kind_of(body: dict[str, Any]) -> str:
    return {"bankCard": "card", "bankAccountDebit": "bank"}.get(body["paymentMethod"]["@type"]) or body[
        "paymentMethod"
    ]["service"]


class Line:
    def __init__(self, carrier: SandboxCarrier, http: httpx.AsyncClient) -> None:
        self.carrier, self.http = carrier, http

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self.http.get(path, params=query)

    async def post(self, path: str, body: Any = None, *, key: str = "") -> httpx.Response:
        return await self.http.post(path, json=body, headers={"Idempotency-Key": key} if key else {})

    async def open_session(
        self, body: dict[str, Any], key: str, *, method: str = "sms", subject: str = "subscriber", **other: Any
    ) -> httpx.Response:
        asked_for = {
            "operation": "paymentMethodChange",
            "kind": kind_of(body),
            "method": method,
            "digest": digest_of(body, key),
            "subject": subject,
        }
        if method == "sms":
            asked_for["person"] = PERSON if subject == "subscriber" else PAYER_PERSON
        return await self.post(SESSIONS, asked_for | other)

    async def send_code(self, phone: str = PHONE, message: str = MESSAGE) -> httpx.Response:
        return await self.post(f"{OTP}/send-code", {"phoneNumber": phone, "message": message})

    async def validate(self, authentication_id: str, code: str) -> httpx.Response:
        return await self.post(f"{OTP}/validate-code", {"authenticationId": authentication_id, "code": code})

    async def verified_code(self, phone: str = PHONE) -> str:
        sent = (await self.send_code(phone)).json()["authenticationId"]
        answer = await self.validate(sent, self.carrier.last_code(phone))
        assert answer.status_code == 204, answer.text
        return str(sent)

    async def proof(self, body: dict[str, Any], key: str, *, method: str = "sms", subject: str = "subscriber") -> str:
        """Id of a session that proves the person for this change."""
        session = (await self.open_session(body, key, method=method, subject=subject)).json()
        if method == "sms":
            code = await self.verified_code(PHONE if subject == "subscriber" else PAYER_PHONE)
            answer = await self.post(f"{SESSIONS}/{session['id']}/complete", {"authenticationId": code})
            assert answer.json()["state"] == "verified", answer.text
        else:
            self.carrier.complete_provider(session["id"], accept=True)
        return str(session["id"])

    async def apply(self, body: dict[str, Any], *, key: str = "", method: str = "sms", **other: Any) -> httpx.Response:
        """The whole way: identity check, then the application."""
        key = key or new_key()
        proofs = {"identityId": await self.proof(body, key, method=method)}
        if body["payer"]["type"] == "other":
            proofs["payerIdentityId"] = await self.proof(body, key, method=method, subject="payer")
        return await self.post(CHANGES, body | proofs | other, key=key)


def new_key() -> str:
    return str(uuid.uuid4())


@asynccontextmanager
async def connected(carrier: SandboxCarrier) -> AsyncIterator[Line]:
    headers = {"Authorization": f"Bearer {carrier.token}"}
    transport = httpx.ASGITransport(carrier.asgi)
    async with httpx.AsyncClient(transport=transport, base_url="http://carrier.test", headers=headers) as http:
        yield Line(carrier, http)


@asynccontextmanager
async def line_to(scenario: str) -> AsyncIterator[Line]:
    async with connected(SandboxCarrier.open(scenario)) as line:
        yield line
