"""One mask for each kind of datum, the same on every surface (S05). Any text in, never more out than the rule shows."""
import unicodedata

_SHORTEST_CARD, _SHORTEST_ACCOUNT = 14, 10


def mask_card(number: str) -> str:
    """1234-****-****-5678; all of it when too short to be a card number."""
    signs = _signs(number)
    first, last = (signs[:4], signs[-4:]) if len(signs) >= _SHORTEST_CARD else ("****", "****")
    return f"{first}-****-****-{last}"


def mask_account(number: str) -> str:
    """110-***-***789: first 3 and last 3 digits; none of them when too short to be an account number."""
    signs = _signs(number)
    first, last = (signs[:3], signs[-3:]) if len(signs) >= _SHORTEST_ACCOUNT else ("***", "***")
    return f"{first}-***-***{last}"


def mask_name(name: str) -> str:
    """김*닷, 김*, 남**수"""
    name = unicodedata.normalize("NFC", name).strip()
    if len(name) <= 2:
        return name[: len(name) - 1] + "*" * bool(name)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """010-****-1234, from 01012341234 or +821012341234; all of it when it is no mobile number."""
    signs = _signs(phone)
    if phone.strip().startswith("+82"):
        signs = "0" + signs[2:].removeprefix("0")
    first, last = (signs[:3], signs[-4:]) if signs.startswith("01") and len(signs) in (10, 11) else ("***", "****")
    return f"{first}-****-{last}"


def _signs(text: str) -> str:
    """ASCII digits and the stars of an earlier mask."""
    return "".join(letter for letter in text if letter in "0123456789*")
