"""One mask for each kind of datum, the same on every surface (S05). Total: any text in, never more out than the rule shows."""


def mask_card(number: str) -> str:
    """1234-****-****-5678"""
    raise NotImplementedError


def mask_account(number: str) -> str:
    """110-***-***789: first 3 and last 3 digits"""
    raise NotImplementedError


def mask_name(name: str) -> str:
    """김*닷, 김*, 남**수"""
    raise NotImplementedError


def mask_phone(phone: str) -> str:
    """010-****-1234, from 01012341234 or +821012341234"""
    raise NotImplementedError
