"""Refusals, lost answers and closed doors: the customer is told the truth, and nothing happens twice."""
from datetime import timedelta

import pytest

from app.domain.change import ChangeState
from tests.journeys.test_change_of_method import PHONE, proves_by_phone
from tests.support.robots import ACCOUNT, CARD, OTHER_CARD, Account, Card, Customer
from tests.support.running_app import RunningApp

pytestmark = pytest.mark.anyio


async def at_the_code(customer: Customer) -> str:
    """Card to bank, up to the field for the code; answers the code that was sent."""
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account()
    await customer.confirm.presses_the_button()
    await customer.identity.asks_for_code()
    return customer.carrier.last_code(PHONE)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


# What is typed

@pytest.mark.scenario("kt-outside-window")
async def test_closed_window_says_when_it_opens_and_leaves_other_methods_open(customer):
    """R32: banks take changes on weekdays 09:10-21:50; today is a Saturday."""
    await customer.home.opens_method()
    await customer.method.starts_change()
    await customer.notice.picks("은행 계좌")
    assert await customer.driver.sees("11월 9일 (월)")
    assert not await customer.driver.offers("다음")
    await customer.notice.picks("신용카드")
    assert await customer.driver.offers("다음")
    await customer.notice.picks("은행 계좌")
    await customer.lets_time_pass(timedelta(days=2))
    await customer.driver.tap("다시 확인하기")
    assert await customer.driver.offers("다음")


@pytest.mark.scenario("kt-outside-window")
async def test_window_that_closes_on_the_confirm_page_keeps_the_form(customer):
    """R32: what was typed is still there when the window opens again."""
    await customer.lets_time_pass(timedelta(days=2, hours=11, minutes=45))
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account()
    await customer.lets_time_pass(timedelta(minutes=30))
    await customer.confirm.presses_the_button()
    await customer.identity.takes_certificate()
    customer.proves_at_provider(accept=True)
    await customer.identity.says_it_is_done()
    assert customer.carrier.changes() == ()
    assert await customer.driver.sees("지금은 바꿀 수 있는 시간이 아니에요")
    assert await customer.driver.sees("123-***-***234")


@pytest.mark.scenario("kt-excluded-bank")
async def test_excluded_bank_is_refused_by_its_old_name_with_the_reason(customer):
    """R31, C20."""
    await customer.starts_change_to("은행 계좌")
    await customer.form.pays_in_own_name()
    await customer.driver.enter("은행 이름 찾기", "이트레이드")
    await customer.driver.choose("LS증권")
    assert await customer.driver.sees("LS증권 계좌는 쓸 수 없어요")
    await customer.driver.tap("다음")
    assert customer.driver.route == "/method/change/bank"


async def test_expired_card_is_refused_at_its_question(customer):
    """R17: a card is good until the last day of its month."""
    await customer.starts_change_to("신용카드")
    await customer.form.pays_in_own_name()
    await customer.form.types_card(Card(OTHER_CARD.number, "1026", OTHER_CARD.issuer))
    assert customer.driver.route == "/method/change/card-expiry"
    assert await customer.driver.sees("유효기간이 지난 카드예요. 다른 카드를 적어 주세요.")


async def test_mistyped_card_number_is_noticed_before_anything_is_sent(customer):
    await customer.starts_change_to("신용카드")
    await customer.form.pays_in_own_name()
    await customer.form.types_card_number(Card("4111111111111112", ""))
    assert customer.driver.route == "/method/change/card-number"
    assert await customer.driver.sees("카드번호가 맞지 않아요. 다시 확인해 주세요.")


async def test_card_number_may_be_pasted_with_its_hyphens(customer):
    await customer.starts_change_to("신용카드")
    await customer.form.pays_in_own_name()
    await customer.driver.paste("카드번호", "4111-1111-1111-1111")
    await customer.driver.tap("다음")
    assert customer.driver.route != "/method/change/card-number"


async def test_phone_number_is_no_account_number(customer):
    await customer.starts_change_to("은행 계좌")
    await customer.form.pays_in_own_name()
    await customer.form.types_account(Account(ACCOUNT.bank, "01012345678"))
    assert customer.driver.route == "/method/change/account"
    assert await customer.driver.sees("휴대폰 번호로 만든 계좌번호는 쓸 수 없어요.")


async def test_way_back_through_the_form_keeps_what_was_typed(customer):
    """R51: one question a page, nothing typed is lost."""
    await customer.starts_change_to("신용카드")
    await customer.form.pays_in_own_name()
    await customer.form.types_card(CARD)
    await customer.driver.back()
    assert await customer.driver.reads("유효기간") == CARD.expiry
    await customer.driver.tap("뒤로")
    if customer.driver.route.endswith("card-issuer"):
        await customer.driver.tap("뒤로")
    assert await customer.driver.reads("카드번호") == CARD.number


# The code

