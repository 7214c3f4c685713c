"""신청서: each question sends what was done, and says at its field what is wrong."""
import pytest

from app.domain.payment_method import Payer, Relation
from app.screens.change_method.bank import SHOWN_AT_MOST
from app.screens.change_method.samples import SAMPLES
from app.state.change_method.flow import (
    AllTermsToggled,
    BankChosen,
    FormTyped,
    IssuerChosen,
    NextPressed,
    PayerChosen,
    RelationChosen,
    TermsClosed,
    TermsOpened,
    TermsToggled,
)
from app.state.place import Place
from app.ui.strings.change_method import PROBLEM

pytestmark = pytest.mark.anyio


async def test_payer_may_be_the_subscriber_or_somebody_else(stage):
    """R51, C18."""
    driver, sent = await stage(*SAMPLES["payer/empty"])
    await driver.tap("본인")
    await driver.tap("다른 사람")
    assert sent == [PayerChosen(Payer.SELF), PayerChosen(Payer.OTHER)]


async def test_another_payer_gives_relation_name_and_phone(stage):
    driver, sent = await stage(*SAMPLES["payer/other_missing"])
    await driver.tap("부모님")
    await driver.paste("납부하는 분 이름", "김영희")
    await driver.paste("납부하는 분 휴대폰 번호", "01098765432")
    assert sent == [RelationChosen(Relation.PARENT), FormTyped("payer_name", "김영희"), FormTyped("payer_phone", "01098765432")]


async def test_own_payment_asks_nothing_about_anybody_else(stage):
    driver, _ = await stage(*SAMPLES["payer/self"])
    assert not await driver.sees("가입자와 어떤 사이인가요?")


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ("payer/nobody", "누구 이름으로 낼지 골라 주세요."),
        ("payer/other_missing", "납부하는 분의 이름을 적어 주세요."),
        ("payer/other_missing", "가입자와 어떤 사이인지 골라 주세요."),
        ("payer/other_missing", "010으로 시작하는 휴대폰 번호를 적어 주세요."),
        ("card_number/wrong", "카드번호가 맞지 않아요. 다시 확인해 주세요."),
        ("card_issuer/missing", "카드사를 골라 주세요."),
        ("card_expiry/expired", "유효기간이 지난 카드예요. 다른 카드를 적어 주세요."),
        ("bank/missing", "은행을 골라 주세요."),
        ("account/short", "계좌번호는 숫자 10~14자리예요."),
        ("account/phone_number", "휴대폰 번호로 만든 계좌번호는 쓸 수 없어요. 원래 계좌번호를 적어 주세요."),
        ("consent/missing", "필수 약관에 모두 동의해 주세요."),
    ],
)
async def test_what_is_wrong_is_said_at_its_question(stage, sample, said):
    driver, _ = await stage(*SAMPLES[sample])
    assert await driver.sees(said)


@pytest.mark.parametrize(
    "sample",
    ["payer/empty", "card_number/empty", "card_issuer/empty", "card_expiry/empty", "bank/empty", "account/empty", "consent/empty"],
)
async def test_nothing_is_called_wrong_before_next_is_pressed(stage, sample):
    screen, now = SAMPLES[sample]
    assert now.change.problems(now.place, now.now.date())
    driver, sent = await stage(screen, now)
    assert not set(PROBLEM.values()) & set(await driver.texts())
    await driver.tap("다음")
    assert sent == [NextPressed(now.place)]


async def test_card_number_is_never_rewritten_and_grouped_beside_the_field(stage):
    driver, sent = await stage(*SAMPLES["card_number/filled"])
    assert await driver.reads("카드번호") == "5555555555554444"
    assert await driver.sees("5555-5555-5555-4444")
    assert await driver.sees("현대카드")
    await driver.paste("카드번호", "5555 5555 5555 4444")
    assert sent == [FormTyped("card_number", "5555 5555 5555 4444")]


async def test_issuer_is_chosen_where_the_number_does_not_tell(stage):
    driver, sent = await stage(*SAMPLES["card_issuer/empty"])
    await driver.tap("삼성카드")
    assert sent == [IssuerChosen("51")]


async def test_expiry_is_read_back_as_the_last_day_of_its_month(stage):
    driver, sent = await stage(*SAMPLES["card_expiry/filled"])
    assert await driver.sees("2029년 8월 31일까지")
    await driver.paste("유효기간", "1228")
    assert sent == [FormTyped("card_expiry", "1228")]


async def test_a_card_whose_end_stops_the_debit_says_so(stage):
    """R17, R18: all but the issuers the policy exempts."""
    driver, _ = await stage(*SAMPLES["card_expiry/stops_debit"])
    assert await driver.sees("유효기간이 지나면 자동납부가 멈춰요.")
    exempt, _ = await stage(*SAMPLES["card_expiry/exempt_issuer"])
    assert not await exempt.sees("자동납부가 멈춰요")


async def test_bank_is_found_by_initial_consonants_and_by_old_name(stage):
    """R24, C20."""
    driver, sent = await stage(*SAMPLES["bank/by_initials"])
    await driver.tap("카카오뱅크")
    assert sent == [BankChosen("090")]
    old, _ = await stage(*SAMPLES["bank/by_old_name"])
    assert await old.offers("하나은행")
    assert await old.sees("예전 이름 외환은행")


