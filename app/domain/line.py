"""A subscriber's line and its billing account."""
from dataclasses import dataclass
from enum import StrEnum


class SubscriberKind(StrEnum):
    ADULT = "adult"
    MINOR = "minor"
    FOREIGNER = "foreigner"


@dataclass(frozen=True, slots=True)
class Line:
    billing_account_id: str
    carrier: str  # policy id, "umobile"
    carrier_name: str  # "U+ 알뜰모바일"
    msisdn: str  # E.164, +821012345678; shown masked only
    masked_holder: str
    payment_method_id: str
    subscriber: SubscriberKind = SubscriberKind.ADULT
