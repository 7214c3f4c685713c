"""Card numbers as typed: digits, Luhn, issuer by BIN, expiry."""
import unicodedata
from datetime import date
from enum import StrEnum

_LENGTHS = range(14, 17)
_AMEX, _DINERS, _OTHERS = (4, 6, 5), (4, 6, 4), (4, 4, 4, 4)
_DEMO_BINS = {
    "411111": "41",
    "555555": "61",
    "378282": "51",
    "222300": "11",
    "510510": "91",
    "401288": "36",
}


class CardProblem(StrEnum):
    NUMBER_SHORT = "card_number_short"
    NUMBER_WRONG = "card_number_wrong"
    ISSUER = "card_issuer"
    EXPIRY_SHORT = "card_expiry_short"
    EXPIRY_MONTH = "card_expiry_month"
    EXPIRED = "card_expired"


def digits_of(text: str) -> str:
    """ASCII digits only, hyphens and spaces dropped; other characters stay, so that validation refuses them."""
    return "".join(letter for letter in text if not letter.isspace() and unicodedata.category(letter) != "Pd")


def are_digits(text: str) -> bool:
    """ASCII only: a Korean keyboard can type full-width digits, which str.isdigit() alone accepts."""
    return text.isascii() and text.isdigit()


def passes_luhn(number: str) -> bool:
    if not are_digits(number):
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = [2 * digit - 9 if digit > 4 else 2 * digit for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def number_problem(number: str) -> CardProblem | None:
    """14-16 ASCII digits that pass Luhn."""
    number = digits_of(number)
    if number and not are_digits(number):
        return CardProblem.NUMBER_WRONG
    if len(number) < _LENGTHS.start:
        return CardProblem.NUMBER_SHORT
    return None if len(number) in _LENGTHS and passes_luhn(number) else CardProblem.NUMBER_WRONG


def expiry_of(text: str) -> tuple[int, int] | None:
    """"1228" or "12/28" -> (2028, 12); None when it is no month of this century."""
    digits = _expiry_digits(text)
    if len(digits) != 4 or not are_digits(digits):
        return None
    month, year = int(digits[:2]), 2000 + int(digits[2:])
    return (year, month) if 1 <= month <= 12 else None


def expiry_problem(text: str, today: date) -> CardProblem | None:
    """A card is good until the last day of its month."""
    if len(_expiry_digits(text)) < 4:
        return CardProblem.EXPIRY_SHORT
    expiry = expiry_of(text)
    if expiry is None:
        return CardProblem.EXPIRY_MONTH
    return CardProblem.EXPIRED if has_expired(expiry, today) else None


def has_expired(expiry: tuple[int, int], day: date) -> bool:
    """Whether a card good through that (year, month) is no longer good on the day."""
    return (day.year, day.month) > expiry


def grouped(number: str) -> str:
    """For the eye: 4-4-4-4, Amex 4-6-5, Diners 4-6-4. Takes any prefix of a number."""
    rest, groups = digits_of(number), []
    for size in _groups_of(rest)[:-1]:
        groups.append(rest[:size])
        rest = rest[size:]
    return "-".join(group for group in (*groups, rest) if group)


def issuer_by_bin(number: str) -> str | None:
    """Issuer code for a known BIN, else None (the subscriber chooses).

    A demo table of a few BINs that payment networks publish for testing, given to issuers at will: no free table says
    which BIN belongs to which Korean issuer (여신금융협회 keeps it for its members).
    """
    return _DEMO_BINS.get(digits_of(number)[:6])


def _expiry_digits(text: str) -> str:
    return digits_of(text).replace("/", "")


def _groups_of(number: str) -> tuple[int, ...]:
    if number.startswith(("34", "37")):
        return _AMEX
    return _DINERS if number.startswith("36") else _OTHERS
