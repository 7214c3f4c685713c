"""Proving who someone is: the ways, and what is typed for it. Never a resident number (S03)."""
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class IdentityMethod(StrEnum):
    """R54 phone and i-PIN; R27 joint certificate (formerly 공인인증서)."""

    SMS = "sms"
    IPIN = "ipin"
    JOINT_CERTIFICATE = "joint_certificate"


class PersonProblem(StrEnum):
    NAME = "person_name"
    BIRTH = "person_birth"
    GENDER = "person_gender"
    PHONE = "person_phone"


@dataclass(frozen=True, slots=True)
class Person:
    """What is typed for a phone check: name, birth date YYMMDD, one gender digit, phone."""

    name: str = field(default="", repr=False)
    birth: str = field(default="", repr=False)
    gender: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    def problems(self, today: date) -> frozenset[PersonProblem]:
        """What cannot be right: an empty name, an impossible birth date, a gender digit outside 1-8, a number that is no mobile number."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class CodeTicket:
    """A code on its way by SMS (CAMARA one-time-password-sms)."""

    authentication_id: str
    sent_to: str  # masked
    expires_at: datetime  # by the carrier's clock
    resend_at: datetime


class IdentityState(StrEnum):
    PENDING = "pending"
    VERIFIED = "verified"
    DECLINED = "declined"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IdentityTransaction:
    """One identity check at the carrier or provider; the app never sees credentials, only this."""

    id: str
    method: IdentityMethod
    state: IdentityState
    expires_at: datetime
    provider_url: str = ""  # where i-PIN and certificate credentials are typed
