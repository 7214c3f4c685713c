"""The self-care extension API on the wire (docs/extension-api.md): change of payment method, identity."""
import calendar
from typing import Annotated, Any, Literal

from app.api.tmf import TmfPaymentMethod
from app.api.wire import Date, Id, KstTime, Link, Month, Text, Wire, known, only_known
from app.domain import institutions
from app.domain.calendar import DayOff, Shift
from app.domain.change import ChangePlan, ChangeRequest, ChangeState, Charge, ChargeKind, MethodChange, Warning
from app.domain.identity import IdentityMethod, IdentityState, IdentityTransaction, Person
from app.domain.payment_method import MethodKind
from app.domain.phone import e164

CHANGES = "/selfcare/v1/paymentMethodChange"
SESSIONS = "/selfcare/v1/authSession"


# Asked


def method_body_of_kind(kind: MethodKind) -> dict[str, Any]:
    """The TMF670 shape of a kind about which nothing is typed yet."""
    match kind:
        case MethodKind.CARD:
            return {"@type": "bankCard", "name": kind.value}
        case MethodKind.BANK:
            return {"@type": "bankAccountDebit", "name": kind.value}
        case _:
            return {"@type": "digitalWallet", "name": kind.value, "service": kind.value}


def change_request_body(request: ChangeRequest) -> dict[str, Any]:
    """Full numbers stand here and nowhere else (S01)."""
    body: dict[str, Any] = {
        "paymentMethod": _method_body(request),
        "payer": {"type": request.payer.value},
        "consents": [{"termsId": given.terms_id, "version": given.version} for given in request.consents],
    }
    if (other := request.payer_details) is not None:
        body["payer"] |= {"name": other.name, "relation": other.relation, "phoneNumber": e164(other.phone)}
    return body


def _method_body(request: ChangeRequest) -> dict[str, Any]:
    body = method_body_of_kind(request.kind)
    owner = request.payer_details.name if request.payer_details else ""  # only the carrier knows the subscriber's own
    match request.kind:
        case MethodKind.CARD:
            issuer = institutions.card_issuer(request.card_issuer)
            body |= {"cardNumber": request.card_number, "brand": request.card_issuer, "nameOnCard": owner}
            if request.card_expiry is not None:
                body["expirationDate"] = _end_of_month(*request.card_expiry)
            return body | ({"name": issuer.name} if issuer else {})
        case MethodKind.BANK:
            bank = institutions.bank(request.bank_code)
            body |= {"accountNumber": request.account_number, "bank": request.bank_code, "owner": owner}
            return body | ({"name": bank.name} if bank else {})
        case _:
            return body


def _end_of_month(year: int, month: int) -> str:
    return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}T23:59:59+09:00"


def session_body(
    method: IdentityMethod, kind: MethodKind, *, digest: str, person: Person | None, for_payer: bool
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "operation": "paymentMethodChange",
        "kind": kind.value,
        "method": method.value,
        "digest": digest,
        "subject": "payer" if for_payer else "subscriber",
    }
    if method is IdentityMethod.SMS and person is not None:
        body["person"] = {
            "name": person.name,
            "birthDate": person.birth,
            "genderDigit": person.gender,
            "phoneNumber": e164(person.phone),
        }
    return body


# Answered


class _DayOff(Wire):
    date: Date
    name: Text
    weekend: bool


class _Shift(Wire):
    nominal: Date
    over: tuple[_DayOff, ...]

    def to_domain(self) -> Shift:
        return Shift(self.nominal, tuple(DayOff(off.date, off.name, off.weekend) for off in self.over))


class _Charge(Wire):
    date: Date
    on: Literal["new", "old"]
    kind: Annotated[ChargeKind, known(ChargeKind, ChargeKind.FIRST)]  # an unknown kind of charge is still a charge
    billing_month: Month
    shift: _Shift | None = None

    def to_domain(self) -> Charge:
        shift = self.shift.to_domain() if self.shift else None
        return Charge(self.date, self.on == "new", self.kind, self.billing_month, shift)


class _Window(Wire):
    open: bool = True
    next_opening: KstTime | None = None


class PlanOfChange(Wire):
    same_type: bool
    effective_date: Date
    first_charge_on_new: Date
    last_charge_on_old: Date | None = None
    charges: tuple[_Charge, ...]
    warnings: Annotated[tuple[Warning, ...], only_known(Warning)]
    cancellable_until: KstTime
    window: _Window = _Window()

    def to_domain(self) -> ChangePlan:
        return ChangePlan(
            same_type=self.same_type,
            effective=self.effective_date,
            charges=tuple(charge.to_domain() for charge in self.charges),
            last_on_old=self.last_charge_on_old,
            first_on_new=self.first_charge_on_new,
            warnings=self.warnings,
            cancellable_until=self.cancellable_until,
            window_open=self.window.open,
            next_opening=self.window.next_opening,
        )


class PaymentMethodChange(Wire):
    id: Id
    receipt_number: Text
    state: Annotated[ChangeState, known(ChangeState, ChangeState.UNKNOWN)]
    requested_date: KstTime
    effective_date: Date
    first_charge_date: Date
    last_charge_on_old_date: Date | None = None
    cancellable_until: KstTime
    from_payment_method: TmfPaymentMethod
    to_payment_method: TmfPaymentMethod
    notified_to: Text = ""
    external_app_url: Link | None = None

    def to_domain(self) -> MethodChange:
        return MethodChange(
            id=self.id,
            receipt=self.receipt_number,
            state=self.state,
            requested_at=self.requested_date,
            from_method=self.from_payment_method.to_domain(),
            to_method=self.to_payment_method.to_domain(),
            effective=self.effective_date,
            first_charge=self.first_charge_date,
            last_on_old=self.last_charge_on_old_date,
            cancellable_until=self.cancellable_until,
            notified_to=self.notified_to,
            external_app_url=self.external_app_url or "",
        )


class AuthSession(Wire):
    id: Id
    method: IdentityMethod
    state: Annotated[IdentityState, known(IdentityState, IdentityState.UNKNOWN)]
    expires_at: KstTime
    provider_url: Link | None = None

    def to_domain(self) -> IdentityTransaction:
        return IdentityTransaction(self.id, self.method, self.state, self.expires_at, self.provider_url or "")


class CodeExtended(Wire):
    expires_at: KstTime
