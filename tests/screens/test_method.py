"""납부방법: what is registered, when it is charged, a card that runs out, and a change on its way."""

from dataclasses import replace

import flet as ft
import pytest

from app.domain.payment_method import MethodKind
from app.screens.change_method import sample_parts as parts
from app.screens.dialogs import dialog_for
from app.screens.method import method_screen
from app.screens.samples import SAMPLES
from app.state.account.flow import CancelConfirmed, CancelDismissed, CancelPressed, RefreshPressed
from app.state.change_method.flow import ChangeOpened
from tests.screens.change_method.links import links

pytestmark = pytest.mark.anyio


async def test_what_is_registered_is_told_in_full_and_masked(stage):
    """R44: line, method, card or bank, holder, next charge, and 변경하기."""
    driver, sent = await stage(*SAMPLES["method/card"])
    for said in ("010-****-5678", "신용카드", "1234-****-****-5678", "홍*동", "2028년 12월까지", "11월 11일 (수)"):
        assert await driver.sees(said), said
    await driver.tap("변경하기")
    assert sent == [ChangeOpened()]


@pytest.mark.parametrize("name", ["method/card", "method/bank_over_holiday", "method/wallet"])
async def test_one_screen_changes_every_kind(stage, name):
    """R6, R16, R26, C7: wallets, cards and accounts had menus of their own."""
    driver, sent = await stage(*SAMPLES[name])
    await driver.tap("변경하기")
    assert sent == [ChangeOpened()]


async def test_a_moved_charge_says_why(stage):
    """R22, R48, C5."""
    driver, _ = await stage(*SAMPLES["method/bank_over_holiday"])
    assert await driver.sees("2월 19일 (목)")
    assert await driver.sees("원래 2월 15일 (일)인데 쉬는 날")
    assert await driver.sees("설날")


async def test_a_retry_is_told_apart_from_the_charge(stage):
    """R21, R30: extra debits until the next month's due date."""
    driver, _ = await stage(*SAMPLES["method/bank_retries"])
    texts = await driver.texts()
    told = ["다음 결제일", "11월 23일 (월)", "그날 못 내면", "11월 25일 (수)", "12월 18일 (금)"]
    assert [text for text in texts if text in told] == ["다음 결제일", "11월 23일 (월)", "그날 못 내면", "11월 25일 (수)", "그날 못 내면", "12월 18일 (금)"]


async def test_a_wallet_has_its_last_try_at_the_end_of_the_month(stage):
    """R13."""
    driver, _ = await stage(*SAMPLES["method/wallet"])
    texts = await driver.texts()
    assert texts[texts.index("그래도 남으면") + 1] == "11월 30일 (월)"


async def test_a_card_about_to_run_out_asks_for_the_new_one(stage):
    """R17."""
    driver, _ = await stage(*SAMPLES["method/card_expiring"])
    assert await driver.sees("카드 유효기간이 2026년 12월까지예요")
    assert await driver.sees("새 카드를 받으면 꼭 바꿔 주세요.")


async def test_a_card_that_ran_out_has_stopped(stage):
    """R18."""
    driver, _ = await stage(*SAMPLES["method/card_expired_stopped"])
    assert await driver.sees("카드 유효기간이 지나서 자동납부가 멈췄어요")
    assert await driver.sees("예정된 결제가 없어요")
    assert await driver.offers("변경하기")


async def test_an_exempt_issuer_goes_on(stage):
    """R18."""
    driver, _ = await stage(*SAMPLES["method/card_expired_exempt"])
    assert not await driver.sees("멈췄어요")
    assert await driver.sees("현대카드는 자동납부가 바로 멈추지 않아요.")


async def test_a_card_that_is_good_for_long_says_nothing(stage):
    screen, now = SAMPLES["method/card_expiring"]
    good = replace(now.overview, method=replace(now.overview.method, expires=(2027, 2)))
    driver, _ = await stage(screen, replace(now, account=replace(now.account, overview=replace(now.account.overview, value=good))))
    assert not await driver.sees("유효기간이")


async def test_a_method_the_app_does_not_know_is_still_shown(stage):
    screen, now = SAMPLES["method/card"]
    unknown = replace(
        now.overview,
        method=replace(parts.SHINHAN_CARD, kind=MethodKind.OTHER, institution="새 결제", expires=None),
        next_charges=(),
    )
    driver, _ = await stage(screen, replace(now, account=replace(now.account, overview=replace(now.account.overview, value=unknown))))
    assert await driver.sees("그 밖의 방법")


