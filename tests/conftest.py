"""Fixtures every test may use: a quiet log, and a stage for one screen."""
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import flet as ft
import pytest

from tests.support.headless import HeadlessDriver

Stage = Callable[..., Awaitable[tuple[HeadlessDriver, list[Any]]]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def no_error_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors, errors


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Puts one screen on stage in one state and records the events it sends: `driver, sent = await stage(screen, now)`."""
    opened: list[HeadlessDriver] = []

    async def put(screen: Callable[..., ft.View], now: object) -> tuple[HeadlessDriver, list[Any]]:
        sent: list[Any] = []

        def main(page: ft.Page) -> None:
            page.render_views(lambda: [screen(now, sent.append)])

        opened.append(driver := await HeadlessDriver.open(main))
        return driver, sent

    yield put
    for driver in opened:
        await driver.close()
