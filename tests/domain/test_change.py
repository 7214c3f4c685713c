"""The digest that binds an identity check to one change (S11, S15)."""
from dataclasses import replace

import pytest

from app.domain.change import ChangeRequest, ChangeState, ConsentGiven, PayerDetails, change_digest
from app.domain.payment_method import MethodKind, Payer, Relation

CONSENTS = (ConsentGiven("direct-debit", "2026-01"), ConsentGiven("personal-data", "2026-01"))
CARD = ChangeRequest(
    MethodKind.CARD, card_number="4111111111111111", card_issuer="41", card_expiry=(2028, 12), consents=CONSENTS
)
BANK = ChangeRequest(MethodKind.BANK, bank_code="004", account_number="110123456789", consents=CONSENTS)
MOTHER = PayerDetails("김영희", Relation.PARENT, "01098765432")
BY_MOTHER = replace(BANK, payer=Payer.OTHER, payer_details=MOTHER)


@pytest.mark.parametrize(
    ("request_", "other"),
    [
        (CARD, replace(CARD, card_number="5555555555554444")),
        (CARD, replace(CARD, card_issuer="61")),
        (CARD, replace(CARD, card_expiry=(2029, 12))),
        (CARD, replace(CARD, consents=CONSENTS[:1])),
        (CARD, replace(CARD, consents=(ConsentGiven("direct-debit", "2027-01"), CONSENTS[1]))),
        (CARD, BANK),
        (BANK, replace(BANK, bank_code="088")),
        (BANK, replace(BANK, account_number="110123456780")),
        (BANK, BY_MOTHER),
        (BY_MOTHER, replace(BY_MOTHER, payer_details=replace(MOTHER, phone="01098765431"))),
        (BY_MOTHER, replace(BY_MOTHER, payer_details=replace(MOTHER, relation=Relation.SPOUSE))),
        (BY_MOTHER, replace(BY_MOTHER, payer_details=replace(MOTHER, name="김영수"))),
        (ChangeRequest(MethodKind.KAKAOPAY), ChangeRequest(MethodKind.PAYCO)),
    ],
)
def test_another_change_has_another_digest(request_, other):
    assert change_digest(request_, "key-1") != change_digest(other, "key-1")


def test_another_key_has_another_digest():
    assert change_digest(CARD, "key-1") != change_digest(CARD, "key-2")


@pytest.mark.parametrize(
    ("request_", "same"),
    [
        (CARD, replace(CARD, card_number="4111-1111-1111-1111", consents=CONSENTS[::-1])),
        (CARD, replace(CARD, account_number="110123456789")),
        (BANK, replace(BANK, payer_details=PayerDetails())),
        (BY_MOTHER, replace(BY_MOTHER, payer_details=PayerDetails(" 김영희 ", Relation.PARENT, "+82 10-9876-5432"))),
    ],
)
def test_app_and_carrier_reach_the_same_digest(request_, same):
    assert change_digest(request_, "key-1") == change_digest(same, "key-1")


def test_digest_is_sha_256_and_shows_nothing():
    digest = change_digest(CARD, "key-1")
    assert len(bytes.fromhex(digest)) == 32
    assert "1111" * 4 not in repr(CARD)


def test_change_is_open_until_its_end_is_known():
    ended = {ChangeState.APPLIED, ChangeState.REJECTED, ChangeState.CANCELLED, ChangeState.EXPIRED}
    assert {state for state in ChangeState if not state.is_open} == ended
