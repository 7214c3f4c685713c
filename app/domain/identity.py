"""Proving who someone is: the ways, and what is typed for it. Never a resident number (S03)."""
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.card import are_digits
from app.domain.phone import is_mobile

# 1-4 Koreans, 5-8 foreigners; odd men, even women
_CENTURY_OF_GENDER = {"1": 1900, "2": 1900, "3": 2000, "4": 2000, "5": 1900, "6": 1900, "7": 2000, "8": 2000}


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
        """What cannot be right: an empty name, an impossible birth date, a gender digit outside 1-8, no mobile number.

        A name with digits in it is refused too: it may be a resident number, which must not go anywhere (S03).
        """
        checks = {
            PersonProblem.NAME: bool(self.name.strip()) and not any(letter.isdigit() for letter in self.name),
            PersonProblem.BIRTH: self._is_born_by(today),
            PersonProblem.GENDER: self.gender in _CENTURY_OF_GENDER,
            PersonProblem.PHONE: is_mobile(self.phone),
        }
        return frozenset(problem for problem, is_right in checks.items() if not is_right)

    def _is_born_by(self, today: date) -> bool:
        """In the century of the gender digit; in either one while that digit is missing."""
        if len(self.birth) != 6 or not are_digits(self.birth):
            return False
        known = _CENTURY_OF_GENDER.get(self.gender)
        dates = (_date_of(century, self.birth) for century in ((known,) if known else (1900, 2000)))
        return any(born is not None and born <= today for born in dates)


def _date_of(century: int, birth: str) -> date | None:
    try:
        return date(century + int(birth[:2]), int(birth[2:4]), int(birth[4:]))
    except ValueError:
        return None


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
