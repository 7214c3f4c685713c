"""변경정보 확인: before and after, changed values only, masked, with a button that says what it does."""
import pytest

from app.screens.change_method.comparison import differences
from app.screens.change_method.samples import SAMPLES
from app.state.app_state import PlacePressed
from app.state.change_method.flow import ConfirmPressed, EditPressed
from app.state.place import Place

pytestmark = pytest.mark.anyio


def rows(sample: str) -> dict[str, tuple[str, str]]:
    return {row.what: (row.before, row.after) for row in differences(SAMPLES[sample][1].change)}


def test_card_to_bank_compares_method_institution_number_and_day():
    """R53."""
    assert rows("confirm/card_to_bank") == {
        "납부방법": ("신용카드", "은행 계좌"),
        "카드·은행": ("신한카드", "KB국민은행"),
        "번호": ("1234-****-****-5678", "110-***-***789"),
        "요금 내는 날": ("매달 11일", "매달 15일"),
    }


def test_what_stays_the_same_is_not_shown():
    """R53: changed values only."""
    changed = rows("confirm/card_to_card")
    assert changed.keys() == {"카드사", "번호", "유효기간"}
    assert changed["번호"] == ("1234-****-****-5678", "5555-****-****-4444")


def test_wallet_shows_the_money_it_pays_with():
    """R8."""
    assert rows("confirm/card_to_kakaopay")["내는 곳"] == ("신한카드", "카카오페이 머니")


def test_another_payer_is_shown_masked():
    assert rows("confirm/other_payer")["납부하는 사람"][1] == "알******************스"


@pytest.mark.parametrize("sample", [name for name in SAMPLES if name.startswith("confirm/")])
async def test_no_full_number_and_no_expiry_is_shown(stage, sample):
    screen, now = SAMPLES[sample]
    driver, _ = await stage(screen, now)
    shown = " ".join(await driver.texts())
    typed = [now.change.card_number, now.change.account_number, now.change.payer_phone, now.change.card_expiry]
    assert any(typed)or now.change.kind.is_wallet
    assert [text for text in typed if text and text in shown.replace("-", "")] == []


async def test_the_button_says_what_it_does(stage):
    """R53."""
    driver, sent = await stage(*SAMPLES["confirm/card_to_bank"])
    await driver.tap("KB국민은행 계좌로 바꾸기")
    assert sent == [ConfirmPressed()]
    card, _ = await stage(*SAMPLES["confirm/card_to_card"])
    assert await card.offers("현대카드로 바꾸기")
    wallet, _ = await stage(*SAMPLES["confirm/card_to_kakaopay"])
    assert await wallet.offers("카카오페이로 바꾸기")


async def test_each_value_leads_back_to_its_question(stage):
    driver, sent = await stage(*SAMPLES["confirm/other_payer"])
    for what in ("카드·은행", "번호", "납부하는 사람"):
        await driver.tap(f"{what} 고치기")
    assert sent == [EditPressed(Place.BANK), EditPressed(Place.ACCOUNT), EditPressed(Place.PAYER)]


async def test_dates_and_side_effects_are_said_once_more(stage):
    """R45, R48."""
    driver, _ = await stage(*SAMPLES["confirm/every_warning"])
    assert not await driver.sees("요금 내는 날이 바뀌어요"), "a row says it already"
    for text in ("12월 1일 (화)", "12월 21일 (월)", "요금이 두 번 나갈 수 있어요", "11월 30일 (월) 21:00까지 취소할 수 있어요"):
        assert await driver.sees(text)


async def test_a_window_that_closed_meanwhile_leaves_no_way_to_apply(stage):
    """R32: says so, keeps what was typed, leads to the other methods."""
    driver, sent = await stage(*SAMPLES["confirm/closed_window"])
    assert await driver.sees("11월 9일 (월) 09:10부터 다시 바꿀 수 있어요.")
    assert await driver.sees("적어 둔 내용은 그대로 있어요.")
    assert not await driver.offers("KB국민은행 계좌로 바꾸기")
    await driver.tap("다른 방법 고르기")
    assert sent == [PlacePressed(Place.NOTICE)]


async def test_a_change_under_way_cannot_be_pressed_twice(stage):
    driver, sent = await stage(*SAMPLES["confirm/busy"])
    with pytest.raises(AssertionError, match="disabled"):
        await driver.tap("KB국민은행 계좌로 바꾸기")
    assert sent == []


async def test_a_request_that_never_left_says_so_and_can_be_sent_again(stage):
    driver, sent = await stage(*SAMPLES["confirm/not_sent"])
    assert await driver.sees("바뀐 것도, 나간 돈도 없어요.")
    await driver.tap("KB국민은행 계좌로 바꾸기")
    assert sent == [ConfirmPressed()]


async def test_an_owner_who_differs_is_refused_in_words(stage):
    """R7, R10."""
    driver, _ = await stage(*SAMPLES["confirm/refused"])
    assert await driver.sees("가입자 본인 이름으로 된 것만 쓸 수 있어요.")