async def test_bank_list_stays_short(stage):
    screen, now = SAMPLES["bank/empty"]
    driver, _ = await stage(screen, now)
    assert sum(label in {"KB국민은행", "신한은행"} for label in await driver.labels()) == 2
    assert len(await driver.labels()) <= SHOWN_AT_MOST + 5


async def test_a_bank_nobody_knows_says_how_to_search(stage):
    driver, _ = await stage(*SAMPLES["bank/not_found"])
    assert await driver.sees("그런 이름의 은행이 없어요")


async def test_excluded_bank_is_found_marked_and_refused_with_the_reason(stage):
    """R31: at once when chosen, before 다음."""
    driver, sent = await stage(*SAMPLES["bank/excluded_found"])
    assert await driver.sees("자동이체를 할 수 없어요")
    await driver.tap("한국씨티은행")
    assert sent == [BankChosen("027")]
    chosen, _ = await stage(*SAMPLES["bank/excluded_chosen"])
    assert await chosen.sees("한국씨티은행 계좌는 자동납부로 등록할 수 없어요. 다른 은행을 골라 주세요.")


async def test_excluded_banks_stay_out_of_the_way_until_searched_for(stage):
    screen, now = SAMPLES["bank/excluded_found"]
    driver, _ = await stage(screen, SAMPLES["bank/empty"][1])
    assert not await driver.sees("한국씨티은행")
    assert now.change.rules.excluded


async def test_account_is_typed_as_it_comes(stage):
    driver, sent = await stage(*SAMPLES["account/empty"])
    await driver.paste("계좌번호", "110-123-456789")
    assert sent == [FormTyped("account_number", "110-123-456789")]


async def test_all_terms_or_each_and_each_in_full(stage):
    """R52."""
    driver, sent = await stage(*SAMPLES["consent/empty"])
    await driver.tap("전체 동의")
    await driver.tap("(필수) 자동납부 출금 동의와 개인(신용)정보 수집·이용 동의")
    await driver.tap("(필수) 개인(신용)정보 제3자 제공 동의 보기")
    assert sent == [AllTermsToggled(True), TermsToggled("direct-debit", True), TermsOpened("third-party")]


async def test_full_text_shows_its_version_and_can_be_agreed_to_there(stage):
    """R52: the version on screen is the one recorded."""
    driver, sent = await stage(*SAMPLES["consent/full_text"])
    assert await driver.sees("2026-01 판")
    assert await driver.sees("주민등록번호는 받지 않습니다.")
    await driver.tap("동의하고 닫기")
    await driver.tap("닫기")
    assert sent == [TermsToggled("direct-debit", True), TermsClosed(), TermsClosed()]


async def test_everything_agreed_shows_as_agreed(stage):
    driver, sent = await stage(*SAMPLES["consent/all"])
    assert await driver.is_chosen("전체 동의")
    await driver.tap("전체 동의")
    assert sent == [AllTermsToggled(False)]
    some, _ = await stage(*SAMPLES["consent/some"])
    assert not await some.is_chosen("전체 동의")


async def test_checking_cannot_be_asked_for_twice(stage):
    driver, sent = await stage(*SAMPLES["consent/busy"])
    assert await driver.sees("확인하고 있어요")
    with pytest.raises(AssertionError, match="disabled"):
        await driver.tap("다음")
    assert sent == []


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ("payer/refused", "다른 사람 이름으로는 낼 수 없어요"),
        ("card_number/refused", "카드사가 이 카드번호를 받지 않았어요"),
        ("card_issuer/refused", "일부 특수·외국계 은행 카드는 쓸 수 없어요."),  # R15
        ("card_expiry/refused", "유효기간이 지난 카드예요"),
        ("bank/refused", "이 은행 계좌는 쓸 수 없어요"),
        ("account/refused", "은행에서 이 계좌를 찾지 못했어요"),
        ("consent/offline", "통신사에 연결하지 못했어요"),
        ("consent/same_method", "지금 쓰는 방법과 같아요"),
    ],
)
async def test_a_refusal_of_the_carrier_says_that_nothing_changed(stage, sample, said):
    driver, _ = await stage(*SAMPLES[sample])
    assert await driver.sees(said)
    assert await driver.sees("바뀐 것도, 나간 돈도 없어요.")


async def test_a_refusal_stays_at_its_own_question(stage):
    _, refused = SAMPLES["card_number/refused"]
    screen, _ = SAMPLES["card_expiry/filled"]
    driver, _ = await stage(screen, type(refused)(now=refused.now, place=Place.CARD_EXPIRY, change=refused.change))
    assert not await driver.sees("카드사가 이 카드번호를 받지 않았어요")


async def test_back_from_a_full_text_leads_to_the_consents(stage):
    driver, sent = await stage(*SAMPLES["consent/full_text"])
    await driver.tap("뒤로")
    assert sent == [TermsClosed()]


@pytest.mark.parametrize(("sample", "label"), [("card_number/filled", "카드번호"), ("card_expiry/filled", "유효기간"), ("account/filled", "계좌번호")])
async def test_the_keyboards_own_key_goes_on(stage, sample, label):
    screen, now = SAMPLES[sample]
    driver, sent = await stage(screen, now)
    await driver.press_enter(label)
    assert sent == [NextPressed(now.place)]
