"""변경 전 안내: kinds on offer, dates computed, and only the warnings that apply."""
from dataclasses import replace

import pytest

from app.domain.payment_method import MethodKind
from app.screens.change_method.samples import SAMPLES
from app.state.change_method.flow import KindChosen, NextPressed, PlanRetryPressed
from app.state.place import Place

pytestmark = pytest.mark.anyio


async def test_every_kind_the_carrier_allows_is_a_choice(stage):
    """R2, R3: bank, card and the two wallets, as the policy lists them."""
    driver, sent = await stage(*SAMPLES["notice/empty"])
    for kind in ("은행 계좌", "신용카드", "카카오페이", "페이코"):
        await driver.tap(kind)
    assert sent == [KindChosen(kind) for kind in (MethodKind.BANK, MethodKind.CARD, MethodKind.KAKAOPAY, MethodKind.PAYCO)]


async def test_a_kind_the_carrier_does_not_allow_is_no_choice(stage):
    screen, now = SAMPLES["notice/empty"]
    policy = now.change.begun.policy
    banks_only = replace(policy, methods=policy.methods[:1])
    driver, _ = await stage(screen, replace(now, change=replace(now.change, begun=replace(now.change.begun, policy=banks_only))))
    assert await driver.offers("은행 계좌")
    assert not await driver.sees("카카오페이")


async def test_nothing_leads_on_before_a_kind_is_chosen(stage):
    driver, _ = await stage(*SAMPLES["notice/empty"])
    assert not await driver.offers("다음")


async def test_wallets_say_what_they_pay_with(stage):
    """R8, R11."""
    driver, _ = await stage(*SAMPLES["notice/empty"])
    assert await driver.sees("카카오페이 머니로 내요.")
    assert await driver.sees("페이코 포인트로 내요.")


async def test_a_wallet_must_be_the_subscribers_own(stage):
    """R7, R10."""
    driver, _ = await stage(*SAMPLES["notice/card_to_kakaopay"])
    assert await driver.sees("가입자 본인의 카카오페이만 쓸 수 있어요.")
    bank, _ = await stage(*SAMPLES["notice/card_to_bank"])
    assert not await bank.sees("가입자 본인의")


async def test_same_type_begins_after_two_business_days(stage):
    """R45, R50: card to card."""
    driver, _ = await stage(*SAMPLES["notice/card_to_card"])
    assert await driver.sees("11월 9일 (월)")
    assert await driver.sees("영업일로 2일 뒤")
    assert await driver.sees("신용카드 첫 결제일이에요")
    assert not await driver.sees("요금 내는 날이 바뀌어요")


async def test_cross_type_begins_next_month_on_the_banks_day(stage):
    """R46, R48: card to bank, charged on the 15th."""
    driver, _ = await stage(*SAMPLES["notice/card_to_bank"])
    assert await driver.sees("다음 달 1일부터")
    assert await driver.sees("12월 15일 (화)")
    assert await driver.sees("은행 계좌 첫 출금일이에요")
    assert await driver.sees("매달 11일에서 매달 15일로 바뀌어요.")


async def test_a_charge_moved_by_the_lunar_new_year_says_why(stage):
    """R22, R47, R48: bank to bank, 15 February 2026 falls on a Sunday before the holidays."""
    driver, _ = await stage(*SAMPLES["notice/lunar_new_year"])
    assert await driver.sees("2월 19일 (목)")
    assert await driver.sees("원래 2월 15일 (일)인데 쉬는 날이라 미뤄졌어요. (일요일, 설날 연휴)")


async def test_month_end_and_retries_of_a_wallet_are_on_the_time_line(stage):
    """R13: what the 21st and 25th did not approve is asked for once more around the month's end."""
    driver, _ = await stage(*SAMPLES["notice/card_to_kakaopay"])
    for day in ("12월 21일 (월)", "12월 28일 (월)", "12월 31일 (목)"):
        assert await driver.sees(day)
    assert await driver.sees("그래도 남은 요금이 있으면 한 번 더 시도해요")


async def test_wallet_says_before_the_change_that_its_own_app_has_the_last_word(stage):
    """R9."""
    driver, _ = await stage(*SAMPLES["notice/card_to_kakaopay"])
    assert await driver.sees("카카오톡이나 카카오페이 앱에서 마쳐야 바뀌어요.")


async def test_every_warning_of_the_plan_is_said_and_no_other(stage):
    driver, _ = await stage(*SAMPLES["notice/every_warning"])
    for title in ("다음 요금은 지금 방법으로 내요", "요금이 두 번 나갈 수 있어요", "밀린 요금은 따로 내야 해요", "요금 내는 날이 바뀌어요"):
        assert await driver.sees(title)
    assert not await driver.sees("마쳐야 바뀌어요")
    quiet, _ = await stage(*SAMPLES["notice/card_to_card"])
    assert not await quiet.sees("두 번 나갈 수")


async def test_retries_of_a_bank_are_on_the_time_line(stage):
    """R29, R30."""
    driver, _ = await stage(*SAMPLES["notice/every_warning"])
    assert await driver.sees("12월 28일 (월)")
    assert await driver.sees("2027년 1월 18일 (월)")
    assert await driver.sees("못 낸 요금이 있을 때만 다시 시도해요")


async def test_a_bank_that_needs_a_certificate_says_so_at_once(stage):
    """R27."""
    driver, _ = await stage(*SAMPLES["notice/every_warning"])
    assert await driver.sees("공동인증서가 필요해요")
    free, _ = await stage(*SAMPLES["notice/card_to_bank"])
    assert not await free.sees("공동인증서")


async def test_card_says_who_is_paid_and_that_the_day_may_differ(stage):
    """R14, R20: the carrier bills the card company, the customer pays the card company."""
    driver, _ = await stage(*SAMPLES["notice/card_to_card"])
    assert await driver.sees("카드값에 더해져서 카드사에 내요.")
    assert await driver.sees("카드사마다 조금 다를 수 있어요.")
    bank, _ = await stage(*SAMPLES["notice/card_to_bank"])
    assert not await bank.sees("카드사에 내요.")


async def test_closed_window_says_when_it_opens_and_leaves_other_methods_open(stage):
    """R32."""
    driver, sent = await stage(*SAMPLES["notice/closed_window"])
    assert await driver.sees("지금은 은행 계좌로 바꿀 수 없어요")
    assert await driver.sees("평일 09:10~21:50")
    assert await driver.sees("11월 9일 (월) 09:10부터")
    assert await driver.sees("적어 둔 내용은 그대로")
    assert not await driver.offers("다음")
    await driver.tap("신용카드")
    await driver.tap("다시 확인하기")
    assert sent == [KindChosen(MethodKind.CARD), PlanRetryPressed()]


async def test_dates_that_could_not_be_computed_can_be_asked_for_again(stage):
    driver, sent = await stage(*SAMPLES["notice/failed"])
    assert await driver.sees("통신사에 연결하지 못했어요")
    assert await driver.sees("바뀐 것도, 나간 돈도 없어요.")
    await driver.tap("날짜 다시 계산하기")
    assert sent == [PlanRetryPressed()]


async def test_next_waits_for_the_dates(stage):
    driver, _ = await stage(*SAMPLES["notice/loading"])
    assert await driver.sees("날짜를 계산하고 있어요.")
    assert not await driver.offers("다음")


async def test_next_names_the_page_it_was_pressed_on(stage):
    driver, sent = await stage(*SAMPLES["notice/card_to_bank"])
    await driver.tap("다음")
    assert sent == [NextPressed(Place.NOTICE)]
