"""Fixtures every test may use: the carrier, the running app, a driver for it, and a stage for one screen."""
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import flet as ft
import pytest
from playwright.async_api import Browser

from tests.support.browser import BrowserDriver, chromium_running
from tests.support.headless import HeadlessDriver
from tests.support.serving import served

Stage = Callable[..., Awaitable[tuple[HeadlessDriver, list[Any]]]]
EVIDENCE = Path(__file__).parent / "journeys" / "actual"
failed = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "scenario(name): which of the sandbox's scenarios the carrier plays")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="keep the pictures of screens as they are now")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[failed] = report.failed
    return report


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def chromium(anyio_backend: str) -> AsyncIterator[Browser]:
    """One Chromium process for all tests; each test has a fresh context in it."""
    async with chromium_running() as browser:
        yield browser


@pytest.fixture(autouse=True)
def no_error_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors, errors


class Opener:
    """Opens drivers of one kind, and closes all of them at the end of the test."""

    def __init__(self, browser: Browser | None) -> None:
        self._browser = browser
        self._stack = AsyncExitStack()
        self.opened: list[HeadlessDriver | BrowserDriver] = []

    @property
    def in_browser(self) -> bool:
        return self._browser is not None

    async def __call__(self, main: Callable[[ft.Page], None], *, route: str = "/", idle: Callable[[], Awaitable[None]] | None = None) -> Any:
        driver: HeadlessDriver | BrowserDriver
        if self._browser is None:
            driver = await HeadlessDriver.open(main, route=route, idle=idle)
        else:
            server = await self._stack.enter_async_context(served(main))
            driver = await BrowserDriver.open(self._browser, server, route=route, idle=idle)
        self.opened.append(driver)
        return driver

    async def close(self) -> None:
        async with self._stack:
            for driver in self.opened:
                await driver.close()


@pytest.fixture(params=["headless", pytest.param("browser", marks=pytest.mark.browser)])
def browser_or_none(request: pytest.FixtureRequest) -> Browser | None:
    return request.getfixturevalue("chromium") if request.param == "browser" else None


@pytest.fixture
async def opens(browser_or_none: Browser | None, request: pytest.FixtureRequest) -> AsyncIterator[Opener]:
    """Opens apps in this process, and once more in Chromium: `driver = await opens(main, route="/")`."""
    opener = Opener(browser_or_none)
    yield opener
    if request.node.stash.get(failed, False):
        for number, driver in enumerate(opener.opened):
            if isinstance(driver, BrowserDriver):
                await driver.save_evidence(EVIDENCE, re.sub(r"\W+", "_", f"{request.node.name}_{number}"))
    await opener.close()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Puts one screen on stage in one state and records the events it sends: `driver, sent = await stage(screen, now)`."""
    opener = Opener(None)

    async def put(screen: Callable[..., ft.View], now: object) -> tuple[HeadlessDriver, list[Any]]:
        sent: list[Any] = []
        driver = await opener(lambda page: page.render_views(lambda: [screen(now, sent.append)]))
        return driver, sent

    yield put
    await opener.close()
