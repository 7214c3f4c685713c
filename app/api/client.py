"""The carrier, typed: domain values in, domain values or CarrierError out."""
from datetime import datetime

from app.domain.bill import Bill, Unpaid
from app.domain.change import ChangePlan, ChangeRequest, MethodChange
from app.domain.identity import CodeTicket, IdentityMethod, IdentityTransaction, Person
from app.domain.line import Line
from app.domain.message import Message
from app.domain.payment_method import MethodKind, PaymentMethod
from app.domain.policy import CarrierPolicy, OtpPolicy


class CarrierClient:
    """One subscriber's conversation with one carrier. Raises CarrierError only."""

    def server_now(self) -> datetime:
        """The carrier's time in KST, from the last Date header plus the monotonic clock (RR28)."""
        raise NotImplementedError

    # reads: retried, safe to repeat
    async def line(self) -> Line: raise NotImplementedError  # TMF666 billingAccount
    async def policy(self, carrier: str) -> CarrierPolicy: raise NotImplementedError
    async def payment_method(self, method_id: str) -> PaymentMethod: raise NotImplementedError  # TMF670
    async def current_bill(self, billing_account_id: str) -> Bill | None: raise NotImplementedError  # TMF678
    async def unpaid(self, billing_account_id: str) -> Unpaid | None: raise NotImplementedError  # TMF678, summed over overdue bills
    async def messages(self) -> tuple[Message, ...]: raise NotImplementedError  # TMF681, newest first
    async def open_change(self) -> MethodChange | None: raise NotImplementedError  # the latest one still open, or the latest closed within 30 days
    async def change_by_key(self, key: str) -> MethodChange | None: raise NotImplementedError  # None: the carrier knows no such key (no proof, RR20)

    # the change
    async def preview_kind(self, kind: MethodKind) -> ChangePlan: raise NotImplementedError  # dates only, nothing typed yet
    async def preview(self, request: ChangeRequest) -> ChangePlan: raise NotImplementedError  # everything re-checked by the carrier
    async def apply_change(self, request: ChangeRequest, *, identity_id: str, payer_identity_id: str | None, key: str) -> MethodChange: raise NotImplementedError
    async def cancel_change(self, change_id: str, *, key: str) -> MethodChange: raise NotImplementedError
    async def change(self, change_id: str) -> MethodChange: raise NotImplementedError

    # identity
    async def start_identity(self, method: IdentityMethod, kind: MethodKind, *, digest: str, person: Person | None, for_payer: bool) -> IdentityTransaction: raise NotImplementedError
    async def send_code(self, phone: str, otp: OtpPolicy) -> CodeTicket: raise NotImplementedError  # CAMARA send-code
    async def validate_code(self, authentication_id: str, code: str) -> None: raise NotImplementedError  # CAMARA validate-code
    async def extend_code(self, identity_id: str, ticket: CodeTicket) -> CodeTicket: raise NotImplementedError
    async def complete_sms_identity(self, identity_id: str, authentication_id: str) -> IdentityTransaction: raise NotImplementedError
    async def identity(self, identity_id: str) -> IdentityTransaction: raise NotImplementedError
