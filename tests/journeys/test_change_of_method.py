"""Each pair of methods from home to the SMS, as the customer goes through it."""
from datetime import date, timedelta

import pytest

from app.domain.change import ChangeState
from tests.support.robots import ACCOUNT, CARD, OTHER_ACCOUNT, OTHER_CARD, Customer

pytestmark = pytest.mark.anyio

PHONE = "+821012345678"


async def proves_by_phone(customer: Customer) -> None:
    await customer.confirm.presses_the_button()
    await customer.identity.asks_for_code()
    await customer.identity.answers(customer.carrier.last_code(PHONE))


async def test_card_to_bank(customer):
    """R44-R56: notice, form, confirm, identity, done, SMS; R48: another kind begins on the 1st."""
    await customer.asks_about("은행 계좌")
    assert await customer.driver.sees("12월 15일 (화)")
    await customer.notice.goes_on()
    await customer.fills_in_account(ACCOUNT)
    assert await customer.driver.sees("신한카드")
    assert await customer.driver.sees("123-***-***234")
    assert customer.carrier.changes() == ()
    await proves_by_phone(customer)
    assert customer.driver.route == "/method/changed"
    assert await customer.driver.sees("바꾸기를 신청했어요")
    assert await customer.driver.sees("12월 15일 (화)부터 KB국민은행 계좌에서 빠져나가요.")
    (change,) = customer.carrier.changes()
    assert (change.state, change.effective) == (ChangeState.SCHEDULED, date(2026, 12, 1))
    assert await customer.driver.sees(change.receipt)
    await customer.done.opens_alerts()
    newest = customer.carrier.messages()[0]
    assert "KB국민은행" in newest.text
    assert await customer.driver.sees("KB국민은행")


async def test_card_to_card(customer):
    """R45, C3: the same kind begins two business days later."""
    await customer.starts_change_to("신용카드")
    await customer.fills_in_card(OTHER_CARD)
    assert await customer.driver.sees("4111-****-****-1111")
    await proves_by_phone(customer)
    (change,) = customer.carrier.changes()
    assert (change.state, change.effective, change.to_method.masked_number) == (ChangeState.SCHEDULED, date(2026, 11, 9), "4111-****-****-1111")
    assert await customer.driver.sees(change.receipt)


@pytest.mark.scenario("bank-to-card-next-month")
async def test_bank_to_card(customer):
    """R48-R50: from a bank to a card from next month's first day."""
    await customer.starts_change_to("신용카드")
    await customer.fills_in_card(CARD)
    await proves_by_phone(customer)
    (change,) = customer.carrier.changes()
    assert (change.effective, change.first_charge) == (date(2026, 12, 1), date(2026, 12, 11))


@pytest.mark.scenario("bank-to-bank-15th-holiday")
async def test_bank_to_bank_over_lunar_new_year(customer):
    """R22, R46, R47: 15 February 2026 is a Sunday before the holidays; the charge moves to the 19th and the app says why."""
    await customer.asks_about("은행 계좌")
    assert await customer.driver.sees("2월 19일 (목)")
    assert await customer.driver.sees("원래 2월 15일 (일)인데 쉬는 날이라 미뤄졌어요. (일요일, 설날 연휴)")
    await customer.notice.goes_on()
    await customer.fills_in_account(OTHER_ACCOUNT)
    assert await customer.driver.sees("2월 19일 (목)")
    await proves_by_phone(customer)
    (change,) = customer.carrier.changes()
    assert (change.effective, change.first_charge) == (date(2026, 2, 10), date(2026, 2, 19))


