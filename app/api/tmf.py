"""TM Forum v4 on the wire: accounts (TMF666), payment methods (TMF670), bills (TMF678), messages (TMF681)."""
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from app.api.wire import Id, Krw, KstTime, LongText, Text, Wire, known
from app.domain.bill import Bill, BillState
from app.domain.line import Line, SubscriberKind
from app.domain.masking import mask_account, mask_card
from app.domain.message import Channel, Message
from app.domain.payment_method import MethodKind, MethodStatus, PaymentMethod

ACCOUNTS = "/tmf-api/accountManagement/v4/billingAccount"
PAYMENT_METHODS = "/tmf-api/paymentMethod/v4/paymentMethod"
BILLS = "/tmf-api/customerBillManagement/v4/customerBill"
MESSAGES = "/tmf-api/communicationManagement/v4/communicationMessage"

_KINDS = {
    "tokenizedCard": MethodKind.CARD,
    "bankCard": MethodKind.CARD,
    "bankAccountDebit": MethodKind.BANK,
    "directDebit": MethodKind.BANK,
}
_WALLETS = {"kakaopay": MethodKind.KAKAOPAY, "payco": MethodKind.PAYCO}


class Reference(Wire):
    id: Id


class RelatedParty(Wire):
    id: Text = ""
    name: Text = ""
    role: str = ""


class _Characteristic(Wire):
    phone_number: Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{4,14}$")] | None = None


class _Medium(Wire):
    characteristic: _Characteristic = _Characteristic()


class _Contact(Wire):
    contact_type: str = ""
    contact_medium: tuple[_Medium, ...] = ()


class BillingAccount(Wire):
    id: Id
    account_type: Annotated[SubscriberKind, known(SubscriberKind, SubscriberKind.ADULT)] = SubscriberKind.ADULT
    default_payment_method: Reference
    related_party: tuple[RelatedParty, ...]
    contact: tuple[_Contact, ...]

    def to_domain(self) -> Line | None:
        """None where nobody is named as its carrier, or no number as its line."""
        carrier = self._party("carrier")
        numbers = (
            medium.characteristic.phone_number
            for contact in self.contact
            if contact.contact_type == "line"
            for medium in contact.contact_medium
        )
        number = next((number for number in numbers if number), None)
        if carrier is None or not carrier.id or number is None:
            return None
        subscriber = self._party("subscriber")
        return Line(
            billing_account_id=self.id,
            carrier=carrier.id,
            carrier_name=carrier.name,
            msisdn=number,
            masked_holder=subscriber.name if subscriber else "",
            payment_method_id=self.default_payment_method.id,
            subscriber=self.account_type,
        )

    def _party(self, role: str) -> RelatedParty | None:
        return next((party for party in self.related_party if party.role == role), None)


def _first_letter_small(name: str) -> str:
    """TMF670 writes bankCard in its list of types and BankCard in the types themselves."""
    return name[:1].lower() + name[1:]


class TmfPaymentMethod(Wire):
    """Every TMF670 type this app knows, in one: what a type lacks stays empty."""

    id: Id
    type: Annotated[str, Field(alias="@type"), AfterValidator(_first_letter_small)]
    name: Text
    description: Text = ""
    status: Annotated[MethodStatus, known(MethodStatus, MethodStatus.UNKNOWN)] = MethodStatus.UNKNOWN
    brand: Text = ""
    bank: Text = ""
    service: Text = ""
    owner: Text = ""
    last_four_digits: Annotated[str, StringConstraints(pattern=r"^\d{4}$")] | None = None
    account_number: Annotated[Text, Field(repr=False)] = ""
    expiration_date: KstTime | None = None
    related_party: RelatedParty | None = None

    def to_domain(self) -> PaymentMethod:
        known_kinds, name = (_WALLETS, self.service.lower()) if self.type == "digitalWallet" else (_KINDS, self.type)
        kind = known_kinds.get(name, MethodKind.OTHER)
        return PaymentMethod(
            id=self.id,
            kind=kind,
            institution=self.name,
            institution_code={MethodKind.CARD: self.brand, MethodKind.BANK: self.bank}.get(kind, self.service),
            masked_number=self._masked_number(kind),
            masked_holder=self.related_party.name if self.related_party else self.owner,
            status=self.status,
            expires=(self.expiration_date.year, self.expiration_date.month) if self.expiration_date else None,
        )

    def _masked_number(self, kind: MethodKind) -> str:
        """As the carrier masked it; masked here where the carrier forgot to (S01)."""
        last_four = f"****-****-****-{self.last_four_digits}" if self.last_four_digits else ""
        number = self.description or self.account_number or last_four
        digits = re.sub(r"[\s-]", "", number)
        if not re.search(r"\d{9}", digits):
            return number
        return mask_card(digits) if kind is MethodKind.CARD else mask_account(digits)


class Money(Wire):
    unit: Literal["KRW"]
    value: Krw


class _Period(Wire):
    start_date_time: KstTime


class CustomerBill(Wire):
    id: Id
    bill_date: KstTime
    billing_period: _Period
    payment_due_date: KstTime
    amount_due: Money
    remaining_amount: Money
    state: Annotated[BillState, known(BillState, BillState.UNKNOWN)]

    def to_domain(self) -> Bill:
        used = self.billing_period.start_date_time
        return Bill(
            id=self.id,
            billing_month=(self.bill_date.year, self.bill_date.month),
            usage_month=(used.year, used.month),
            due=self.payment_due_date.date(),
            amount=self.amount_due.value,
            remaining=self.remaining_amount.value,
            state=self.state,
        )


class _Sender(Wire):
    name: Text = ""
    phone_number: Text = ""


class CommunicationMessage(Wire):
    id: Id
    message_type: Annotated[Channel, known(Channel, Channel.UNKNOWN)]
    subject: Text = ""
    content: LongText
    send_time: KstTime
    sender: _Sender = _Sender()

    def to_domain(self) -> Message:
        sender = self.sender.name or self.sender.phone_number
        return Message(self.id, self.message_type, sender, self.subject, self.content, self.send_time)
