"""Korean mobile numbers: as typed, as E.164."""
import re

_MOBILE = re.compile(r"01[016789]\d{7,8}")


def mobile_digits(text: str) -> str:
    """01012345678 from 010-1234-5678 or +82 10 1234 5678; empty when it is no Korean mobile number."""
    bare = re.sub(r"[\s-]", "", text)
    if bare.startswith("+82"):
        bare = "0" + bare[3:].removeprefix("0")
    return bare if bare.isascii() and _MOBILE.fullmatch(bare) else ""


def is_mobile(text: str) -> bool:
    return bool(mobile_digits(text))


def e164(text: str) -> str:
    """+821012345678; empty when it is no Korean mobile number."""
    digits = mobile_digits(text)
    return f"+82{digits[1:]}" if digits else ""
