"""Bank account numbers as typed, and banks that take no direct debit."""
from enum import StrEnum

from app.domain.card import are_digits, digits_of
from app.domain.institutions import bank, card_issuer, plain
from app.domain.policy import ExcludedInstitution, MethodPolicy

_LENGTHS = range(10, 15)  # banks publish no common scheme, so no stricter length by bank


class AccountProblem(StrEnum):
    BANK = "account_bank"
    BANK_EXCLUDED = "account_bank_excluded"
    NUMBER_LENGTH = "account_number_length"
    NUMBER_CHARACTERS = "account_number_characters"
    PHONE_NUMBER = "account_phone_number"


def account_problem(number: str) -> AccountProblem | None:
    """10-14 ASCII digits after hyphens and spaces; a mobile number used as account (평생계좌) is refused."""
    digits = digits_of(number)
    if digits and not are_digits(digits):
        return AccountProblem.NUMBER_CHARACTERS
    if len(digits) not in _LENGTHS:
        return AccountProblem.NUMBER_LENGTH
    return AccountProblem.PHONE_NUMBER if len(digits) == 11 and digits.startswith("010") else None


def exclusion(policy: MethodPolicy, code_or_name: str) -> ExcludedInstitution | None:
    """R15, R24, R31, C20: found by code, current name or any alias, spaces and case ignored."""
    asked = plain(code_or_name)
    return next((excluded for excluded in policy.excluded if asked in _names(excluded)), None)


def _names(excluded: ExcludedInstitution) -> set[str]:
    """The policy's own names, and those the same code goes by in our tables."""
    known = bank(excluded.code) or card_issuer(excluded.code)
    names = {excluded.code, excluded.name, *excluded.aliases}
    return {plain(name) for name in (names | {known.name, *known.aliases} if known else names)}
