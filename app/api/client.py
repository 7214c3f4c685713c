"""The carrier, typed: domain values in, domain values or CarrierError out."""
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import stamina
from pydantic import TypeAdapter, ValidationError

from app.api import camara, selfcare, tmf
from app.api.answer import NO_CODES, Answer, refusal_in, unreadable
from app.api.carrier_policy import POLICIES, Policy
from app.api.errors import CarrierError
from app.api.http_adapter import CarrierHttp
from app.api.wire import LIST_CONFIG
from app.domain.bill import Bill, Unpaid
from app.domain.change import ChangePlan, ChangeRequest, ChangeState, MethodChange
from app.domain.identity import CodeTicket, IdentityMethod, IdentityTransaction, Person
from app.domain.line import Line
from app.domain.masking import mask_phone
from app.domain.message import Message
from app.domain.payment_method import MethodKind, PaymentMethod
from app.domain.phone import e164
from app.domain.policy import CarrierPolicy, OtpPolicy
from app.domain.refusal import Delivery, Refusal

T = TypeVar("T")

CLOSED_CHANGE_SHOWN_FOR = timedelta(days=30)
LONGEST_WAIT_TO_READ = 4  # seconds; a carrier that asks for more patience than that tells the person, who decides
MAX_PAGES = 5

_ACCOUNTS = TypeAdapter(tuple[tmf.BillingAccount, ...], config=LIST_CONFIG)
_PAYMENT_METHOD = TypeAdapter(tmf.TmfPaymentMethod)
_BILLS = TypeAdapter(tuple[tmf.CustomerBill, ...], config=LIST_CONFIG)
_MESSAGES = TypeAdapter(tuple[tmf.CommunicationMessage, ...], config=LIST_CONFIG)
_CHANGES = TypeAdapter(tuple[selfcare.PaymentMethodChange, ...], config=LIST_CONFIG)
_CHANGE = TypeAdapter(selfcare.PaymentMethodChange)
_SESSION = TypeAdapter(selfcare.AuthSession)
_PLAN = TypeAdapter(selfcare.PlanOfChange)
_CODE_SENT = TypeAdapter(camara.CodeSent)
_CODE_EXTENDED = TypeAdapter(selfcare.CodeExtended)