async def test_wrong_code_keeps_customer_on_the_code(customer):
    """R54, R55."""
    code = await at_the_code(customer)
    await customer.identity.answers(other_than(code))
    assert customer.driver.route == "/method/change/identity/code"
    assert await customer.driver.sees("인증번호가 달라요")
    assert customer.carrier.changes() == ()
    await customer.identity.answers(code)
    assert len(customer.carrier.changes()) == 1


async def test_expired_code_is_refused_and_a_new_one_works(customer):
    """180 seconds by the carrier's clock."""
    code = await at_the_code(customer)
    await customer.lets_time_pass(timedelta(seconds=181))
    assert await customer.driver.sees("시간이 지났어요")
    await customer.identity.answers(code)
    assert customer.carrier.changes() == ()
    await customer.identity.asks_again()
    await customer.identity.answers(customer.carrier.last_code(PHONE))
    assert len(customer.carrier.changes()) == 1


async def test_code_that_was_given_more_time_still_works(customer):
    """KWCAG 6.2.1: a time limit can be stretched."""
    code = await at_the_code(customer)
    await customer.lets_time_pass(timedelta(seconds=170))
    await customer.identity.asks_for_more_time()
    await customer.lets_time_pass(timedelta(seconds=60))
    await customer.identity.answers(code)
    assert len(customer.carrier.changes()) == 1


async def test_superseded_code_is_refused(customer):
    """CAMARA: only the newest code counts."""
    first = await at_the_code(customer)
    await customer.lets_time_pass(timedelta(seconds=31))
    await customer.identity.asks_again()
    newest = customer.carrier.last_code(PHONE)
    assert newest != first
    await customer.identity.answers(first)
    assert customer.carrier.changes() == ()
    await customer.identity.answers(newest)
    assert len(customer.carrier.changes()) == 1


async def test_five_wrong_tries_end_the_code(customer):
    """R55: five tries, then a new code."""
    code = await at_the_code(customer)
    for _ in range(5):
        await customer.identity.answers(other_than(code))
    assert await customer.driver.sees("여러 번 틀려서")
    await customer.identity.answers_if_possible(code)
    assert customer.carrier.changes() == ()
    assert await customer.driver.sees("바뀐 것도, 나간 돈도 없어요.")


async def test_stranger_is_not_sent_a_code(customer):
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account()
    await customer.confirm.presses_the_button()
    await customer.identity.asks_for_code(type(customer.myself)(name="성춘향"))
    assert await customer.driver.sees("가입할 때 정보와 달라요")
    assert customer.driver.route == "/method/change/identity"


# The way to the carrier

async def test_carrier_away_is_said_in_plain_words_and_nothing_is_lost(customer):
    await customer.starts_change_to("은행 계좌")
    await customer.form.pays_in_own_name()
    await customer.form.types_account(ACCOUNT)
    customer.carrier.faults.away = True
    await customer.form.agrees()
    assert await customer.driver.sees("통신사에 연결하지 못했어요")
    customer.carrier.faults.away = False
    await customer.driver.tap("다음")
    assert customer.driver.route == "/method/change/confirm"
    assert await customer.driver.sees("123-***-***234")


@pytest.mark.scenario("carrier-down")
async def test_home_without_a_carrier_offers_another_try(customer):
    """RR09: away from the very first start."""
    assert await customer.driver.sees("연결하지 못했어요")
    customer.carrier.faults.away = False
    await customer.home.tries_again()
    assert await customer.driver.sees("3만 3천원")


async def test_answer_lost_after_the_change_was_made_is_found_again(customer):
    """RR16-RR20: asked by its key; one change, and the customer sees its receipt."""
    code = await at_the_code(customer)
    customer.carrier.faults.lose_answer("createPaymentMethodChange")
    await customer.identity.answers(code)
    (change,) = customer.carrier.changes()
    assert customer.driver.route == "/method/changed"
    assert await customer.driver.sees(change.receipt)


async def test_outcome_nobody_knows_is_called_unknown_and_cannot_be_sent_again(customer):
    """RR19: 확인 중, not failed; found out later, once."""
    code = await at_the_code(customer)
    customer.carrier.faults.lose_answer("createPaymentMethodChange", times=99)
    customer.carrier.faults.lose_answer("retrievePaymentMethodChangeByKey", times=99)
    await customer.identity.answers(code)
    await customer.lets_time_pass(timedelta(seconds=2))
    await customer.lets_time_pass(timedelta(seconds=4))
    assert customer.driver.route == "/method/changed"
    assert await customer.driver.sees("확인 중이에요")
    assert await customer.driver.sees("이 신청으로 바로 나가는 돈은 없어요.")
    customer.carrier.faults.clear()
    await customer.done.asks_again()
    (change,) = customer.carrier.changes()
    assert change.state is ChangeState.SCHEDULED
    assert await customer.driver.sees(change.receipt)


