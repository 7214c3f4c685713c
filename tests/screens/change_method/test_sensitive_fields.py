"""S22: what must not be learnt by a keyboard or kept by the client."""
import pytest

from app.screens.change_method.samples import SAMPLES

pytestmark = pytest.mark.anyio

SENSITIVE = {
    "card_number/empty": ("카드번호", "creditCardNumber"),
    "card_expiry/empty": ("유효기간", "creditCardExpirationDate"),
    "account/empty": ("계좌번호", None),
    "code/empty": ("인증번호", "oneTimeCode"),
}


@pytest.mark.parametrize("sample", SENSITIVE)
async def test_keyboard_neither_corrects_suggests_nor_learns(stage, sample):
    label, _ = SENSITIVE[sample]
    driver, _ = await stage(*SAMPLES[sample])
    field = driver.client.the(label).control
    assert [field.get(name) for name in ("autocorrect", "enable_suggestions", "enable_ime_personalized_learning")] == [False, False, False]


@pytest.mark.parametrize("sample", SENSITIVE)
async def test_keyboard_is_numeric(stage, sample):
    label, _ = SENSITIVE[sample]
    driver, _ = await stage(*SAMPLES[sample])
    assert driver.client.the(label).control["keyboard_type"] == "number"


@pytest.mark.parametrize("sample", [name for name, (_, hint) in SENSITIVE.items() if hint])
async def test_the_phone_may_fill_it_in(stage, sample):
    label, hint = SENSITIVE[sample]
    driver, _ = await stage(*SAMPLES[sample])
    assert hint in str(driver.client.the(label).control["autofill_hints"])


@pytest.mark.parametrize("sample", SAMPLES)
async def test_no_screen_asks_for_a_resident_number(stage, sample):
    """S03: at most six digits of birth and one digit beside it are ever asked for."""
    driver, _ = await stage(*SAMPLES[sample])
    fields = [found for found in driver.client.controls() if found.control.kind == "TextField"]
    assert not [found.names for found in fields if "주민등록번호" in " ".join(found.names)]
    assert all(found.control.get("max_length") == 1 for found in fields if any("주민번호" in name for name in found.names))
