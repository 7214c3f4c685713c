"""The gallery: every sample at its own address, posed as the address asks."""

import pytest

from app.gallery import Pose, build
from app.screens.samples import SAMPLES
from app.ui import tokens
from tests.support.headless import HeadlessDriver

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "pose",
    [Pose(), Pose("home/to_pay"), Pose("home/to_pay", "dark", 2.0, 360, True), Pose("method/card", "light", 1.3, None)],
    ids=lambda pose: pose.address,
)
def test_an_address_says_what_it_shows(pose):
    assert Pose.at(pose.address) == pose


@pytest.mark.parametrize("address", ["/", "/nothing/here", "/home", "/home/to_pay/more", "/?theme=pink&scale=9&width=-1"])
def test_an_address_that_makes_no_sense_shows_the_list(address):
    assert Pose.at(address) == Pose()


async def test_the_list_names_every_sample(gallery):
    driver = await gallery("/")
    keys = {found.key for found in driver.client.everything()}
    assert set(SAMPLES) <= keys


async def test_a_name_leads_to_its_screen_and_back(gallery):
    driver = await gallery("/")
    await driver.tap("home/to_pay")
    assert driver.route == "/home/to_pay"
    assert await driver.sees("33,000원")
    await driver.tap("목록")
    assert driver.route == "/"
    assert await driver.sees("화면 모음")


async def test_a_press_is_told_and_changes_nothing(gallery):
    driver = await gallery("/home/to_pay")
    await driver.tap("납부방법 보기")
    assert await driver.sees("PlacePressed")
    assert await driver.sees("33,000원")


async def test_a_dialog_is_part_of_its_sample(gallery):
    driver = await gallery("/method/asking_to_cancel")
    assert await driver.sees("변경을 취소할까요?")


async def test_theme_size_and_width_are_a_press_away(gallery):
    driver = await gallery("/home/to_pay")
    await driver.tap("어둡게")
    await driver.tap("글자 200%")
    await driver.tap("너비 360")
    assert Pose.at(driver.route) == Pose("home/to_pay", "dark", 2.0, 360)
    page = driver.client.page
    assert page["theme_mode"] == "dark"
    assert page["theme"]["text_theme"]["body_large"]["size"] == 2 * tokens.TYPE_SCALE[tokens.Type.BODY].size
    assert 360 in {control.get("width") for control in _controls(page["views"])}


async def test_alone_draws_nothing_but_the_screen(gallery):
    driver = await gallery("/home/to_pay?alone=1")
    assert not await driver.sees("글자 200%")
    assert await driver.sees("33,000원")


@pytest.fixture
async def gallery():
    opened: list[HeadlessDriver] = []

    async def at(route: str) -> HeadlessDriver:
        opened.append(driver := await HeadlessDriver.open(build(), route=route))
        return driver

    yield at
    for driver in opened:
        await driver.close()


def _controls(value):
    if isinstance(value, list):
        for item in value:
            yield from _controls(item)
    elif isinstance(value, dict):
        yield value
        for child in value.values():
            yield from _controls(child)
