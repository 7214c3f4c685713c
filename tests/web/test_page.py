"""The page in a real Chromium: what it fetches, what a person sees while it opens, and after the connection broke."""
import asyncio

import pytest

from tests.support.browser import PAGE_SIDE, BrowserDriver
from tests.support.serving import served
from tests.web.small_app import small_app

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SECOND_VISIT_BYTES = 20_000


@pytest.fixture
async def driver(server, chromium):
    opened = await BrowserDriver.open(chromium, server)
    yield opened
    await opened.close()  # asserts: no console error, no failed request, none to another host


async def test_page_opens_without_one_failed_or_foreign_request(driver):
    """Every glyph the app may draw is on board, so nothing is looked for elsewhere."""
    assert await driver.sees("33,000원 똠방각하 펲 믜 햏")
    assert len(driver.requests) >= 10
    assert not [address for address in driver.requests if "noto" in address.lower() or "rive" in address.lower()]


async def test_splash_is_gone_once_the_app_is_there(driver):
    assert await driver._page.locator("#splash").count() == 0
    assert await driver._page.locator("#offline").is_hidden()
    assert await driver._page.title() == "알뜰지기"


async def test_splash_covers_the_page_until_the_first_screen_and_the_fonts_have_come(base, chromium):
    """No cut labels on a cold start (fact V)."""
    context = await chromium.new_context()
    page = await context.new_page()
    fonts_asked, fonts_let_through = asyncio.Event(), asyncio.Event()

    async def hold(route):
        fonts_asked.set()
        await fonts_let_through.wait()
        await route.continue_()

    await page.route("**/AltteulSans-*.otf", hold)
    await page.goto(base)
    await fonts_asked.wait()
    await page.wait_for_function("() => performance.getEntriesByName(document.querySelector('script[src$=\"flutter_bootstrap.js\"]').src).length")
    assert await page.locator("#splash").is_visible()
    assert await page.evaluate("document.getElementById('splash').getAttribute('aria-label')") == "알뜰지기를 여는 중이에요"
    fonts_let_through.set()
    await page.locator("#splash").wait_for(state="detached")
    await context.close()


async def test_splash_outlasts_the_engines_first_frame_until_the_app_has_spoken(chromium):
    spoken = asyncio.Event()

    async def slow_app(page):
        await spoken.wait()
        small_app(page)

    async with served(slow_app) as running:
        base = running.base
        context = await chromium.new_context()
        page = await context.new_page()
        await page.add_init_script("addEventListener('flutter-first-frame', () => { window.framed = true; });")
        answered = asyncio.Event()
        page.on("websocket", lambda socket: socket.on("framereceived", lambda _: answered.set()))
        await page.goto(base)
        await page.wait_for_function("() => window.framed")
        await answered.wait()
        await page.evaluate("() => new Promise(drawn => { let left = 4; const next = () => left-- ? requestAnimationFrame(next) : drawn(); next(); })")
        assert await page.locator("#splash").is_visible()
        spoken.set()
        await page.locator("#splash").wait_for(state="detached")
        await context.close()


async def test_second_visit_costs_next_to_nothing(base, chromium):
    context = await chromium.new_context()
    page = await context.new_page()
    network = await context.new_cdp_session(page)
    await network.send("Network.enable")
    received: list[float] = []
    network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    costs = []
    for _ in range(2):
        received.clear()
        await page.goto(base)
        await page.locator("#splash").wait_for(state="detached")
        costs.append(sum(received))
    await context.close()
    assert costs[0] > 1_000_000, "the first visit was not measured"
    assert costs[1] <= SECOND_VISIT_BYTES


async def test_page_draws_on_after_the_connection_broke(driver):
    """Finding C: the engine alone stays frozen after it reconnects to a session that lived on."""
    await driver.tap("더하기")
    assert await driver.sees("1번 눌렀어요")
    await driver.disconnect()
    await driver._page.locator("#offline").wait_for(state="visible")
    assert await driver._page.locator("#offline").inner_text() == "연결이 끊겼어요. 다시 연결하고 있어요."
    await driver.reconnect()
    assert await driver.sees("1번 눌렀어요")
    await driver.tap("더하기")
    assert await driver.sees("2번 눌렀어요")


async def test_first_visit_from_another_site_keeps_its_person_on_reload(base, chromium):
    """The HTML came without a cookie (SameSite=Strict); the WebSocket handed one out, and it stays."""
    context = await chromium.new_context()
    driver_page = await context.new_page()

    async def as_from_elsewhere(route):
        await route.continue_(headers={**route.request.headers, "sec-fetch-site": "cross-site"})

    await driver_page.route(base + "/", as_from_elsewhere)
    people = []
    for _ in range(2):
        await driver_page.goto(base)
        await driver_page.locator("#splash").wait_for(state="detached")
        people.append([cookie["value"] for cookie in await context.cookies() if cookie["name"] == "altteul_person"])
    cookies = await context.cookies()
    await context.close()
    assert len(people[0]) == 1 and people[0] == people[1]
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Strict" for cookie in cookies)


async def test_two_people_in_one_server_see_their_own_screens(base, chromium):
    """Finding A and S33 in two browsers at once."""
    contexts = [await chromium.new_context() for _ in range(2)]
    pages = []
    for context in contexts:
        await context.add_init_script(path=PAGE_SIDE)
        page = await context.new_page()
        await page.goto(base)
        await page.locator("#splash").wait_for(state="detached")
        await page.wait_for_selector("flt-semantics-placeholder", state="attached")
        await page.evaluate("() => journey.enableSemantics()")
        await page.wait_for_selector("flt-semantics-host flt-semantics", state="attached")
        pages.append(page)
    for page, presses in zip(pages, (1, 2), strict=True):
        for press in range(1, presses + 1):
            await page.evaluate("() => journey.press('더하기')")
            await page.wait_for_function("count => journey.texts().some(text => text.includes(`${count}번 눌렀어요`))", arg=press)
    one, other = [set(await page.evaluate("() => journey.texts()")) for page in pages]
    assert any("1번 눌렀어요" in text for text in one) and any("2번 눌렀어요" in text for text in other)
    assert not {text for text in one if "손님" in text} & {text for text in other if "손님" in text}
    for context in contexts:
        await context.close()
