"""완료: the receipt, what happens next, the SMS; or what is still open."""
import pytest

from app.screens.change_method.samples import SAMPLES
from app.state.app_state import PlacePressed
from app.state.change_method.flow import CheckAgainPressed, FinishPressed
from app.state.place import Place
from tests.screens.change_method.links import links

pytestmark = pytest.mark.anyio


async def test_receipt_has_its_number_and_the_dates_to_come(stage):
    """R45, R48, R56: what changed and from when it is charged."""
    driver, sent = await stage(*SAMPLES["done/scheduled"])
    for text in ("20261105-0001", "신한카드 1234-****-****-5678", "KB국민은행 110-***-***789", "12월 15일 (화)부터 KB국민은행 계좌에서 빠져나가요."):
        assert await driver.sees(text)
    await driver.tap("확인")
    assert sent == [FinishPressed()]


async def test_sms_goes_to_the_masked_number_and_stays_in_the_inbox(stage):
    """R56."""
    driver, sent = await stage(*SAMPLES["done/scheduled"])
    assert await driver.sees("010-****-5678로 안내 문자를 보냈어요.")
    await driver.tap("알림함에서 보기")
    assert sent == [PlacePressed(Place.ALERTS)]


async def test_bank_asks_to_look_at_the_balance_before_the_day(stage):
    """R28."""
    driver, _ = await stage(*SAMPLES["done/scheduled"])
    assert await driver.sees("그 전에 통장 잔액을 확인해 주세요.")


async def test_last_charge_of_the_old_method_is_on_the_time_line(stage):
    """R48: the bank takes over next month, so the card is charged on 11 November once more; R45: a card at once."""
    driver, _ = await stage(*SAMPLES["done/scheduled"])
    texts = await driver.texts()
    assert texts.index("11월 11일 (수)") < texts.index("신한카드 마지막 결제일이에요") < texts.index("12월 1일 (화)")
    clear, _ = await stage(*SAMPLES["done/card_to_card"])
    assert await clear.sees("11월 11일 (수)부터 현대카드로 결제돼요.")
    assert not await clear.sees("마지막 결제일")


@pytest.mark.parametrize(("sample", "app"), [("done/wallet_waiting", "카카오페이"), ("done/payco_waiting", "페이코")])
async def test_wallet_is_not_done_until_its_own_app_says_so(stage, sample, app):
    """R9, R12."""
    driver, sent = await stage(*SAMPLES[sample])
    assert await driver.sees("아직 바뀌지 않았어요.")
    assert await driver.sees("마치기 전까지는 지금처럼 신한카드로 결제돼요.")
    assert links(driver)[f"{app} 열기"] == "http://127.0.0.1:8550/provider/wallet/chg-2"
    assert not await driver.sees("바꾸기를 신청했어요")
    await driver.tap("확인했어요")
    assert sent == [CheckAgainPressed()]


async def test_lost_answer_is_not_called_a_failure(stage):
    driver, sent = await stage(*SAMPLES["done/unconfirmed"])
    for text in ("확인 중이에요", "다시 신청하지 마세요", "b7d1f0a2", "고객센터 114"):
        assert await driver.sees(text)
    assert not any("실패" in text or "못했어요" in text or "완료" in text for text in await driver.texts())
    await driver.tap("다시 확인")
    assert sent == [CheckAgainPressed()]


async def test_call_centre_is_one_press_away_when_nothing_is_known(stage):
    """R58."""
    driver, _ = await stage(*SAMPLES["done/unconfirmed"])
    assert links(driver)["고객센터 114 전화하기"] == "tel:114"


@pytest.mark.parametrize(("sample", "title"), [("done/rejected", "바꾸지 못했어요"), ("done/expired", "신청 시간이 지났어요")])
async def test_a_change_that_did_not_come_says_the_old_method_stays(stage, sample, title):
    driver, _ = await stage(*SAMPLES[sample])
    assert await driver.sees(title)
    assert await driver.sees("지금 쓰는 방법 그대로 내요.")
    assert not await driver.sees("앞으로 이렇게 돼요")


@pytest.mark.parametrize(("sample", "title"), [("done/acknowledged", "신청을 접수했어요"), ("done/state_unknown", "확인하고 있어요")])
async def test_nothing_is_called_done_before_it_is(stage, sample, title):
    driver, _ = await stage(*SAMPLES[sample])
    assert await driver.sees(title)
    assert not await driver.sees("변경 완료")
    done, _ = await stage(*SAMPLES["done/scheduled"])
    assert await done.sees("변경 완료")
