"""연출판 shows the world from behind and sends what is pressed."""
from dataclasses import replace

import pytest

from app.domain.identity import IdentityMethod
from app.domain.payment_method import MethodKind
from app.screens.director.samples import BUSY, QUIET
from app.screens.places import director_screen
from app.screens.samples import SAMPLES
from app.state.app_state import AppState, PlacePressed
from app.state.director.flow import ClockMoved, Director, Jump, OutsideStep, ScenarioChosen, ScenarioListToggled, StepCompleted, Trouble, TroubleToggled
from app.state.place import Place
from app.ui.strings import director as say

pytestmark = pytest.mark.anyio


async def test_sections_stand_in_their_order(stage):
    driver, _ = await stage(*SAMPLES["director/busy"])
    texts = await driver.texts()
    sections = [texts.index(title) for title in ("상황", "시계", "고장", "바깥 단계", "보낸 문자", "요청 기록")]
    assert sections == sorted(sections)


async def test_scenarios_are_offered_by_their_korean_line(stage):
    driver, sent = await stage(*SAMPLES["director/choosing"])
    assert await driver.is_chosen("카드로 내는 평범한 달") and not await driver.is_chosen("지난달 요금이 밀렸어요")
    await driver.tap("지난달 요금이 밀렸어요")
    await driver.tap("처음부터 다시 시작")
    await driver.tap("이 상황 그대로 두기")
    assert sent == [ScenarioChosen("overdue"), ScenarioChosen("happy"), ScenarioListToggled()]


@pytest.mark.parametrize("jump", Jump)
async def test_the_clock_is_moved_by_a_press(stage, jump):
    driver, sent = await stage(*SAMPLES["director/quiet"])
    assert await driver.sees("2026년 11월 5일 (목)") and await driver.sees("10:00")
    (button,) = [label for label in await driver.labels() if label.startswith(say.JUMP[jump].partition(" ·")[0])]
    await driver.tap(button)
    assert sent == [ClockMoved(jump)]


async def test_a_day_nobody_knows_is_no_button(stage):
    driver, _ = await stage(*SAMPLES["director/nothing_yet"])
    assert await driver.sees("기다리는 납부기한이 없어요.") and await driver.sees("다음 출금이 정해지지 않았어요.")
    assert [label for label in await driver.labels() if "까지" in label] == []
    assert await driver.sees("아직 온 요청이 없어요.") and await driver.sees("아직 보낸 문자가 없어요.")


@pytest.mark.parametrize("trouble", Trouble)
async def test_every_trouble_has_a_switch_that_tells_its_state(stage, trouble):
    label, _ = say.TROUBLE[trouble]
    on = replace(QUIET, troubles=frozenset({trouble}))
    driver, sent = await stage(director_screen, AppState(now=QUIET.now, place=Place.DIRECTOR, demo=True, director=Director(on)))
    assert [one for one in Trouble if await driver.is_chosen(say.TROUBLE[one][0])] == [trouble]
    await driver.tap(label)
    assert sent == [TroubleToggled(trouble)]


async def test_a_step_outside_is_finished_or_refused(stage):
    driver, sent = await stage(*SAMPLES["director/busy"])
    await driver.tap("아이핀 본인확인 마치기")
    await driver.tap("카카오페이 신청 거절하기")
    assert sent == [StepCompleted(BUSY.steps[0], accepted=True), StepCompleted(BUSY.steps[1], accepted=False)]


@pytest.mark.parametrize("kind", [IdentityMethod.IPIN, IdentityMethod.JOINT_CERTIFICATE, MethodKind.KAKAOPAY, MethodKind.PAYCO])
async def test_every_kind_of_step_has_words(stage, kind):
    waiting = replace(QUIET, steps=(OutsideStep("step-1", kind),))
    driver, _ = await stage(director_screen, AppState(now=QUIET.now, place=Place.DIRECTOR, demo=True, director=Director(waiting)))
    assert await driver.offers(f"{say.STEP[kind]} 마치기")


async def test_outbox_shows_letters_and_codes_to_masked_numbers(stage):
    driver, _ = await stage(*SAMPLES["director/busy"])
    assert await driver.sees("010-****-5678 인증번호") and await driver.sees("123456")
    assert await driver.sees("납부방법 변경 접수")


async def test_requests_are_told_by_operation_status_and_correlator(stage):
    driver, _ = await stage(*SAMPLES["director/quiet"])
    for said in ("createPaymentMethodChange", "답 없음", "고장 reset", "validateCode", "400", "x-correlator 9d1c4f3e", "x-correlator 없음"):
        assert await driver.sees(said), said


async def test_the_mark_is_a_button_everywhere_but_here(stage):
    """S14: permanent, and the way behind the scenes."""
    driver, sent = await stage(*SAMPLES["home/unread_in_demo"])
    await driver.tap("데모 연출판 열기")
    assert sent == [PlacePressed(Place.DIRECTOR)]
    driver, _ = await stage(*SAMPLES["director/quiet"])
    assert await driver.sees("데모") and not await driver.offers("데모 연출판 열기")


async def test_a_link_that_was_not_followed_says_why(stage):
    driver, _ = await stage(*SAMPLES["director/no_such_scenario"])
    assert await driver.sees("링크에 적힌 상황을 찾을 수 없어요.")