async def test_restart_in_mid_flow_finds_out_what_became_of_the_change(opens, carrier, tmp_path):
    """RR17-RR20: killed after the request went out; the next start asks by the key it had written down."""
    first = RunningApp(carrier, tmp_path)
    customer = Customer(await opens(first, idle=first.idle), first)
    code = await at_the_code(customer)
    carrier.faults.lose_answer("createPaymentMethodChange", times=99)
    carrier.faults.lose_answer("retrievePaymentMethodChangeByKey", times=99)
    await customer.identity.answers(code)
    first.crash()
    carrier.faults.clear()
    second = RunningApp(carrier, tmp_path)
    customer = Customer(await opens(second, idle=second.idle), second)
    (change,) = carrier.changes()
    await customer.home.opens_method()
    assert await customer.driver.sees("진행 중인 변경")
    assert await customer.driver.sees(change.receipt)
    assert not await customer.driver.offers("변경하기")
    assert len(carrier.changes()) == 1


async def test_restart_before_the_last_button_sends_nothing(opens, carrier, tmp_path):
    first = RunningApp(carrier, tmp_path)
    customer = Customer(await opens(first, idle=first.idle), first)
    await at_the_code(customer)
    first.crash()
    second = RunningApp(carrier, tmp_path)
    customer = Customer(await opens(second, idle=second.idle), second)
    await customer.home.opens_method()
    assert await customer.driver.offers("변경하기")
    assert carrier.changes() == ()


# Doors

async def test_double_tap_on_the_last_button_changes_once(customer):
    code = await at_the_code(customer)
    await customer.driver.enter("인증번호", code)
    await customer.driver.double_tap("확인")
    assert len(customer.carrier.changes()) == 1
    assert customer.driver.route == "/method/changed"


async def test_double_tap_on_next_moves_one_step(customer):
    await customer.home.opens_method()
    await customer.method.starts_change()
    await customer.notice.picks("은행 계좌")
    await customer.driver.double_tap("다음")
    assert customer.driver.route == "/method/change/payer"


async def test_back_from_done_does_not_open_the_change_again(customer):
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account()
    await proves_by_phone(customer)
    await customer.driver.back()
    assert not customer.driver.route.startswith("/method/change/")
    assert len(customer.carrier.changes()) == 1


async def test_deep_link_into_the_flow_lands_where_one_belongs(opens, app):
    driver = await opens(app, route="/method/change/confirm", idle=app.idle)
    assert driver.route == "/method"
    assert app.carrier.changes() == ()


async def test_deep_link_to_confirm_does_not_skip_a_question(customer):
    await customer.starts_change_to("은행 계좌")
    await customer.form.pays_in_own_name()
    await customer.driver.visit("/method/change/confirm")
    assert customer.driver.route == "/method/change/bank"


async def test_unknown_address_has_a_way_home(opens, app):
    driver = await opens(app, route="/no/such/place", idle=app.idle)
    assert await driver.sees("주소를 찾을 수 없어요")
    await driver.tap("홈으로 가기")
    assert driver.route == "/"


async def test_leaving_a_half_filled_form_asks_first(customer):
    await customer.starts_change_to("은행 계좌")
    await customer.form.pays_in_own_name()
    for _ in range(3):
        await customer.driver.tap("뒤로")
    assert await customer.driver.sees("그만둘까요?")
    await customer.driver.tap("계속하기")
    assert customer.driver.route == "/method/change"
    await customer.driver.tap("뒤로")
    await customer.driver.tap("그만두기")
    assert customer.driver.route == "/method"
    await customer.method.starts_change()
    await customer.notice.picks("은행 계좌")
    await customer.notice.goes_on()
    assert not await customer.driver.is_chosen("본인")


async def test_forged_click_on_a_screen_that_is_gone_changes_nothing(customer):
    """A tampered client presses the last button before and after it is its turn."""
    code = await at_the_code(customer)
    await customer.driver.forge_click("확인")
    assert customer.carrier.changes() == ()
    await customer.identity.answers(code)
    await customer.driver.forge_click("확인")
    assert len(customer.carrier.changes()) == 1


async def test_forged_click_on_a_waiting_button_changes_nothing(customer):
    await customer.starts_change_to("은행 계좌")
    await customer.form.pays_in_own_name()
    await customer.driver.forge_click("다음")
    assert customer.driver.route == "/method/change/bank"
    assert await customer.driver.sees("은행을 골라 주세요.")


async def test_dropped_connection_shows_what_happened_meanwhile(customer):
    """Finding C: a resumed session is drawn anew."""
    await customer.starts_change_to("은행 계좌")
    await customer.form.pays_in_own_name()
    await customer.driver.disconnect()
    await customer.driver.reconnect()
    await customer.form.types_account(ACCOUNT)
    await customer.form.agrees()
    assert customer.driver.route == "/method/change/confirm"
