"""Every way a request to the carrier can fail, in the subscriber's terms."""
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Refusal(StrEnum):
    """Closed on purpose: each has a sentence in ui/strings. Values are the carrier's own codes where there is one."""

    # the way there
    OFFLINE = "OFFLINE"
    UNCONFIRMED = "UNCONFIRMED"
    BUSY = "BUSY"
    MAINTENANCE = "MAINTENANCE"
    SIGNED_OUT = "SIGNED_OUT"
    NOT_ALLOWED = "NOT_ALLOWED"
    NOT_FOUND = "NOT_FOUND"
    UNEXPECTED = "UNEXPECTED"
    DEVICE_FULL = "DEVICE_FULL"
    # changing the payment method
    SAME_METHOD = "SAME_METHOD"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    PAYER_NOT_ALLOWED = "PAYER_NOT_ALLOWED"
    PAYER_DETAILS_REQUIRED = "PAYER_DETAILS_REQUIRED"
    INVALID_CARD = "INVALID_CARD"
    CARD_EXPIRED = "CARD_EXPIRED"
    UNKNOWN_ISSUER = "UNKNOWN_ISSUER"
    EXCLUDED_ISSUER = "EXCLUDED_ISSUER"
    INVALID_ACCOUNT = "INVALID_ACCOUNT"
    UNKNOWN_BANK = "UNKNOWN_BANK"
    EXCLUDED_BANK = "EXCLUDED_BANK"
    OWNER_MISMATCH = "OWNER_MISMATCH"
    MINOR_NOT_ALLOWED = "MINOR_NOT_ALLOWED"
    FOREIGNER_CALL_CENTER = "FOREIGNER_CALL_CENTER"
    OUTSIDE_SERVICE_HOURS = "OUTSIDE_SERVICE_HOURS"
    CONSENT_REQUIRED = "CONSENT_REQUIRED"
    PENDING_CHANGE_EXISTS = "PENDING_CHANGE_EXISTS"
    TOO_LATE_TO_CANCEL = "TOO_LATE_TO_CANCEL"
    KEY_REUSED = "KEY_REUSED"
    # identity
    AUTH_REQUIRED = "AUTH_REQUIRED"
    AUTH_METHOD_NOT_ALLOWED = "AUTH_METHOD_NOT_ALLOWED"
    AUTH_LOCKED = "AUTH_LOCKED"
    AUTH_DECLINED = "AUTH_DECLINED"
    AUTH_EXPIRED = "AUTH_EXPIRED"
    IDENTITY_MISMATCH = "IDENTITY_MISMATCH"
    CODE_WRONG = "CODE_WRONG"
    CODE_EXPIRED = "CODE_EXPIRED"
    CODE_FAILED = "CODE_FAILED"
    CODE_LIMIT = "CODE_LIMIT"
    CODE_TOO_SOON = "CODE_TOO_SOON"
    PHONE_NOT_ALLOWED = "PHONE_NOT_ALLOWED"


class Delivery(StrEnum):
    """Whether the carrier can have acted on the request (RR10)."""

    NOT_SENT = "not_sent"
    REJECTED = "rejected"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Failure:
    """A refusal with what the subscriber needs to go on."""

    refusal: Refusal
    delivery: Delivery = Delivery.REJECTED
    retry_after: int | None = None  # seconds
    next_opening: datetime | None = None  # when a closed window opens again, KST
    tries_left: int | None = None
    reference: str = ""  # x-correlator of the exchange, for the call centre
