"""The page is dressed in our tokens before anything is drawn, and in Korean."""

import flet as ft
import pytest

from app.ui import tokens
from app.ui.theme import dress
from tests.support.headless import HeadlessDriver
from tests.support.source import ROOT

pytestmark = pytest.mark.anyio


@pytest.fixture
async def dressed():
    opened: list[HeadlessDriver] = []

    async def page_of() -> dict:
        def main(page: ft.Page) -> None:
            dress(page)
            page.add(ft.Text("안녕하세요"))

        opened.append(driver := await HeadlessDriver.open(main))
        return driver.client.page

    yield page_of
    for driver in opened:
        await driver.close()


async def test_the_page_is_korean_and_named(dressed):
    page = await dressed()
    assert page["title"] == "알뜰지기"
    assert page["locale_configuration"]["current_locale"]["language_code"] == "ko"


async def test_both_modes_are_ours_and_follow_the_device(dressed):
    page = await dressed()
    assert page["theme"]["color_scheme"]["primary"] == tokens.LIGHT["primary"]
    assert page["dark_theme"]["color_scheme"]["primary"] == tokens.DARK["primary"]
    assert page.get("theme_mode", "system") == "system"


async def test_text_never_starts_in_a_font_without_korean(dressed):
    """Flutter animates from its own theme to ours unless told not to."""
    page = await dressed()
    assert page["theme"]["font_family"] == tokens.FONT
    animation = page["theme_animation_style"]
    assert [animation["duration"], animation["reverse_duration"]] == [0, 0]


async def test_every_text_style_is_one_of_ours(dressed):
    page = await dressed()
    for mode in ("theme", "dark_theme"):
        sizes = {style["size"] for style in page[mode]["text_theme"].values() if isinstance(style, dict)}
        assert sizes == {measure.size for measure in tokens.TYPE_SCALE.values()}


def test_fonts_named_for_phones_and_desktops_are_there():
    page = type("NativePage", (), {"web": False})()
    dress(page)
    assert set(page.fonts) == {tokens.FONT, tokens.FONT_BOLD_NATIVE}
    assert [path for path in page.fonts.values() if not (ROOT / "assets" / path).is_file()] == []