STEPS = ["신청", "본인확인", "접수", "반영예정", "적용"]


@pytest.mark.parametrize(
    "name",
    ["method/change_accepted", "method/change_scheduled", "method/change_waits_for_wallet", "method/change_unknown"],
)
async def test_a_change_is_tracked_step_by_step(stage, name):
    driver, _ = await stage(*SAMPLES[name])
    texts = await driver.texts()
    places = [texts.index(step) for step in STEPS]
    assert places == sorted(places)
    assert not await driver.offers("변경하기"), "no second change beside one on its way"


async def test_a_scheduled_change_tells_its_receipt_and_days(stage):
    driver, _ = await stage(*SAMPLES["method/change_scheduled"])
    for said in (
        "신한카드 → KB국민은행 계좌",
        "12월 1일 (화)부터 바뀌어요",
        "접수번호 20261105-0001",
        "12월 15일 (화)에 처음 나가요",
    ):
        assert await driver.sees(said), said


async def test_a_card_that_was_replaced_in_time_is_not_charged_again(stage):
    """R45: the new card takes the charge of the 11th."""
    driver, _ = await stage(*SAMPLES["method/change_takes_the_next_charge"])
    assert await driver.sees("예정된 결제가 없어요")
    assert await driver.sees("11월 11일 (수)에 처음 나가요")


async def test_a_wallet_change_leads_to_the_wallet_and_asks_again(stage):
    """R9, R12."""
    driver, sent = await stage(*SAMPLES["method/change_waits_for_wallet"])
    assert await driver.sees("카카오톡이나 카카오페이 앱에서 마쳐 주세요")
    assert links(driver) == {"카카오페이 열기": parts.TO_KAKAOPAY.external_app_url}
    await driver.tap("확인했어요")
    assert sent == [RefreshPressed()]


async def test_a_change_can_be_called_off_while_there_is_time(stage):
    driver, sent = await stage(*SAMPLES["method/change_scheduled"])
    assert await driver.sees("11월 30일 (월) 21:00까지 취소할 수 있어요.")
    await driver.tap("변경 취소")
    assert sent == [CancelPressed()]


async def test_a_change_cannot_be_called_off_too_late(stage):
    driver, _ = await stage(*SAMPLES["method/change_too_late_to_cancel"])
    assert not await driver.offers("변경 취소")
    assert await driver.sees("취소할 수 있는 때가 지났어요.")


async def test_a_cancel_under_way_takes_no_second_tap(stage):
    driver, sent = await stage(*SAMPLES["method/cancelling"])
    with pytest.raises(AssertionError, match="disabled"):
        await driver.tap("취소하고 있어요")
    assert sent == []


async def test_a_refused_cancel_says_that_the_change_goes_on(stage):
    driver, _ = await stage(*SAMPLES["method/cancel_refused"])
    assert await driver.sees("변경 신청은 그대로 진행돼요.")


async def test_a_cancel_without_an_answer_is_being_checked_and_said_once(stage):
    driver, _ = await stage(*SAMPLES["method/cancel_unconfirmed"])
    assert sum("변경 취소를 확인하고 있어요" in text for text in set(await driver.texts())) == 1
    assert not await driver.sees("취소하지 못했어요")
    assert not await driver.offers("변경 취소")


async def test_a_cancelled_change_says_what_stays(stage):
    driver, _ = await stage(*SAMPLES["method/cancelled"])
    assert await driver.sees("변경을 취소했어요")
    assert await driver.sees("지금처럼 신한카드로 내요. 나간 돈은 없어요.")
    assert await driver.offers("변경하기")


async def test_cancelling_asks_first(opens):
    _, now = SAMPLES["method/asking_to_cancel"]
    sent: list[object] = []

    @ft.component
    def asked() -> list[ft.View]:
        ft.use_dialog(dialog_for(now, sent.append))
        return [method_screen(now, sent.append)]

    driver = await opens(lambda page: page.render_views(asked))
    assert await driver.sees("변경을 취소할까요?")
    await driver.tap("그대로 둘게요")
    await driver.tap("취소할게요")
    assert sent[:2] == [CancelDismissed(), CancelConfirmed()]
