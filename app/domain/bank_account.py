"""Bank account numbers as typed, and banks that take no direct debit."""
from enum import StrEnum

from app.domain.policy import ExcludedInstitution, MethodPolicy


class AccountProblem(StrEnum):
    BANK = "account_bank"
    BANK_EXCLUDED = "account_bank_excluded"
    NUMBER_LENGTH = "account_number_length"
    NUMBER_CHARACTERS = "account_number_characters"
    PHONE_NUMBER = "account_phone_number"


def account_problem(number: str) -> AccountProblem | None:
    """10-14 ASCII digits after hyphens and spaces; a mobile number used as account (평생계좌) is refused."""
    raise NotImplementedError


def exclusion(policy: MethodPolicy, code_or_name: str) -> ExcludedInstitution | None:
    """R31, C20: found by code, current name or any alias, spaces and case ignored."""
    raise NotImplementedError
