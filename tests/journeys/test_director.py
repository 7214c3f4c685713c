"""A whole month from the panel behind the demo: the world is moved, and the app follows at once."""
from datetime import date, timedelta

import pytest

from app.domain.change import ChangeState
from app.domain.payment_method import MethodKind
from tests.journeys.test_change_of_method import PHONE, proves_by_phone
from tests.support.robots import ACCOUNT, Customer
from tests.support.running_app import RunningApp

pytestmark = pytest.mark.anyio


async def test_change_made_today_is_applied_on_its_day_and_the_sms_says_so(customer):
    """R48, R56: from a card to a bank on the 1st of next month; the next debit runs on the new method."""
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account(ACCOUNT)
    await proves_by_phone(customer)
    await customer.done.goes_home()
    await customer.director.comes()
    assert await customer.driver.sees("납부방법 변경 접수")
    await customer.director.moves_clock("다음 출금까지")
    assert customer.carrier.clock.now().date() == date(2026, 11, 11)
    await customer.director.moves_clock("다음 출금까지")
    assert customer.carrier.clock.now().date() == date(2026, 12, 15)
    assert "납부방법 변경 완료" in [message.subject for message in customer.carrier.messages()]
    records = customer.carrier.world.records
    debit = [attempt for attempt in records.debits.values() if attempt.subscriber == "subscriber-1"][-1]
    assert (debit.at.date(), records.methods[debit.method].kind) == (date(2026, 12, 15), MethodKind.BANK)
    await customer.director.leaves()
    await customer.home.opens_method()
    assert await customer.driver.sees("KB국민은행 계좌")
    assert await customer.driver.sees("123-***-***234")
    assert not await customer.driver.sees("진행 중인 변경")
    assert customer.carrier.changes()[0].state is ChangeState.APPLIED
    await customer.home.opens_alerts()
    assert await customer.driver.sees("오늘부터 납부방법이 바뀌었어요.")


async def test_overview_follows_the_clock_at_once(customer):
    """The bill of this month is due on the 11th; a day later home says so."""
    await customer.director.comes()
    await customer.director.moves_clock("한 시간 뒤")
    assert customer.carrier.clock.now().hour == 11
    await customer.director.moves_clock("하루 뒤")
    await customer.director.leaves()
    assert await customer.driver.sees("11월 6일 11:00 기준")


async def test_scenario_by_link_opens_a_screen_in_that_world(opens, app):
    driver = await opens(app, route="/director?scenario=pending-change&clock=2026-11-06T12:00&go=/method", idle=app.idle)
    assert driver.route == "/method"
    assert await driver.sees("진행 중인 변경")
    assert await driver.sees("KB국민은행")
    assert (app.carrier.clock.now().day, app.carrier.clock.now().hour) == (6, 12)


async def test_link_to_no_world_says_so_and_changes_nothing(opens, app):
    driver = await opens(app, route="/director?scenario=paradise&go=/method", idle=app.idle)
    assert driver.route.startswith("/director")
    assert await driver.sees("링크에 적힌 상황을 찾을 수 없어요.")
    assert await driver.sees("카드로 내는 평범한 달")


async def test_chosen_scenario_leaves_nothing_of_the_world_before(opens, carrier, tmp_path):
    """What was made, kept on this device or waited for belongs to the world that is gone."""
    app = RunningApp(carrier, tmp_path)
    customer = Customer(await opens(app, idle=app.idle), app)
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account(ACCOUNT)
    await proves_by_phone(customer)
    await customer.done.opens_alerts()
    await customer.director.comes()
    await customer.director.plays("지난달 요금이 밀렸어요")
    assert not await customer.driver.sees("납부방법 변경 접수")
    assert carrier.changes() == ()
    await customer.director.leaves()
    assert customer.driver.route == "/"
    assert await customer.driver.sees("밀린 요금")
    assert not await customer.driver.sees("납부방법을 바꾸고 있어요")
    (person,) = app.customers._by_key.values()
    assert person.journal.open_intents() == () and person.store.seen() == frozenset()
    kept = person.store.overview()
    assert kept is not None and kept.unpaid is not None and kept.change is None


async def test_chosen_scenario_drops_a_change_whose_answer_was_lost(customer):
    customer.carrier.faults.lose_answer("createPaymentMethodChange", times=99)
    customer.carrier.faults.lose_answer("retrievePaymentMethodChangeByKey", times=99)
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account(ACCOUNT)
    await proves_by_phone(customer)
    await customer.lets_time_pass(timedelta(seconds=3))
    await customer.lets_time_pass(timedelta(seconds=5))
    assert await customer.driver.sees("확인 중이에요")
    await customer.director.comes()
    await customer.director.plays("카드로 내는 평범한 달")
    await customer.director.leaves()
    assert await customer.driver.sees("11월에 낼 요금")
    assert not await customer.driver.sees("변경 신청을 확인하고 있어요")


