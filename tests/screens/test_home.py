"""홈 answers how much, when and by what, and says first what needs attention."""

import re
from dataclasses import replace
from datetime import date

import pytest

from app.screens.samples import SAMPLES
from app.state.account.flow import RefreshPressed
from app.state.app_state import PlacePressed
from app.state.place import Place
from tests.screens.change_method.links import links

pytestmark = pytest.mark.anyio


async def test_one_card_answers_how_much_when_and_by_what(stage):
    """R33: charged after use, so November's bill is for October."""
    driver, _ = await stage(*SAMPLES["home/to_pay"])
    for said in (
        "11월에 낼 요금",
        "33,000원",
        "10월에 쓴 요금이에요",
        "11월 11일 (수)",
        "신한카드",
        "1234-****-****-5678",
    ):
        assert await driver.sees(said), said


async def test_the_line_is_told_by_carrier_and_masked_number(stage):
    driver, _ = await stage(*SAMPLES["home/to_pay"])
    assert await driver.sees("U+ 알뜰모바일 · 010-****-5678")
    assert not any("1234-5678" in text or "+82" in text for text in await driver.texts())


async def test_the_button_leads_to_the_payment_method(stage):
    """R42, R43."""
    driver, sent = await stage(*SAMPLES["home/to_pay"])
    await driver.tap("납부방법 보기")
    await driver.tap("납부방법")
    assert sent == [PlacePressed(Place.METHOD)] * 2


async def test_the_day_is_the_charge_that_takes_this_bill(stage):
    """R22, R48: the 15th falls into the lunar new year, so money moves on the 19th."""
    driver, _ = await stage(*SAMPLES["home/charged_over_holiday"])
    assert await driver.sees("2월 19일 (목)")
    assert not await driver.sees("까지")


async def test_a_charge_of_another_month_is_not_taken_for_this_bill(stage):
    driver, _ = await stage(*SAMPLES["home/overdue"])
    texts = await driver.texts()
    assert texts[texts.index("언제") + 1] == "11월 11일 (수)까지"
    assert texts[texts.index("12월 요금 결제일") + 1] == "12월 11일 (금)"


async def test_a_paid_bill_says_so(stage):
    driver, _ = await stage(*SAMPLES["home/paid"])
    assert await driver.sees("11월 요금을 다 냈어요")
    assert not await driver.sees("까지")
    texts = await driver.texts()
    assert texts[texts.index("12월 요금 결제일") + 1] == "12월 11일 (금)"
    assert "언제" not in texts, "what is paid has no day to come"


async def test_a_charge_after_a_change_is_told_with_the_method_that_pays_it(stage):
    """R45: asked for on 5 November, the new card is charged on the 11th."""
    driver, _ = await stage(*SAMPLES["home/change_takes_the_next_charge"])
    texts = await driver.texts()
    assert texts[texts.index("언제") + 1] == "11월 11일 (수)"
    assert texts[texts.index("무엇으로") + 1] == "현대카드"


async def test_a_charge_before_a_change_stays_with_the_old_method(stage):
    """R48: the bank takes over next month."""
    driver, _ = await stage(*SAMPLES["home/change_on_its_way"])
    texts = await driver.texts()
    assert texts[texts.index("언제") + 1] == "11월 11일 (수)"
    assert texts[texts.index("무엇으로") + 1] == "신한카드"


async def test_a_bill_nothing_will_take_says_so_beside_its_due_date(stage):
    """R18: the card ran out."""
    _, now = SAMPLES["method/card_expired_stopped"]
    driver, _ = await stage(SAMPLES["home/to_pay"][0], now)
    texts = await driver.texts()
    assert texts[texts.index("언제") + 1] == "11월 11일 (수)까지"
    assert await driver.sees("자동으로 나가는 날이 없어요")


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.startswith("home/")])
async def test_home_names_no_day_twice(stage, name):
    driver, _ = await stage(*SAMPLES[name])
    days = [text for text in await driver.texts() if re.fullmatch(r"\d+월 \d+일 \(.\)(까지)?", text)]
    assert len(days) == len(set(days))


