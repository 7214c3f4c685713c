"""Account numbers as typed, and institutions that take no direct debit (R15, R24, R31, C20)."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bank_account import AccountProblem, account_problem, exclusion
from app.domain.payment_method import MethodKind
from tests.domain.policies import EXCLUDED_BANKS, KTM, UMOBILE, rules

BANK = rules(KTM, MethodKind.BANK)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("110-123-456789", None),
        ("110 123 456789", None),
        ("1234567890", None),
        ("12345678901234", None),
        ("123456789", AccountProblem.NUMBER_LENGTH),
        ("123456789012345", AccountProblem.NUMBER_LENGTH),
        ("", AccountProblem.NUMBER_LENGTH),
        ("110-123-45678a", AccountProblem.NUMBER_CHARACTERS),
        ("１１０１２３４５６７８９", AccountProblem.NUMBER_CHARACTERS),
        ("010-1234-5678", AccountProblem.PHONE_NUMBER),
        ("01012345678", AccountProblem.PHONE_NUMBER),
        ("010123456789", None),
    ],
)
def test_account_problem(typed, problem):
    assert account_problem(typed) is problem


@given(st.text() | st.text("0123456789- ", max_size=20))
def test_any_text_is_an_account_number_or_has_a_problem(typed):
    bare = [letter for letter in typed if letter in "0123456789"]
    assert isinstance(account_problem(typed), AccountProblem) or 10 <= len(bare) <= 14


@pytest.mark.parametrize("code", ["008", "027", "054", "076", "077", "261", "265", "268", "292"])
def test_excluded_bank_is_refused_by_code(code):
    """R31"""
    assert len(EXCLUDED_BANKS) == 9
    found = exclusion(BANK, code)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("수출입은행", "008"),
        ("한국씨티은행", "027"),
        ("씨티은행", "027"),
        ("HSBC", "054"),
        ("hsbc", "054"),
        ("신용보증기금", "076"),
        ("기술신보", "077"),
        ("교보증권", "261"),
        ("이트레이드증권", "265"),
        ("이트레이드 증권", "265"),
        ("LS증권", "265"),
        ("솔로몬투자증권", "268"),
        ("lig 투자증권", "292"),
    ],
)
def test_excluded_bank_is_refused_by_the_name_in_the_guide_and_by_todays(named, code):
    """R31, C20: the guide's names are old ones."""
    found = exclusion(BANK, named)
    assert found is not None
    assert found.code == code


def test_exclusion_says_why():
    found = exclusion(BANK, "이트레이드증권")
    assert found is not None
    assert "이트레이드" in found.reason


@pytest.mark.parametrize("asked", ["004", "081", "외환은행", "국민은행", "증권", ""])
def test_every_other_bank_may_be_debited(asked):
    """R24"""
    assert exclusion(BANK, asked) is None


def test_what_is_excluded_is_the_carriers_own_list():
    assert exclusion(rules(UMOBILE, MethodKind.BANK), "027") is None


@pytest.mark.parametrize("asked", ["36", "씨티카드", "한국씨티은행"])
def test_card_of_a_foreign_bank_is_refused(asked):
    """R15"""
    found = exclusion(rules(KTM, MethodKind.CARD), asked)
    assert found is not None
    assert found.code == "36"
