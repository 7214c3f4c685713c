"""An easel in Chromium: shows one sample after another, each from an empty page."""
import dataclasses
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import flet as ft
import pytest
from flet.controls.base_control import BaseControl
from playwright.async_api import Browser

from app.screens.dialogs import dialog_for
from app.screens.frame import framed
from app.screens.samples import SAMPLES
from app.ui.theme import dress
from tests.support.browser import BrowserDriver
from tests.support.serving import served

RECORDED = Path(__file__).with_name("chromium.txt")


class Easel:
    """Shows a sample; a person at this browser could press its buttons, and nothing would happen."""

    def __init__(self, mode: ft.ThemeMode) -> None:
        self._mode, self._shows = mode, ""
        self.show_on_page: Callable[[str], None]
        self.driver: BrowserDriver

    def __call__(self, page: ft.Page) -> None:
        dress(page)
        page.theme_mode = self._mode
        page.render_views(Picture, self)

    async def show(self, name: str) -> bytes:
        """A picture of the sample, once three in a row are equal."""
        for step in ("", name) if self._shows else (name,):
            await self.driver.hears(lambda step=step: self.show_on_page(step))
        self._shows = name
        return await self.driver.still_picture()


@ft.component
def Picture(easel: Easel) -> list[ft.View]:
    name, easel.show_on_page = ft.use_state("")
    screen, now = SAMPLES[name] if name else (None, None)
    ft.use_dialog(dialog_for(now, _nothing) if now else None)
    if screen is None or now is None:
        return [ft.View(route="/", controls=[ft.Text(" ")])]
    view = framed(screen(now, _nothing), now, _nothing)
    for control in _inside(view):
        if isinstance(control, ft.ProgressRing):
            control.value = 0.3  # a turning ring is never still
        elif isinstance(control, ft.TextField):
            control.autofocus = False  # nor is a cursor
    return [view]


def _nothing(event: object) -> None: ...


@asynccontextmanager
async def standing_easel(chromium: Browser, mode: ft.ThemeMode, text_scale: int) -> AsyncIterator[Easel]:
    easel = Easel(mode)
    async with served(easel) as server:
        easel.driver = await BrowserDriver.open(chromium, server, text_scale=text_scale)
        yield easel
        await easel.driver.close()


@pytest.fixture(scope="package")
async def light(chromium: Browser) -> AsyncIterator[Easel]:
    async with standing_easel(chromium, ft.ThemeMode.LIGHT, 100) as easel:
        yield easel


@pytest.fixture(scope="package")
async def dark(chromium: Browser) -> AsyncIterator[Easel]:
    async with standing_easel(chromium, ft.ThemeMode.DARK, 100) as easel:
        yield easel


@pytest.fixture(scope="package")
async def large(chromium: Browser) -> AsyncIterator[Easel]:
    """Text at 200 %."""
    async with standing_easel(chromium, ft.ThemeMode.LIGHT, 200) as easel:
        yield easel


@pytest.fixture(scope="package")
def recorded_chromium(request: pytest.FixtureRequest, chromium: Browser) -> None:
    """Another Chromium draws letters a little differently: pictures say nothing there."""
    major = chromium.version.split(".")[0]
    if request.config.getoption("--update-goldens"):
        RECORDED.write_text(f"{major}\n", encoding="ascii")
    kept = RECORDED.read_text(encoding="ascii").strip()
    if major != kept:
        pytest.skip(f"pictures were taken with Chromium {kept}, this is {major}: take them anew with --update-goldens")


def _inside(value: Any) -> Iterator[BaseControl]:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _inside(item)
    elif isinstance(value, BaseControl):
        yield value
        for field in dataclasses.fields(value):
            if not field.metadata.get("skip") and not field.name.startswith("_"):
                yield from _inside(getattr(value, field.name, None))