async def test_fault_is_told_on_home_and_gone_when_it_is_turned_off(customer):
    await customer.director.comes()
    await customer.director.turns("통신사 끊김")
    assert await customer.driver.is_chosen("통신사 끊김")
    await customer.director.leaves()
    assert await customer.driver.sees("새로 불러오지 못했어요")
    assert await customer.driver.sees("신한카드")
    await customer.director.comes()
    await customer.director.turns("통신사 끊김")
    assert not await customer.driver.is_chosen("통신사 끊김")
    await customer.director.leaves()
    assert not await customer.driver.sees("새로 불러오지 못했어요")
    await customer.home.opens_method()
    await customer.method.starts_change()
    assert customer.driver.route == "/method/change"


@pytest.mark.scenario("carrier-down")
async def test_carrier_that_is_away_from_the_start_comes_back(customer):
    assert await customer.driver.sees("통신사에 연결하지 못했어요")
    await customer.director.comes()
    assert await customer.driver.is_chosen("통신사 끊김")
    await customer.director.turns("통신사 끊김")
    await customer.director.leaves()
    assert await customer.driver.sees("신한카드")


async def test_lost_answer_is_being_checked_until_the_fault_is_off(customer):
    """R56, RR19: sent and unanswered is neither done nor failed; the answer is found once the carrier can say it."""
    await customer.director.comes()
    await customer.director.turns("변경 답 유실")
    await customer.director.leaves()
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account(ACCOUNT)
    await proves_by_phone(customer)
    await customer.lets_time_pass(timedelta(seconds=3))
    await customer.lets_time_pass(timedelta(seconds=5))
    assert await customer.driver.sees("확인 중이에요")
    await customer.director.comes()
    assert await customer.driver.sees("답 없음") and await customer.driver.sees("고장 reset")
    await customer.director.turns("변경 답 유실")
    await customer.director.leaves()
    assert await customer.driver.sees("바꾸기를 신청했어요")
    assert len(customer.carrier.changes()) == 1


async def test_ipin_is_completed_from_behind_and_the_half_filled_form_survives(customer):
    """R54: what the provider's page would report; Back leads to what came of it."""
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account()
    await customer.confirm.presses_the_button()
    await customer.identity.takes_ipin()
    assert customer.driver.route == "/method/change/identity/provider"
    await customer.director.comes()
    assert customer.driver.dialogs == []
    await customer.director.completes("아이핀 본인확인")
    assert len(customer.carrier.changes()) == 1
    assert not await customer.driver.offers("아이핀 본인확인 마치기")
    await customer.director.leaves()
    assert customer.driver.route == "/method/changed"
    assert await customer.driver.sees("바꾸기를 신청했어요")


async def test_ipin_declined_from_behind_changes_nothing(customer):
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account()
    await customer.confirm.presses_the_button()
    await customer.identity.takes_ipin()
    await customer.director.comes()
    await customer.director.declines("아이핀 본인확인")
    await customer.director.leaves()
    assert await customer.driver.sees("본인확인이 거절됐어요")
    assert customer.carrier.changes() == ()


@pytest.mark.scenario("wallet-waiting-kakao")
async def test_wallet_is_completed_from_behind(customer):
    """R9, R12."""
    await customer.director.comes()
    await customer.director.completes("카카오페이 신청")
    assert customer.carrier.changes()[0].state is ChangeState.SCHEDULED
    await customer.director.leaves()
    assert await customer.driver.sees("카카오페이로 내요")


async def test_code_is_read_in_the_outbox(customer):
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account()
    await customer.confirm.presses_the_button()
    await customer.identity.asks_for_code()
    await customer.director.comes()
    code = await customer.director.sees_code()
    assert code == customer.carrier.last_code(PHONE)
    assert await customer.driver.sees("010-****-5678 인증번호")
    await customer.director.leaves()
    await customer.identity.answers(code)
    assert customer.driver.route == "/method/changed"


async def test_panel_as_a_remote_control_in_a_second_tab(opens, app):
    """Both tabs are one person's: what is done in one shows in the other."""
    watching = await opens(app, idle=app.idle)
    directing = await opens(app, route="/director", idle=app.idle)
    await directing.tap("다른 상황 고르기")
    await directing.tap("지난달 요금이 밀렸어요")
    await watching.settle()
    assert await watching.sees("밀린 요금")
    await directing.tap("하루 뒤")
    await watching.settle()
    assert await watching.sees("11월 6일 10:00 기준")
