"""What of a number or a name may show (S05)."""
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.masking import mask_account, mask_card, mask_name, mask_phone

NUMBERS = [mask_card, mask_account, mask_phone]
typed = st.text() | st.text("0123456789-* +", max_size=30)


@pytest.mark.parametrize(
    ("mask", "plain", "shown"),
    [
        (mask_card, "1234567812345678", "1234-****-****-5678"),
        (mask_card, "1234-5678-1234-5678", "1234-****-****-5678"),
        (mask_card, "378282246310005", "3782-****-****-0005"),
        (mask_card, "1234", "****-****-****-****"),
        (mask_card, "１２３４５６７８１２３４５６７８", "****-****-****-****"),
        (mask_account, "110123456789", "110-***-***789"),
        (mask_account, "110-1234-5678-9012", "110-***-***012"),
        (mask_account, "123456789", "***-***-******"),
        (mask_name, "김알닷", "김*닷"),
        (mask_name, "김닷", "김*"),
        (mask_name, "남궁길수", "남**수"),
        (mask_name, unicodedata.normalize("NFD", "김알닷"), "김*닷"),
        (mask_name, "김", "*"),
        (mask_name, "", ""),
        (mask_phone, "01012341234", "010-****-1234"),
        (mask_phone, "+821012341234", "010-****-1234"),
        (mask_phone, "+82 10-1234-1234", "010-****-1234"),
        (mask_phone, "0111234567", "011-****-4567"),
        (mask_phone, "1234", "***-****-****"),
        (mask_phone, "02-1234-5678", "***-****-****"),
    ],
)
def test_mask(mask, plain, shown):
    assert mask(plain) == shown


@pytest.mark.parametrize("mask", [*NUMBERS, mask_name])
@given(text=typed)
def test_masking_twice_is_masking_once(mask, text):
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(("mask", "most"), [(mask_card, 8), (mask_account, 6), (mask_phone, 7)])
@given(text=typed)
def test_no_more_shows_than_the_rule_allows(mask, most, text):
    shown = re.sub(r"[*-]", "", mask(text))
    assert len(shown) <= most
    assert shown.isascii()
    assert len(shown) < max(1, sum(letter.isdigit() for letter in text))


@given(st.text())
def test_a_name_shows_its_ends_at_most(text):
    masked = mask_name(text)
    assert len(masked.replace("*", "")) <= 2
    assert not text.strip() or "*" in masked
