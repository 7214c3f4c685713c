"""본인확인: ways, person, code and the provider's own window."""
from dataclasses import replace

import pytest

from app.domain.identity import IdentityMethod
from app.screens.change_method.samples import SAMPLES
from app.state.app_state import BackPressed
from app.state.change_method.flow import IdentityHappened, PayerIdentityHappened
from app.state.identity.flow import (
    AgreementToggled,
    CodeSubmitted,
    CodeTyped,
    ExtendPressed,
    MethodChosen,
    PersonTyped,
    ProofRequested,
    ProviderCheckPressed,
    ResendPressed,
)
from tests.screens.change_method.links import links

pytestmark = pytest.mark.anyio


async def test_phone_comes_first_and_ipin_is_marked_as_going_away(stage):
    """R54."""
    driver, sent = await stage(*SAMPLES["identity/empty"])
    labels = [label.split("\n")[0] for label in await driver.labels()]
    phone, ipin = (next(index for index, label in enumerate(labels) if label.startswith(way)) for way in ("휴대폰", "아이핀"))
    assert phone < ipin
    assert await driver.sees("곧 없어져요.")
    assert not await driver.sees("공동인증서")
    await driver.tap("아이핀")
    assert sent == [IdentityHappened(MethodChosen(IdentityMethod.IPIN))]


async def test_certificate_is_asked_for_only_where_demanded(stage):
    """R27."""
    driver, sent = await stage(*SAMPLES["identity/certificate"])
    assert not await driver.sees("아이핀")
    await driver.tap("공동인증서로 확인하기")
    assert sent == [IdentityHappened(ProofRequested())]


async def test_the_person_is_typed_and_the_phone_carried_over_masked(stage):
    """R54; nothing is asked twice, and never a resident number."""
    driver, sent = await stage(*SAMPLES["identity/empty"])
    await driver.paste("이름", "홍길동")
    await driver.paste("생년월일 6자리", "900101")
    await driver.paste("주민번호 뒷자리 첫 숫자", "1")
    assert sent == [IdentityHappened(PersonTyped(*typed)) for typed in (("name", "홍길동"), ("birth", "900101"), ("gender", "1"))]
    assert await driver.sees("010-****-5678")
    assert not await driver.offers("휴대폰 번호")


async def test_a_gender_digit_is_one_digit(stage):
    driver, sent = await stage(*SAMPLES["identity/empty"])
    await driver.paste("주민번호 뒷자리 첫 숫자", "1234567")
    assert sent == [IdentityHappened(PersonTyped("gender", "1"))]


async def test_consent_to_the_check_comes_before_the_check(stage):
    """R55."""
    driver, sent = await stage(*SAMPLES["identity/missing"])
    assert await driver.sees("본인확인에 동의해 주세요.")
    await driver.tap("본인확인에 동의해요")
    await driver.tap("인증번호 받기")
    assert sent == [IdentityHappened(AgreementToggled(True)), IdentityHappened(ProofRequested())]


async def test_another_payer_is_checked_on_their_own_phone(stage):
    """C18."""
    driver, sent = await stage(*SAMPLES["identity/payer"])
    assert await driver.sees("김*희 님의 휴대폰으로 인증번호를 보내요.")
    assert await driver.reads("휴대폰 번호") == "01098765432"
    await driver.tap("인증번호 받기")
    assert sent == [PayerIdentityHappened(ProofRequested())]


async def test_busy_check_cannot_be_asked_for_twice(stage):
    driver, sent = await stage(*SAMPLES["identity/busy"])
    with pytest.raises(AssertionError, match="disabled"):
        await driver.tap("인증번호 받기")
    assert sent == []


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ("identity/mismatch", "가입할 때 정보와 달라요"),
        ("identity/offline", "통신사에 연결하지 못했어요"),
        ("identity/locked", "10분 뒤에 다시 하거나 고객센터 114로"),
        ("code/failed", "다시 받기를 눌러 새 번호를 받아 주세요."),
        ("code/unconfirmed", "통신사 답이 오지 않았어요"),
        ("provider/declined", "본인확인이 거절됐어요"),
        ("provider/expired", "확인할 수 있는 시간이 지났어요"),
    ],
)
async def test_a_check_that_failed_says_that_nothing_changed_and_what_to_do(stage, sample, said):
    driver, _ = await stage(*SAMPLES[sample])
    assert await driver.sees(said)
    assert await driver.sees("바뀐 것도, 나간 돈도 없어요.")


