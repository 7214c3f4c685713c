"""Every sample of every screen in Chromium at 390x844, light and dark, and some at 200 % text, against kept pictures.

`pytest tests/goldens --update-goldens` keeps new ones: look at them before committing. What differs lies in `actual/`.
"""
from pathlib import Path

import pytest

from app.screens.samples import SAMPLES
from tests.goldens.conftest import Easel
from tests.support.pictures import MAY_DIFFER, changed_pixels, keep, show_difference

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.golden]

HERE = Path(__file__).parent
ENLARGED = (
    "home/to_pay", "method/card", "notice/every_warning", "payer/other", "consent/all", "confirm/every_warning", "code/wrong", "done/scheduled",
)
LEAST_TARGET = 48


@pytest.fixture
def compare(request: pytest.FixtureRequest, recorded_chromium):
    """Compares a picture with the kept one, or keeps it when told to."""

    def compared(png: bytes, look: str, name: str, by: int = 1) -> None:
        kept = HERE / look / f"{name.replace('/', '.')}.png"
        if request.config.getoption("--update-goldens"):
            if not kept.exists() or changed_pixels(png, kept, by) > 0:
                keep(png, kept, by)
            return
        assert kept.exists(), f"{name} has no picture yet: run with --update-goldens and look at it"
        changed = changed_pixels(png, kept, by)
        if changed > MAY_DIFFER:
            show_difference(png, kept, HERE / "actual" / look / kept.name)
        assert changed <= MAY_DIFFER, f"{name} looks different in {changed} pixels: see tests/goldens/actual/{look}/{kept.name}"

    return compared


@pytest.mark.parametrize("name", SAMPLES)
async def test_sample_looks_as_kept_in_light(light: Easel, compare, name):
    compare(await light.show(name), "light", name)
    assert await light.driver.small_targets(LEAST_TARGET) == []


@pytest.mark.parametrize("name", SAMPLES)
async def test_sample_looks_as_kept_in_the_dark(dark: Easel, compare, name):
    compare(await dark.show(name), "dark", name, by=2)  # colours are what differs in the dark: half the size shows them
    assert await dark.driver.texts()


@pytest.mark.parametrize("name", ENLARGED)
async def test_sample_looks_as_kept_with_text_twice_as_large(large: Easel, compare, name):
    compare(await large.show(name), "large", name)
    assert await large.driver.texts()


def test_no_picture_is_left_of_a_sample_that_is_gone():
    names = {f"{name.replace('/', '.')}.png" for name in SAMPLES}
    kept = [path for look in ("light", "dark", "large") for path in (HERE / look).glob("*.png")]
    assert kept
    assert [path.name for path in kept if path.name not in names] == []