@pytest.mark.parametrize("wallet", ["카카오페이", "페이코"])
async def test_card_to_wallet_waits_for_the_wallets_own_app(customer, wallet):
    """R7, R9, R10, R12: in the subscriber's own name only, and the wallet's app has the last word."""
    await customer.starts_change_to(wallet)
    assert customer.driver.route == "/method/change/consent"
    await customer.form.agrees()
    await proves_by_phone(customer)
    assert await customer.driver.sees(f"{wallet}에서 마쳐 주세요")
    (change,) = customer.carrier.changes()
    assert change.state is ChangeState.PENDING_EXTERNAL_APP
    await customer.done.says_wallet_is_done()
    assert await customer.driver.sees(f"{wallet}에서 마쳐 주세요")
    customer.carrier.complete_wallet(change.id, accept=True)
    await customer.done.says_wallet_is_done()
    assert await customer.driver.sees("바꾸기를 신청했어요")
    assert customer.carrier.changes()[0].state is ChangeState.SCHEDULED


async def test_change_is_called_off_while_there_is_time(customer):
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account()
    await proves_by_phone(customer)
    await customer.done.goes_home()
    await customer.home.opens_method()
    assert await customer.driver.sees("진행 중인 변경")
    await customer.method.calls_it_off()
    assert await customer.driver.sees("변경을 취소했어요")
    assert customer.carrier.changes()[0].state is ChangeState.CANCELLED
    assert await customer.driver.offers("변경하기")


async def test_change_takes_effect_when_its_day_comes(customer):
    """R44: what is registered is the new method from its day on."""
    await customer.starts_change_to("신용카드")
    await customer.fills_in_card(OTHER_CARD)
    await proves_by_phone(customer)
    await customer.done.goes_home()
    await customer.lets_time_pass(timedelta(days=5))
    await customer.home.refreshes()
    await customer.home.opens_method()
    assert await customer.driver.sees("4111-****-****-1111")
    assert not await customer.driver.sees("진행 중인 변경")


@pytest.mark.scenario("kt-bank-certificate")
async def test_bank_of_a_kt_carrier_takes_a_certificate(customer):
    """R27: a bank needs the joint certificate, typed on the provider's own page only."""
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account()
    await customer.confirm.presses_the_button()
    assert not await customer.driver.offers("인증번호 받기")
    await customer.identity.takes_certificate()
    assert customer.driver.route == "/method/change/identity/provider"
    customer.proves_at_provider(accept=True)
    await customer.identity.says_it_is_done()
    assert customer.driver.route == "/method/changed"
    assert len(customer.carrier.changes()) == 1


async def test_ipin_instead_of_the_phone(customer):
    """R54: i-PIN is there, and marked as going away."""
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account()
    await customer.confirm.presses_the_button()
    assert await customer.driver.sees("곧 없어져요.")
    await customer.identity.takes_ipin()
    await customer.identity.says_it_is_done()
    assert customer.driver.route == "/method/change/identity/provider"
    assert customer.carrier.changes() == ()
    customer.proves_at_provider(accept=True)
    await customer.identity.says_it_is_done()
    assert customer.driver.route == "/method/changed"


async def test_declined_ipin_changes_nothing(customer):
    await customer.starts_change_to("은행 계좌")
    await customer.fills_in_account()
    await customer.confirm.presses_the_button()
    await customer.identity.takes_ipin()
    customer.proves_at_provider(accept=False)
    await customer.identity.says_it_is_done()
    assert await customer.driver.sees("본인확인이 거절됐어요")
    assert customer.carrier.changes() == ()


async def test_somebody_else_pays_and_proves_it_too(customer):
    """R51, C18: another payer gives consent by a code to their own phone."""
    await customer.starts_change_to("신용카드")
    await customer.form.names_another_payer("성춘향", "배우자", "01087654321")
    await customer.form.types_card(OTHER_CARD)
    await customer.form.agrees()
    await proves_by_phone(customer)
    assert customer.carrier.changes() == ()
    assert customer.driver.route == "/method/change/payer-identity"
    await customer.identity.proves_as_payer(birth="950505", gender="2")
    await customer.identity.answers(customer.carrier.last_code("+821087654321"))
    assert customer.driver.route == "/method/changed"
    assert len(customer.carrier.changes()) == 1
