"""Banks, securities houses and card issuers, and how a subscriber finds one (C20)."""
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.institutions import BANKS, CARD_ISSUERS, bank, card_issuer, matching


def names(found):
    return [institution.name for institution in found]


def test_every_code_stands_for_one_institution():
    for table in (BANKS, CARD_ISSUERS):
        assert len({institution.code for institution in table}) == len(table) > 25


@pytest.mark.parametrize(("code", "name"), [("004", "KB국민은행"), ("081", "하나은행"), ("265", "LS증권")])
def test_bank_by_code(code, name):
    found = bank(code)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(("code", "name"), [("41", "신한카드"), ("61", "현대카드"), ("W1", "우리카드")])
def test_card_issuer_by_code(code, name):
    found = card_issuer(code)
    assert found is not None
    assert found.name == name


def test_unknown_code_is_nobody():
    assert bank("999") is None
    assert card_issuer("ZZ") is None


def test_codes_without_evidence_are_marked():
    unverified = {institution.code for institution in BANKS if not institution.verified}
    assert {"076", "077", "209", "268", "292"} <= unverified
    assert unverified.isdisjoint({"004", "088", "261", "267", "287", "238", "290"})


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("국민", "KB국민은행"),
        ("kb", "KB국민은행"),
        ("K B 국민", "KB국민은행"),
        ("ㄱㅁ", "KB국민은행"),
        ("ㅋㅋㅇ", "카카오뱅크"),
        ("im", "iM뱅크"),
        ("대구은행", "iM뱅크"),
        ("외환", "하나은행"),
        ("조흥", "신한은행"),
        ("이트레이드", "LS증권"),
        ("솔로몬", "아이엠투자증권"),
        ("LIG", "케이프투자증권"),
        ("기술신보", "기술보증기금"),
    ],
)
def test_bank_is_found_by_name_old_name_and_initial_consonants(typed, first):
    assert names(matching(BANKS, typed))[0] == first


@pytest.mark.parametrize(
    ("typed", "issuer"), [("LG카드", "신한카드"), ("외환", "하나카드"), ("ㅎㄷㅋㄷ", "현대카드"), ("비씨", "BC카드")]
)
def test_issuer_is_found_by_old_name_too(typed, issuer):
    assert names(matching(CARD_ISSUERS, typed))[0] == issuer


@pytest.mark.parametrize(
    "typed",
    ["ㅅ", "시", "신", "신ㅎ", "신하", "신한", "신한ㅇ", "신한으", "신한은", "신한은ㅎ", "신한은해", "신한은행"],
)
def test_bank_stays_found_at_every_keystroke(typed):
    assert "신한은행" in names(matching(BANKS, typed))


def test_consonant_below_a_syllable_may_begin_the_next():
    assert "카카오뱅크" in names(matching(BANKS, "캌"))


def test_decomposed_syllables_are_the_same_word():
    assert names(matching(BANKS, unicodedata.normalize("NFD", "국민"))) == names(matching(BANKS, "국민"))


def test_names_that_begin_so_come_first():
    assert names(matching(BANKS, "뱅크"))[:2] == ["BOA", "iM뱅크"], "뱅크오브아메리카 begins so, iM뱅크 only has it"


def test_nothing_typed_finds_everything_in_order():
    assert matching(BANKS, " ") == BANKS


def test_unknown_name_finds_nothing():
    assert matching(BANKS, "없는은행") == ()


@given(st.sampled_from(BANKS + CARD_ISSUERS), st.data())
def test_every_part_of_every_name_finds_its_institution(institution, data):
    name = data.draw(st.sampled_from((institution.name, *institution.aliases)))
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    assert institution in matching(BANKS + CARD_ISSUERS, part)


@given(st.text())
def test_search_takes_any_text(typed):
    assert set(matching(BANKS, typed)) <= set(BANKS)