async def test_code_is_typed_and_sent(stage):
    """R55."""
    driver, sent = await stage(*SAMPLES["code/empty"])
    assert await driver.sees("010-****-5678로 보냈어요.")
    await driver.paste("인증번호", "123456")
    await driver.tap("확인")
    assert sent == [IdentityHappened(CodeTyped("123456")), IdentityHappened(CodeSubmitted())]


async def test_time_left_is_shown_and_can_be_stretched(stage):
    driver, sent = await stage(*SAMPLES["code/empty"])
    assert await driver.sees("2:34")
    await driver.tap("시간 연장")
    assert sent == [IdentityHappened(ExtendPressed())]


async def test_time_that_was_stretched_enough_says_so(stage):
    driver, _ = await stage(*SAMPLES["code/extended_enough"])
    assert not await driver.offers("시간 연장")
    assert await driver.sees("시간은 1번까지만 늘릴 수 있어요.")


async def test_the_end_of_the_time_is_announced_ahead(stage):
    early, _ = await stage(*SAMPLES["code/empty"])
    assert not await early.sees("곧 시간이 끝나요.")
    driver, _ = await stage(*SAMPLES["code/nearly_over"])
    assert await driver.sees("곧 시간이 끝나요.")


async def test_another_code_waits_for_its_countdown(stage):
    waiting, _ = await stage(*SAMPLES["code/empty"])
    assert not await waiting.offers("다시 받기 (4초 뒤)")
    driver, sent = await stage(*SAMPLES["code/may_resend"])
    await driver.tap("다시 받기")
    assert sent == [IdentityHappened(ResendPressed())]


async def test_wrong_code_says_how_many_tries_are_left(stage):
    driver, _ = await stage(*SAMPLES["code/wrong"])
    assert await driver.sees("4번 더 적어 볼 수 있어요.")
    last, _ = await stage(*SAMPLES["code/wrong_last_try"])
    assert await last.sees("한 번 더 틀리면 새 인증번호를 받아야 해요.")


async def test_superseded_code_points_to_the_latest(stage):
    driver, _ = await stage(*SAMPLES["code/superseded"])
    assert await driver.sees("가장 나중에 온 번호를 적거나 다시 받아 주세요.")


async def test_time_that_is_up_leaves_another_code_as_the_way_on(stage):
    driver, sent = await stage(*SAMPLES["code/time_is_up"])
    assert await driver.sees("시간이 지났어요")
    assert not await driver.offers("시간 연장")
    await driver.tap("다시 받기")
    assert sent == [IdentityHappened(ResendPressed())]


async def test_locked_check_leads_to_another_way(stage):
    driver, sent = await stage(*SAMPLES["code/locked"])
    assert not await driver.offers("확인")
    await driver.tap("다른 방법으로 확인하기")
    assert sent == [BackPressed()]


@pytest.mark.parametrize("sample", ["code/busy", "code/applying"])
async def test_busy_code_cannot_be_sent_twice(stage, sample):
    driver, sent = await stage(*SAMPLES[sample])
    with pytest.raises(AssertionError, match="disabled"):
        await driver.tap("확인")
    assert sent == []


async def test_the_payers_code_goes_to_the_payers_check(stage):
    driver, sent = await stage(*SAMPLES["code/payer"])
    await driver.tap("확인")
    assert sent == [PayerIdentityHappened(CodeSubmitted())]


async def test_provider_window_opens_by_the_persons_own_press(stage):
    """R54; S04: the app says that it sees no id and no password."""
    driver, sent = await stage(*SAMPLES["provider/waiting"])
    assert links(driver) == {"아이핀 창 열기": "http://127.0.0.1:8550/provider/ipin/idt-2"}
    assert await driver.sees("이 앱은 볼 수 없어요.")
    await driver.tap("확인했어요")
    assert sent == [IdentityHappened(ProviderCheckPressed())]


async def test_declined_check_can_begin_again_or_another_way(stage):
    driver, sent = await stage(*SAMPLES["provider/declined"])
    await driver.tap("처음부터 다시 확인하기")
    await driver.tap("다른 방법으로 확인하기")
    assert sent == [IdentityHappened(ProofRequested()), BackPressed()]


async def test_an_address_that_is_no_web_address_is_never_opened(stage):
    screen, now = SAMPLES["provider/waiting"]
    proof = now.change.identity
    bad = replace(proof, transaction=replace(proof.transaction, value=replace(proof.transaction.value, provider_url="javascript:alert(1)")))
    driver, _ = await stage(screen, replace(now, change=replace(now.change, identity=bad)))
    assert links(driver) == {}
    assert not await driver.sees("아이핀 창 열기")
