"""Card numbers as typed: digits, Luhn, issuer by BIN, expiry."""
from datetime import date
from enum import StrEnum


class CardProblem(StrEnum):
    NUMBER_SHORT = "card_number_short"
    NUMBER_WRONG = "card_number_wrong"
    ISSUER = "card_issuer"
    EXPIRY_SHORT = "card_expiry_short"
    EXPIRY_MONTH = "card_expiry_month"
    EXPIRED = "card_expired"


def digits_of(text: str) -> str:
    """ASCII digits only, hyphens and spaces dropped; other characters stay, so that validation refuses them."""
    raise NotImplementedError


def passes_luhn(number: str) -> bool: raise NotImplementedError


def number_problem(number: str) -> CardProblem | None:
    """14-16 ASCII digits that pass Luhn."""
    raise NotImplementedError


def expiry_of(text: str) -> tuple[int, int] | None:
    """"1228" -> (2028, 12); None when it is no month of this century."""
    raise NotImplementedError


def expiry_problem(text: str, today: date) -> CardProblem | None:
    """A card is good until the last day of its month."""
    raise NotImplementedError


def grouped(number: str) -> str:
    """For the eye: 4-4-4-4, Amex 4-6-5, Diners 4-6-4. Takes any prefix of a number."""
    raise NotImplementedError


def issuer_by_bin(number: str) -> str | None:
    """Issuer code for a known BIN, else None (the subscriber chooses)."""
    raise NotImplementedError