async def test_a_partly_paid_bill_shows_what_is_left(stage):
    driver, _ = await stage(*SAMPLES["home/partly_paid"])
    assert await driver.sees("13,000원")
    assert await driver.sees("33,000원")


async def test_no_bill_is_no_zero(stage):
    driver, _ = await stage(*SAMPLES["home/no_bill"])
    assert await driver.sees("이번 달 청구서가 아직 없어요")
    assert not any(text == "0원" for text in await driver.texts())


async def test_what_is_overdue_is_told_with_sum_since_when_and_what_to_do(stage):
    """R106-R108 as far as home goes: a call pays it, lateness costs, posting takes a while."""
    driver, _ = await stage(*SAMPLES["home/overdue"])
    for said in (
        "밀린 요금 66,000원",
        "10월 12일 (월)에 낼 요금부터 2달치가 남아 있어요.",
        "고객센터 114에서 바로 낼 수 있어요.",
        "연체료",
        "반영될 때까지",
    ):
        assert await driver.sees(said), said
    assert links(driver) == {"114 전화하기": "tel:114"}


async def test_one_overdue_bill_is_not_counted(stage):
    screen, now = SAMPLES["home/overdue"]
    overview = now.overview
    one = replace(overview, unpaid=replace(overview.unpaid, bills=1, oldest_due=date(2026, 10, 12)))
    driver, _ = await stage(screen, replace(now, account=replace(now.account, overview=replace(now.account.overview, value=one))))
    assert await driver.sees("10월 12일 (월)까지 낼 요금이 남아 있어요.")
    assert not await driver.sees("달치")


async def test_a_change_on_its_way_is_one_press_from_its_progress(stage):
    driver, sent = await stage(*SAMPLES["home/change_on_its_way"])
    assert await driver.sees("12월 1일 (화)부터 KB국민은행 계좌로 내요")
    await driver.tap("변경 진행 보기")
    assert sent == [PlacePressed(Place.METHOD)]


async def test_an_unconfirmed_change_is_neither_done_nor_failed(stage):
    driver, _ = await stage(*SAMPLES["home/unconfirmed"])
    assert await driver.sees("변경 신청을 확인하고 있어요")
    assert await driver.sees("다시 신청하지 마세요")
    assert await driver.sees("KB국민은행 110-***-***789")


async def test_a_change_that_never_arrived_says_that_nothing_changed(stage):
    driver, _ = await stage(*SAMPLES["home/lost_change"])
    assert await driver.sees("바뀐 것도, 나간 돈도 없어요.")


async def test_old_figures_carry_their_time_and_a_way_to_renew(stage):
    driver, sent = await stage(*SAMPLES["home/stale"])
    assert await driver.sees("11월 4일 10:00 기준으로 보여 드려요.")
    assert await driver.sees("33,000원")
    await driver.tap("다시 불러오기")
    assert sent == [RefreshPressed()]


async def test_fresh_figures_carry_their_time_too(stage):
    driver, sent = await stage(*SAMPLES["home/to_pay"])
    assert await driver.sees("11월 5일 10:00 기준")
    await driver.tap("새로 불러오기")
    assert sent == [RefreshPressed()]


@pytest.mark.parametrize("name", ["home/carrier_away", "method/carrier_away"])
async def test_nothing_to_show_says_why_and_offers_another_try(stage, name):
    driver, sent = await stage(*SAMPLES[name])
    assert await driver.sees("통신사에 연결하지 못했어요")
    assert await driver.sees("나간 돈도 없어요")
    await driver.tap("다시 불러오기")
    assert sent == [RefreshPressed()]


@pytest.mark.parametrize("name", ["home/loading", "method/loading", "alerts/loading"])
async def test_waiting_is_told_in_words(stage, name):
    driver, _ = await stage(*SAMPLES[name])
    assert await driver.sees("불러오고 있어요")
