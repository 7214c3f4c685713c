"""What is typed for a phone check (R54, R55), and never a resident number (S03)."""
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity import Person, PersonProblem

TODAY = date(2026, 11, 24)
HONG = Person("홍길동", "900101", "1", "01012345678")


def test_person_of_the_sample_is_fine():
    assert HONG.problems(TODAY) == frozenset()


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({"name": " "}, {PersonProblem.NAME}),
        ({"name": "9001011234567"}, {PersonProblem.NAME}),
        ({"name": "JOHN SMITH", "gender": "5"}, set()),
        ({"birth": "900231"}, {PersonProblem.BIRTH}),
        ({"birth": "90010"}, {PersonProblem.BIRTH}),
        ({"birth": "９００１０１"}, {PersonProblem.BIRTH}),
        ({"birth": "261124", "gender": "3"}, set()),
        ({"birth": "261125", "gender": "3"}, {PersonProblem.BIRTH}),
        ({"birth": "000229", "gender": "3"}, set()),
        ({"birth": "000229", "gender": "1"}, {PersonProblem.BIRTH}),
        ({"birth": "000229", "gender": ""}, {PersonProblem.GENDER}),
        ({"gender": "0"}, {PersonProblem.GENDER}),
        ({"gender": "9"}, {PersonProblem.GENDER}),
        ({"gender": "1234567"}, {PersonProblem.GENDER}),
        ({"phone": "+821012345678"}, set()),
        ({"phone": "0212345678"}, {PersonProblem.PHONE}),
    ],
)
def test_what_cannot_be_right_is_named(typed, problems):
    assert replace(HONG, **typed).problems(TODAY) == problems


def test_nothing_typed_lacks_everything():
    assert Person().problems(TODAY) == frozenset(PersonProblem)


@given(st.builds(Person, st.text(), st.text(), st.text(), st.text()))
def test_anything_may_be_typed(person):
    assert person.problems(TODAY) <= frozenset(PersonProblem)


def test_person_never_prints_itself():
    assert repr(HONG) == "Person()"
