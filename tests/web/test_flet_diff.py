"""A faster comparison tells the client the very same: every sample after another one, with and without it."""
import dataclasses

import flet as ft
import pytest
from flet.controls import object_patch

from app import flet_diff, flet_guard
from app.screens.samples import SAMPLES
from tests.support.headless import HeadlessDriver

pytestmark = pytest.mark.anyio
NAMES = list(SAMPLES)


def shown(value: object) -> object:
    """What a client draws: its tree without the numbers the server gave to controls."""
    if isinstance(value, dict):
        return {name: shown(inner) for name, inner in value.items() if name != "_i"}
    return [shown(inner) for inner in value] if isinstance(value, list) else value


async def told(names: list[str]) -> list[object]:
    """The client's views after each sample in turn, drawn by one component as the app does."""
    choose = []

    @ft.component
    def Stage() -> list[ft.View]:
        name, set_name = ft.use_state(names[0])
        choose[:] = [set_name]
        screen, now = SAMPLES[name]
        return [screen(now, lambda event: None)]

    driver = await HeadlessDriver.open(lambda page: page.render_views(Stage))
    seen = [shown(driver.client.page["views"])]
    for name in names[1:]:
        choose[0](name)
        await driver.settle()
        seen.append(shown(driver.client.page["views"]))
    await driver.close()
    return seen


@pytest.mark.parametrize("start", range(0, len(NAMES), 20))
async def test_client_is_told_the_same(start, monkeypatch):
    flet_guard.install()
    names = NAMES[start:start + 20]
    there_and_back = [*names, *reversed(names)]
    monkeypatch.setattr(object_patch, "dataclasses", dataclasses)
    plain = await told(there_and_back)
    flet_diff.install()
    assert object_patch.dataclasses is not dataclasses
    assert await told(there_and_back) == plain
    assert plain[0] != plain[-2], "the samples differ, so there was something to tell"


def test_fields_to_visit_are_a_few_of_many():
    text = ft.Text("글", size=12)
    control = ft.Column([text])
    visited = {field.name for field in flet_diff.fields_to_visit(control)}
    assert "controls" in visited and len(visited) < len(dataclasses.fields(control)) / 3


def test_what_is_no_control_is_visited_whole():
    @dataclasses.dataclass
    class Pair:
        left: int = 1
        right: int = 2

    assert flet_diff.fields_to_visit(Pair()) == dataclasses.fields(Pair)
