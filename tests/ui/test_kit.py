"""Pieces keep their promises on every screen: names, headings, live regions, help in its place."""

from dataclasses import replace

import flet as ft
import pytest

from app.screens.samples import SAMPLES
from app.screens.samples_home import NOW
from app.state.app_state import AppState, BackPressed, PlacePressed
from app.state.place import TABS, Place
from app.ui import kit

pytestmark = pytest.mark.anyio


def page_of(*body: ft.Control, **more: object):
    return lambda now, send: kit.screen(Place.METHOD, "납부방법", list(body), send, now=now, **more)


def of_kind(driver, kind: str) -> list[dict]:
    return [control for control in _all(driver.client.views[-1]) if control.get("_c") == kind]


def _all(value):
    if isinstance(value, list):
        for item in value:
            yield from _all(item)
    elif isinstance(value, dict):
        yield value
        for child in value.values():
            yield from _all(child)


async def test_back_is_ours_and_says_so(stage):
    driver, sent = await stage(page_of(kit.text("본문")), AppState(now=NOW))
    await driver.tap("뒤로")
    assert sent == [BackPressed()]


async def test_a_tab_has_no_back_and_leads_to_the_others(stage):
    """R43: 납부방법 is among the destinations at the bottom."""
    driver, sent = await stage(page_of(tabs=True), AppState(now=NOW))
    assert not await driver.offers("뒤로")
    for name in ("홈", "납부방법", "알림함", "고객센터"):
        await driver.tap(name)
    assert sent == [PlacePressed(place) for place in TABS]


@pytest.mark.parametrize("name", [name for name, (_, now) in SAMPLES.items() if now.place is not Place.HELP])
async def test_help_is_in_the_same_place_on_every_screen(stage, name):
    driver, sent = await stage(*SAMPLES[name])
    await driver.tap("고객센터 열기")
    assert sent == [PlacePressed(Place.HELP)]


@pytest.mark.parametrize("name", SAMPLES)
async def test_every_screen_has_one_heading_of_the_first_level(stage, name):
    driver, _ = await stage(*SAMPLES[name])
    levels = [control["heading_level"] for control in of_kind(driver, "Semantics") if control.get("heading_level")]
    assert levels.count(1) == 1, levels


@pytest.mark.parametrize("tone", ["ok", "warn", "error"])
async def test_news_is_read_out(stage, tone):
    driver, _ = await stage(page_of(kit.notice("무슨 일이 있었어요.", tone)), AppState(now=NOW))
    assert [control.get("live_region") for control in of_kind(driver, "Semantics") if control.get("container")] == [True]


async def test_an_amount_is_read_in_ten_thousands(stage):
    driver, _ = await stage(page_of(kit.amount(33_000)), AppState(now=NOW))
    amount = next(control for control in of_kind(driver, "Text") if control["value"] == "33,000원")
    assert amount["semantics_label"] == "3만 3천원"


async def test_long_text_is_joined_for_the_eye_and_plain_for_the_ear(stage):
    said = "이 문장은 한 줄에 다 들어가지 않아요."
    driver, _ = await stage(page_of(kit.text(said)), AppState(now=NOW))
    shown = next(control for control in of_kind(driver, "Text") if control.get("semantics_label") == said)
    assert shown["value"] != said and shown["value"].replace("\u2060", "") == said


async def test_a_busy_button_takes_no_second_tap(stage):
    pressed: list[str] = []
    driver, _ = await stage(page_of(action=kit.filled_button("다음", lambda: pressed.append("다음"), busy=True)), AppState(now=NOW))
    with pytest.raises(AssertionError, match="disabled"):
        await driver.tap("다음")
    assert pressed == []


async def test_a_choice_tells_whether_it_is_chosen(stage):
    driver, _ = await stage(
        page_of(kit.choice("신용카드", None, True, lambda: None), kit.choice("은행 계좌", None, False, lambda: None)),
        AppState(now=NOW),
    )
    assert (await driver.is_chosen("신용카드"), await driver.is_chosen("은행 계좌")) == (True, False)


async def test_a_consent_is_ticked_and_read_apart(stage):
    """R52: the full text is one press away."""
    did: list[object] = []
    driver, _ = await stage(page_of(kit.check("(필수) 자동납부", False, did.append, lambda: did.append("보기"))), AppState(now=NOW))
    await driver.tap("(필수) 자동납부")
    await driver.tap("(필수) 자동납부 보기")
    assert did == [True, "보기"]


@pytest.mark.parametrize("secret", [True, False])
async def test_nothing_secret_is_learnt_while_typing(stage, secret):
    """S22."""
    driver, _ = await stage(page_of(kit.text_field("카드번호", "", lambda text: None, secret=secret)), AppState(now=NOW))
    field = driver.client.the("카드번호").control
    learns = (
        "autocorrect",
        "enable_suggestions",
        "enable_ime_personalized_learning",
        "smart_dashes_type",
        "smart_quotes_type",
    )
    assert [field.get(name, True) for name in learns] == [not secret] * len(learns)


async def test_a_field_shows_what_the_state_holds_and_hands_on_what_is_typed(stage):
    typed: list[str] = []
    driver, _ = await stage(page_of(kit.text_field("카드번호", "41", typed.append, max_length=19)), AppState(now=NOW))
    assert await driver.reads("카드번호") == "41"
    await driver.enter("카드번호", "4111-11")
    assert typed[-1] == "4111-11"


async def test_unread_messages_are_counted_on_the_tab(stage):
    screen, now = SAMPLES["home/unread_in_demo"]
    driver, _ = await stage(screen, now)
    assert await driver.sees("안 읽은 알림 3개")
    calm, _ = await stage(screen, replace(now, inbox=replace(now.inbox, seen=frozenset(message.id for message in now.inbox.known))))
    assert not await calm.sees("안 읽은 알림")


async def test_a_demo_says_that_it_is_one(stage):
    """S14."""
    demo, _ = await stage(*SAMPLES["home/unread_in_demo"])
    real, _ = await stage(*SAMPLES["home/to_pay"])
    assert await demo.sees("데모")
    assert not await real.sees("데모")
