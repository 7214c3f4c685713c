"""Text as it may stay on the device: whoever wrote it, without whole numbers and without codes (S01)."""
import re

from app.domain.card import passes_luhn
from app.domain.masking import mask_account, mask_card, mask_phone

CARD_LIKE = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")
MOBILE_LIKE = re.compile(r"(?<![0-9])01[016789][ -]?[0-9]{3,4}[ -]?[0-9]{4}(?![0-9])")
CODE_LIKE = re.compile(r"(?<![0-9])[0-9]{4,8}(?![0-9])")
MOST_DIGITS_SHOWN = 8  # of a card; of an account 6


def kept_text(text: str, longest: int | None = None) -> str:
    """A message or description. Receipts, dates and the call centre's numbers stay as they are."""
    text = MOBILE_LIKE.sub(lambda found: mask_phone(found[0]), CARD_LIKE.sub(_kept_card, text))
    return (CODE_LIKE.sub("******", text) if "인증번호" in text else text)[:longest]


def kept_number(number: str) -> str:
    """A number that the carrier has masked; masked here when it has not."""
    return mask_account(number) if sum(map(str.isdigit, number)) > MOST_DIGITS_SHOWN else number


def _kept_card(found: re.Match[str]) -> str:
    digits = re.sub("[ -]", "", found[0])
    return mask_card(digits) if passes_luhn(digits) else found[0]