class CarrierClient:
    """One subscriber's conversation with one carrier. Raises CarrierError only."""

    def __init__(self, http: CarrierHttp, token: str) -> None:
        if not (token.isascii() and token.isprintable() and token):
            raise ValueError("no bearer token")
        self._http = http
        self._token = token
        self._policies: dict[str, CarrierPolicy] = {}

    def server_now(self) -> datetime:
        """The carrier's time in KST, from its Date headers and the monotonic clock (RR28)."""
        return self._http.clock.now()

    # reads: retried, safe to repeat

    async def line(self) -> Line:
        answer = await self._read(tmf.ACCOUNTS)
        lines = [account.to_domain() for account in self._parsed(_ACCOUNTS, answer)]
        if not lines or lines[0] is None:
            raise unreadable(answer.reference, changes=False)
        return lines[0]

    async def policy(self, carrier: str) -> CarrierPolicy:
        """Asked for once; a policy does not change under a subscriber's hands."""
        if carrier not in self._policies:
            answer = await self._read(f"{POLICIES}/{_segment(carrier)}")
            try:
                self._policies[carrier] = Policy.read(answer.body).to_domain()
            except ValueError as error:
                raise unreadable(answer.reference, changes=False) from error
        return self._policies[carrier]

    async def payment_method(self, method_id: str) -> PaymentMethod:
        answer = await self._read(f"{tmf.PAYMENT_METHODS}/{_segment(method_id)}")
        return self._parsed(_PAYMENT_METHOD, answer).to_domain()

    async def current_bill(self, billing_account_id: str) -> Bill | None:
        """The newest one."""
        return max(await self._bills(billing_account_id), key=lambda bill: (bill.billing_month, bill.due), default=None)

    async def unpaid(self, billing_account_id: str) -> Unpaid | None:
        """What is left of all bills overdue by the carrier's clock; None when nothing is."""
        bills = await self._bills(billing_account_id)
        today = self.server_now().date()
        overdue = [bill for bill in bills if bill.is_overdue(today)]
        if not overdue:
            return None
        return Unpaid(sum(bill.remaining for bill in overdue), len(overdue), min(bill.due for bill in overdue))

    async def messages(self) -> tuple[Message, ...]:
        """Newest first."""
        answer = await self._read(tmf.MESSAGES)
        messages = [message.to_domain() for message in self._parsed(_MESSAGES, answer)]
        return tuple(sorted(messages, key=lambda message: message.sent_at, reverse=True))

    async def open_change(self) -> MethodChange | None:
        """The latest change still open, else the latest one closed within 30 days."""
        answer = await self._read(selfcare.CHANGES)
        changes = [change.to_domain() for change in self._parsed(_CHANGES, answer)]
        changes.sort(key=lambda change: change.requested_at, reverse=True)
        recent = self.server_now().date() - CLOSED_CHANGE_SHOWN_FOR
        still_open = (change for change in changes if change.state.is_open)
        return next(still_open, None) or next((change for change in changes if _closed_on(change) >= recent), None)

    async def change_by_key(self, key: str) -> MethodChange | None:
        """What became of the request with this key. None: the carrier knows no such key, which is no proof (RR20)."""
        try:
            answer = await self._read(f"{selfcare.CHANGES}/by-key/{_segment(key)}")
        except CarrierError as error:
            if error.failure.refusal is Refusal.NOT_FOUND:
                return None
            raise
        return self._parsed(_CHANGE, answer).to_domain()

    async def change(self, change_id: str) -> MethodChange:
        answer = await self._read(f"{selfcare.CHANGES}/{_segment(change_id)}")
        return self._parsed(_CHANGE, answer).to_domain()

    async def identity(self, identity_id: str) -> IdentityTransaction:
        answer = await self._read(f"{selfcare.SESSIONS}/{_segment(identity_id)}")
        return self._parsed(_SESSION, answer).to_domain()

    # previews: sent once, change nothing

    async def preview_kind(self, kind: MethodKind) -> ChangePlan:
        """The dates of a change to this kind; nothing is typed yet."""
        return await self._preview({"paymentMethod": selfcare.method_body_of_kind(kind)})

    async def preview(self, request: ChangeRequest) -> ChangePlan:
        """The carrier checks everything that was typed, and computes the dates."""
        return await self._preview(selfcare.change_request_body(request))

    # writes: sent once; after any doubt the caller asks by key (RR17-RR20)

    async def apply_change(
        self, request: ChangeRequest, *, identity_id: str, payer_identity_id: str | None, key: str
    ) -> MethodChange:
        body = selfcare.change_request_body(request) | {"identityId": identity_id}
        if payer_identity_id is not None:
            body["payerIdentityId"] = payer_identity_id
        answer = await self._write(selfcare.CHANGES, body, key=key)
        return self._parsed(_CHANGE, answer, changes=True).to_domain()

    async def cancel_change(self, change_id: str, *, key: str) -> MethodChange:
        answer = await self._write(f"{selfcare.CHANGES}/{_segment(change_id)}/cancel", {}, key=key)
        return self._parsed(_CHANGE, answer, changes=True).to_domain()

    async def start_identity(
        self, method: IdentityMethod, kind: MethodKind, *, digest: str, person: Person | None, for_payer: bool
    ) -> IdentityTransaction:
        body = selfcare.session_body(method, kind, digest=digest, person=person, for_payer=for_payer)
        answer = await self._write(selfcare.SESSIONS, body)
        return self._parsed(_SESSION, answer, changes=True).to_domain()

    async def send_code(self, phone: str, otp: OtpPolicy) -> CodeTicket:
        """CAMARA says no times, so they are the policy's, counted from the carrier's now."""
        body = {"phoneNumber": e164(phone), "message": otp.message}
        answer = await self._write(camara.SEND_CODE, body, codes=camara.SEND_CODE_REFUSALS)
        sent = self._parsed(_CODE_SENT, answer, changes=True)
        now = self.server_now()
        return CodeTicket(
            authentication_id=sent.authentication_id,
            sent_to=mask_phone(phone),
            expires_at=now + timedelta(seconds=otp.ttl_seconds),
            resend_at=now + timedelta(seconds=otp.resend_after_seconds),
        )

    async def validate_code(self, authentication_id: str, code: str) -> None:
        """Returns only when the carrier said 204: any other success was not said by it."""
        body = {"authenticationId": authentication_id, "code": code}
        answer = await self._write(camara.VALIDATE_CODE, body, codes=camara.VALIDATE_CODE_REFUSALS)
        if answer.status != 204:
            raise unreadable(answer.reference, changes=True)

    async def extend_code(self, identity_id: str, ticket: CodeTicket) -> CodeTicket:
        body = {"authenticationId": ticket.authentication_id}
        answer = await self._write(f"{selfcare.SESSIONS}/{_segment(identity_id)}/extend", body)
        return replace(ticket, expires_at=self._parsed(_CODE_EXTENDED, answer, changes=True).expires_at)

    async def complete_sms_identity(self, identity_id: str, authentication_id: str) -> IdentityTransaction:
        body = {"authenticationId": authentication_id}
        answer = await self._write(f"{selfcare.SESSIONS}/{_segment(identity_id)}/complete", body)
        return self._parsed(_SESSION, answer, changes=True).to_domain()

    # how it is asked

    async def _bills(self, billing_account_id: str) -> tuple[Bill, ...]:
        """All of them: a sum over a part would understate what is owed."""
        bills: list[Bill] = []
        for _ in range(MAX_PAGES):
            path = f"{tmf.BILLS}?billingAccount.id={_segment(billing_account_id)}&offset={len(bills)}"
            answer = await self._read(path)
            page = self._parsed(_BILLS, answer)
            bills += [bill.to_domain() for bill in page]
            if answer.status != 206 or not page:
                return tuple(bills)
        raise unreadable(answer.reference, changes=False)

    async def _preview(self, body: dict[str, Any]) -> ChangePlan:
        answer = await self._once(
            "POST", f"{selfcare.CHANGES}/preview", changes=False, deadline=self._http.deadline(), body=body
        )
        return self._parsed(_PLAN, answer).to_domain()

    async def _read(self, path: str) -> Answer:
        """Up to three tries, none begun after half the time of one call, all of them within it (RR11)."""
        deadline = self._http.deadline()
        half = self._http.deadline_seconds / 2
        tries = stamina.retry_context(
            on=_another_try, attempts=3, timeout=half, wait_initial=0.2, wait_max=2.0, wait_jitter=0.4
        )
        async for attempt in tries:
            with attempt:
                answer = await self._once("GET", path, changes=False, deadline=deadline)
        return answer

    async def _write(
        self, path: str, body: dict[str, Any], *, key: str | None = None, codes: Mapping[str, Refusal] = NO_CODES
    ) -> Answer:
        return await self._once(
            "POST", path, changes=True, deadline=self._http.deadline(), body=body, key=key, codes=codes
        )

    async def _once(
        self,
        method: str,
        path: str,
        *,
        changes: bool,
        deadline: float,
        body: dict[str, Any] | None = None,
        key: str | None = None,
        codes: Mapping[str, Refusal] = NO_CODES,
    ) -> Answer:
        answer = await self._http.exchange(
            method, path, token=self._token, changes=changes, deadline=deadline, body=body, key=key
        )
        refusal = refusal_in(answer, self.server_now(), changes=changes, codes=codes)
        if refusal is not None:
            raise refusal
        return answer

    def _parsed(self, reader: TypeAdapter[T], answer: Answer, *, changes: bool = False) -> T:
        try:
            return reader.validate_json(answer.body, context={"loopback": self._http.is_loopback})
        except ValidationError as error:
            raise unreadable(answer.reference, changes=changes) from error


def _segment(identifier: str) -> str:
    return quote(identifier, safe="")


def _closed_on(change: MethodChange) -> date:
    return change.effective if change.state is ChangeState.APPLIED else change.requested_at.date()


def _another_try(error: Exception) -> bool | float:
    """Whether a read is asked again, or after how many seconds."""
    if not isinstance(error, CarrierError) or error.failure.delivery is Delivery.REJECTED:
        return False
    if error.failure.refusal in (Refusal.BUSY, Refusal.MAINTENANCE):
        wait = error.failure.retry_after
        return float(wait) if wait is not None and wait <= LONGEST_WAIT_TO_READ else False
    return True
