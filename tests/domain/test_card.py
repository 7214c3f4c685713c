"""Card numbers and expiry as typed (R15, R17)."""
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.card import (
    CardProblem,
    digits_of,
    expiry_of,
    expiry_problem,
    grouped,
    issuer_by_bin,
    number_problem,
    passes_luhn,
)

TODAY = date(2026, 11, 24)
digits = st.text("0123456789", max_size=20)


def check_digit(body):
    return next(digit for digit in "0123456789" if passes_luhn(body + digit))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("4111111111111111", None),
        ("4111-1111-1111-1111", None),
        ("4111 1111 1111 1111", None),
        ("5555555555554444", None),
        ("2223003122003222", None),
        ("378282246310005", None),
        ("36227206271667", None),
        ("4111111111111112", CardProblem.NUMBER_WRONG),
        ("", CardProblem.NUMBER_SHORT),
        ("411111111111", CardProblem.NUMBER_SHORT),
        ("41111111111111113", CardProblem.NUMBER_WRONG),
        ("４１１１１１１１１１１１１１１１", CardProblem.NUMBER_WRONG),
        ("٤١١١١١١١١١١١١١١١", CardProblem.NUMBER_WRONG),
        ("4111a11111111111", CardProblem.NUMBER_WRONG),
    ],
)
def test_number_problem(typed, problem):
    assert number_problem(typed) is problem


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("1228", (2028, 12)),
        ("12/28", (2028, 12)),
        ("01 30", (2030, 1)),
        ("0026", None),
        ("1326", None),
        ("122", None),
        ("12288", None),
        ("１２28", None),
        ("ab28", None),
        ("", None),
    ],
)
def test_expiry_as_typed(typed, month):
    assert expiry_of(typed) == month


@pytest.mark.parametrize(
    ("typed", "today", "problem"),
    [
        ("1126", TODAY, None),
        ("1126", date(2026, 11, 30), None),
        ("1126", date(2026, 12, 1), CardProblem.EXPIRED),
        ("1226", date(2027, 1, 1), CardProblem.EXPIRED),
        ("0127", date(2026, 12, 31), None),
        ("11", TODAY, CardProblem.EXPIRY_SHORT),
        ("1/26", TODAY, CardProblem.EXPIRY_SHORT),
        ("1326", TODAY, CardProblem.EXPIRY_MONTH),
        ("12345", TODAY, CardProblem.EXPIRY_MONTH),
    ],
)
def test_card_is_good_until_the_last_day_of_its_month(typed, today, problem):
    assert expiry_problem(typed, today) is problem


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("4111111111111111", "4111-1111-1111-1111"),
        ("378282246310005", "3782-822463-10005"),
        ("36227206271667", "3622-720627-1667"),
        ("41111", "4111-1"),
        ("4111", "4111"),
        ("3", "3"),
        ("", ""),
        ("41111111111111112", "4111-1111-1111-11112"),
    ],
)
def test_number_is_grouped_for_the_eye(typed, shown):
    assert grouped(typed) == shown


@pytest.mark.parametrize(
    ("number", "issuer"),
    [
        ("4111-1111-1111-1111", "41"),
        ("5555-5555-5555-4444", "61"),
        ("3782-822463-10005", "51"),
        ("4242-4242-4242-4242", None),
        ("41111", None),
        ("", None),
    ],
)
def test_issuer_is_known_by_bin_or_chosen(number, issuer):
    assert issuer_by_bin(number) == issuer


@given(st.text("0123456789", min_size=13, max_size=15))
def test_a_right_check_digit_passes_and_every_other_fails(body):
    right = check_digit(body)
    assert number_problem(body + right) is None
    assert all(number_problem(body + wrong) is CardProblem.NUMBER_WRONG for wrong in set("0123456789") - {right})


def test_seventeen_digits_are_no_card_whatever_their_check_digit():
    assert passes_luhn("41111111111111113")
    assert number_problem("41111111111111113") is CardProblem.NUMBER_WRONG


@given(digits)
def test_grouping_changes_no_digit(number):
    assert digits_of(grouped(number)) == number


@given(st.text())
def test_any_text_can_be_asked_about(typed):
    assert number_problem(typed) is None or isinstance(number_problem(typed), CardProblem)
    assert (expiry_problem(typed, date(2000, 1, 1)) is None) == (expiry_of(typed) is not None)
    assert digits_of(digits_of(typed)) == digits_of(typed)
    assert digits_of(grouped(typed)) == digits_of(typed)
