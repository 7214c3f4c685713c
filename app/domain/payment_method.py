"""How a bill is paid, as the subscriber knows it."""
from dataclasses import dataclass
from enum import StrEnum


class MethodKind(StrEnum):
    BANK = "bank"
    CARD = "card"
    KAKAOPAY = "kakaopay"
    PAYCO = "payco"
    OTHER = "other"  # anything a carrier answers that this app does not know (RR13)

    @property
    def is_wallet(self) -> bool:
        """R3: KakaoPay and PAYCO are the two wallets of 간편결제 자동납부."""
        return self in (MethodKind.KAKAOPAY, MethodKind.PAYCO)

    @property
    def family(self) -> str:
        """Two methods of one family are "same type" for the effective date (C3): bank, card, wallet."""
        return "wallet" if self.is_wallet else self.value


class Payer(StrEnum):
    """납입자 구분 (R51)."""

    SELF = "self"
    OTHER = "other"


class Relation(StrEnum):
    """Who the other payer is to the subscriber (C18)."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    COMPANY = "company"


class MethodStatus(StrEnum):
    NEW = "New"
    PENDING = "Pending"
    ACTIVE = "Active"
    INACTIVE = "InActive"
    REJECTED = "Rejected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A registered method. Numbers are masked by the carrier before they reach the app (S01)."""

    id: str
    kind: MethodKind
    institution: str  # bank, card issuer or wallet, in Korean
    institution_code: str
    masked_number: str
    masked_holder: str
    status: MethodStatus = MethodStatus.ACTIVE
    expires: tuple[int, int] | None = None  # (year, month) of a card
    debit_day: int | None = None  # chosen nominal day of a bank debit
