"""Banks by KFTC code, card issuers by code, with old names; the names a subscriber reads."""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Institution:
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    verified: bool = True


BANKS: tuple[Institution, ...] = ()
CARD_ISSUERS: tuple[Institution, ...] = ()


def bank(code: str) -> Institution | None: raise NotImplementedError


def card_issuer(code: str) -> Institution | None: raise NotImplementedError


def matching(institutions: tuple[Institution, ...], typed: str) -> tuple[Institution, ...]:
    """Search by name or alias, spaces and case ignored, initial consonants (ㄱㅁ) too."""
    raise NotImplementedError
