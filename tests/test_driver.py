"""The drivers themselves: both refuse what no person could do; the headless one shows what went wrong inside the app."""
import flet as ft
import pytest
from flet.messaging.session import Session

from tests.support.headless import HeadlessDriver

FLET_REPORTS_ERRORS_BY = Session.error  # before the app's own guard replaces it

pytestmark = pytest.mark.anyio


@ft.component
def Counter() -> list[ft.View]:
    page = ft.context.page
    count, set_count = ft.use_state(0)
    name, set_name = ft.use_state("")
    agreed, set_agreed = ft.use_state(False)
    place, set_place = ft.use_state(page.route)
    page.on_route_change = lambda e: set_place(e.route)
    page.on_view_pop = lambda e: page.navigate("/")
    body: list[ft.Control] = [
        ft.Text(f"{count}번"),
        ft.FilledButton("더하기", on_click=lambda _: set_count(lambda before: before + 1)),
        ft.FilledButton("막힘", disabled=True, on_click=lambda _: set_count(99)),
        ft.Container(ft.FilledButton("물려받음", on_click=lambda _: set_count(99)), disabled=True),
        *(ft.TextButton("같은 이름", on_click=lambda _: set_count(98)) for _ in range(2)),
        ft.TextField(label="이름", value=name, on_change=lambda e: set_name(e.control.value)),
        ft.TextField(label="숫자", value="", input_filter=ft.NumbersOnlyInputFilter(), max_length=3, on_change=lambda e: set_name(e.control.value)),
        ft.Checkbox("동의", value=agreed, on_change=lambda e: set_agreed(e.control.value)),
        ft.Container(ft.Column([ft.Text("신용카드"), ft.Text("매월 11일"), ft.TextButton("보기", on_click=lambda _: set_count(7))]), on_click=lambda _: set_count(5)),
        ft.Semantics(label="카드번호 고치기", content=ft.TextButton("고치기", on_click=lambda _: set_count(8))),
        ft.Semantics(label="유효기간 고치기", content=ft.TextButton("고치기", on_click=lambda _: set_count(9))),
        ft.FilledButton("다음 화면", on_click=lambda _: page.navigate("/next")),
    ]
    home = ft.View(route="/", controls=body)
    return [home] if place == "/" else [home, ft.View(route=place, controls=[ft.Text("다음이에요")])]


def counter(page: ft.Page) -> None:
    page.theme_animation_style = ft.AnimationStyle(duration=0, reverse_duration=0)
    page.render_views(Counter)


@pytest.fixture
async def driver(opens):
    return await opens(counter)


async def test_tap_draws_anew(driver):
    await driver.tap("더하기")
    await driver.double_tap("더하기")
    assert await driver.sees("3번")


@pytest.mark.parametrize(("label", "why"), [("막힘", "disabled"), ("물려받음", "disabled"), ("없음", "none on /"), ("같은 이름", "2 on /")])
async def test_tap_refuses_what_no_person_could_tap(driver, label, why):
    with pytest.raises(AssertionError, match=why):
        await driver.tap(label)


async def test_forged_click_reaches_a_disabled_control(driver):
    await driver.forge_click("막힘")
    assert await driver.sees("99번")


async def test_typing_is_key_by_key_through_the_fields_own_filter(driver):
    await driver.enter("이름", "홍길동")
    assert await driver.reads("이름") == "홍길동"
    await driver.enter("이름", "김")
    assert await driver.reads("이름") == "김"
    await driver.paste("숫자", "a1b2")
    assert await driver.reads("이름") == "김"
    await driver.paste("숫자", "1234")
    assert await driver.reads("이름") == "123"


async def test_uncontrolled_field_loses_what_was_typed_as_on_a_phone(opens):
    @ft.component
    def Forgetful() -> list[ft.View]:
        typed, set_typed = ft.use_state("")
        return [ft.View(controls=[ft.Text(f"<{typed}>"), ft.TextField(label="이름", on_change=lambda e: set_typed(e.control.value))])]

    driver = await opens(lambda page: page.render_views(Forgetful))
    await driver.enter("이름", "홍길동")
    assert await driver.reads("이름") != "홍길동"


async def test_names_come_from_labels_lines_and_semantics(driver):
    await driver.tap("신용카드")
    assert await driver.sees("5번")
    await driver.tap("보기")
    assert await driver.sees("7번")
    await driver.tap("유효기간 고치기")
    assert await driver.sees("9번")


async def test_choose_makes_a_choice_once(driver):
    await driver.choose("동의")
    await driver.choose("동의")
    assert await driver.is_chosen("동의")


async def test_routes_and_back(driver):
    await driver.tap("다음 화면")
    assert (driver.route, await driver.texts()) == ("/next", ["다음이에요"])
    await driver.visit("/")
    assert await driver.sees("0번")


async def test_systems_back_and_the_browsers_back():
    driver = await HeadlessDriver.open(counter)
    await driver.tap("다음 화면")
    await driver.back()
    assert driver.route == "/"
    await driver.browser_back()
    assert driver.route == "/next"
    await driver.close()


async def test_resumed_connection_shows_what_changed_meanwhile(driver):
    await driver.tap("더하기")
    await driver.disconnect()
    await driver.reconnect()
    assert await driver.sees("1번")
    await driver.tap("더하기")
    assert await driver.sees("2번")


async def test_error_while_drawing_is_raised(caplog):
    @ft.component
    def Breaking() -> list[ft.View]:
        broken, set_broken = ft.use_state(False)
        if broken:
            raise ValueError("boom")
        return [ft.View(controls=[ft.Button("깨기", on_click=lambda _: set_broken(True))])]

    driver = await HeadlessDriver.open(lambda page: page.render_views(Breaking))
    with pytest.raises(ValueError, match="boom"):
        await driver.tap("깨기")
    await driver.close()
    caplog.clear()


async def test_error_in_a_handler_is_raised(caplog, monkeypatch):
    monkeypatch.setattr(Session, "error", FLET_REPORTS_ERRORS_BY)

    def fail(_: object) -> None:
        raise ValueError("boom")

    driver = await HeadlessDriver.open(lambda page: page.render_views(lambda: [ft.View(controls=[ft.Button("깨기", on_click=fail)])]))
    with pytest.raises(AssertionError, match="boom"):
        await driver.tap("깨기")
    await driver.close()
    caplog.clear()
