"""알림함, 고객센터, and the pages of nowhere."""

from dataclasses import replace

import pytest

from app.screens.change_method import sample_parts as parts
from app.screens.frame import framed
from app.screens.samples import SAMPLES
from app.state.app_state import PlacePressed
from app.state.inbox.flow import HeadsUpDismissed, HeadsUpPressed
from app.state.place import Place
from app.state.remote import Loaded
from tests.screens.change_method.links import links

pytestmark = pytest.mark.anyio


async def test_messages_stand_by_day_newest_first(stage):
    """R56, C17."""
    driver, _ = await stage(*SAMPLES["alerts/read"])
    texts = await driver.texts()
    assert texts.index("오늘") < texts.index("납부방법 변경 접수") < texts.index("어제") < texts.index("11월 3일 (화)") < texts.index("11월 요금 안내")


async def test_the_whole_message_is_there(stage):
    """R56: what changed and what is charged from when."""
    driver, _ = await stage(*SAMPLES["alerts/read"])
    assert await driver.sees("12월 15일(화)에 새 납부방법으로 처음 출금돼요.")


async def test_unread_messages_say_so(stage):
    unread, _ = await stage(*SAMPLES["alerts/unread"])
    read, _ = await stage(*SAMPLES["alerts/read"])
    assert sum("안 읽음" in text for text in set(await unread.texts())) == 2
    assert not await read.sees("안 읽음")


async def test_an_empty_inbox_says_what_will_come(stage):
    driver, _ = await stage(*SAMPLES["alerts/empty"])
    assert await driver.sees("아직 온 알림이 없어요")


async def test_old_messages_stay_while_the_carrier_is_away(stage):
    driver, _ = await stage(*SAMPLES["alerts/stale"])
    assert await driver.sees("새 알림이 있는지 확인하지 못했어요")
    assert await driver.sees("11월 요금 안내")


async def test_a_long_inbox_is_cut_and_says_where_the_rest_is(stage):
    driver, _ = await stage(*SAMPLES["alerts/many"])
    assert (await driver.texts()).count("11월 요금 안내") == 30
    assert await driver.sees("더 오래된 것은 휴대폰 문자함에 있어요.")


async def test_a_new_message_comes_over_any_screen(stage):
    """R56."""
    screen, now = SAMPLES["home/heads_up"]
    driver, sent = await stage(lambda now, send: framed(screen(now, send), now, send), now)
    assert await driver.sees("새 알림 · U+ 알뜰모바일")
    assert await driver.sees("납부방법 변경 접수")
    await driver.tap("보기")
    await driver.tap("닫기")
    assert sent == [HeadsUpPressed(), HeadsUpDismissed()]


async def test_numbers_come_with_cost_and_hours_and_can_be_called(stage):
    """R58, R59, R60."""
    driver, _ = await stage(*SAMPLES["help/open"])
    for said in (
        "114",
        "080-808-0283",
        "1670-0283",
        "무료",
        "유료",
        "평일 09:00~18:00",
        "점심시간 12:30~13:30",
        "지금 통화할 수 있어요",
    ):
        assert await driver.sees(said), said
    assert links(driver) == {f"{number} 전화하기": f"tel:{number}" for number in ("114", "080-808-0283", "1670-0283")}


async def test_the_short_number_comes_first(stage):
    """R58, C9."""
    driver, _ = await stage(*SAMPLES["help/open"])
    assert list(links(driver))[0] == "114 전화하기"


async def test_the_lunch_break_is_told_with_its_end(stage):
    """R60, C25."""
    driver, _ = await stage(*SAMPLES["help/at_lunch"])
    assert await driver.sees("점심시간이에요. 오늘 13:30부터 받아요")
    assert not await driver.sees("지금 통화할 수 있어요")


async def test_a_weekend_is_told_with_the_next_opening(stage):
    """R60."""
    driver, _ = await stage(*SAMPLES["help/closed"])
    assert await driver.sees("지금은 받지 않아요. 11월 9일 (월) 09:00부터 받아요")


async def test_a_number_nobody_has_confirmed_says_so(stage):
    """C9."""
    screen, now = SAMPLES["help/open"]
    first, *others = parts.CONTACTS
    policy = replace(parts.U_MOBILE, contacts=(first, replace(others[0], verified=False)))
    overview = replace(parts.OVERVIEW, policy=policy)
    driver, _ = await stage(screen, replace(now, account=replace(now.account, overview=replace(now.account.overview, value=overview))))
    assert (await driver.texts()).count("통신사에 확인하지 못한 번호예요.") >= 1


async def test_other_ways_are_the_website_and_a_shop(stage):
    """R57, R96, R104."""
    driver, _ = await stage(*SAMPLES["help/open"])
    for said in ("통신사 홈페이지", "통신사 매장", "신분증"):
        assert await driver.sees(said), said


async def test_a_payment_method_can_be_changed_by_phone_or_in_a_shop_too(stage):
    """R5, R16, R25."""
    driver, _ = await stage(*SAMPLES["help/open"])
    assert await driver.sees("전화로 납부방법을 바꿀 때도 본인확인을 해요.")
    assert await driver.sees("신분증을 가져가면 직접 도움을 받을 수 있어요.")


async def test_help_works_before_anything_is_loaded(stage):
    """R58, R102: the short number reaches one's own carrier."""
    driver, _ = await stage(*SAMPLES["help/not_loaded"])
    assert links(driver) == {"114 전화하기": "tel:114"}


async def test_help_from_the_form_leads_back_there(stage):
    driver, _ = await stage(*SAMPLES["help/from_the_form"])
    assert await driver.offers("뒤로")


@pytest.mark.parametrize("name", ["lost/no_such_page", "lost/broken"])
async def test_there_is_a_way_out_of_nowhere(stage, name):
    driver, sent = await stage(*SAMPLES[name])
    await driver.tap("홈으로 가기")
    assert sent == [PlacePressed(Place.HOME)]


async def test_a_broken_screen_can_be_told_to_somebody(stage):
    driver, _ = await stage(*SAMPLES["lost/broken"])
    assert links(driver) == {"114 전화하기": "tel:114"}


async def test_other_ways_and_the_carriers_menu_names_come_from_its_policy(stage):
    """R5, R6, R16, R25, R26, C7: KT's guide names them; another carrier's policy names others."""
    menu = "마이페이지 > 요금조회/납부 > 명세서 관리"
    guide = tuple(replace(method, apply_at=("고객센터(전화)", "대리점(전화·방문)"), menu_paths=(menu,)) for method in parts.KT_MOBILE.methods)
    screen, now = SAMPLES["help/other_network"]
    policy = replace(now.overview.policy, methods=guide)
    shown = replace(now, account=replace(now.account, overview=Loaded(replace(now.overview, policy=policy))))
    driver, _ = await stage(screen, shown)
    assert await driver.sees("고객센터(전화), 대리점(전화·방문)에서 신청해요.")
    assert await driver.sees(f"통신사 메뉴에서는 ‘{menu}’이에요.")
