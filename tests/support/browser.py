"""The same verbs as the headless driver, spoken to the real Flutter client in Chromium.

What it cannot do as a person does: it needs Flutter's semantics switched on, which turns autofill off.
"""
import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flet.messaging.protocol import MessageAction
from playwright.async_api import Browser, BrowserContext, Page, Request, WebSocket, async_playwright

from tests.support.client_tree import PAGE_ID, ClientTree, pack, unpack_sent
from tests.support.serving import Served

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--force-color-profile=srgb", "--font-render-hinting=none",
]
PAGE_SIDE = Path(__file__).with_name("page_side.js")
PHONE_SIZE = {"width": 390, "height": 844}
CALM_FRAMES = 4
PATIENCE = 30_000  # milliseconds until a state that never comes is called missing


ENGINE_TRAP = "page: null function"
"""Flutter's skwasm renderer traps once in some thousands of frames, and draws on: what the test then sees proves that it did."""


def chromium_path() -> str | None:
    return next((path for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable") if (path := shutil.which(name))), None)


@asynccontextmanager
async def chromium_running() -> AsyncIterator[Browser]:
    path = chromium_path()
    assert path, "no Chromium on this machine: install the package chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()

class BrowserDriver:
    """A person at a browser. Verbs take visible labels; each returns once server and page are still."""

    def __init__(self, server: Served, idle: Callable[[], Awaitable[None]] | None = None) -> None:
        self.base = server.base
        self._server = server
        self.client = ClientTree()
        self.complaints: list[str] = []  # console errors, failed and foreign requests
        self.requests: list[str] = []
        self._idle = idle
        self._offline = False
        self._text_scale = 100
        self._context: BrowserContext
        self._page: Page

    @classmethod
    async def open(
        cls, browser: Browser, server: Served, *, route: str = "/", idle: Callable[[], Awaitable[None]] | None = None, size: dict[str, int] | None = None,
        text_scale: int = 100, **context: Any,
    ) -> "BrowserDriver":
        driver = cls(server, idle)
        driver._text_scale = text_scale
        settings = {"viewport": size or PHONE_SIZE, "locale": "ko-KR", "timezone_id": "Asia/Seoul", **context}
        driver._context = await browser.new_context(**settings)
        await driver._context.add_init_script(path=PAGE_SIDE)
        driver._context.set_default_timeout(PATIENCE)
        driver._page = await driver._context.new_page()
        driver._listen(driver._page)
        await driver.visit(route)
        return driver

    async def close(self) -> None:
        """Closes the page; raises when it complained of anything while it was open."""
        complaints = [one for one in self.complaints if one != ENGINE_TRAP]
        await self._context.close()
        assert not complaints, complaints

    # -- acting
    async def tap(self, label: str) -> None:
        await self._usable(label)
        await self._page.evaluate("label => journey.press(label)", label)
        await self.settle()

    async def double_tap(self, label: str) -> None:
        """Two presses before the page has drawn the first."""
        await self._usable(label)
        await self._page.evaluate("label => { journey.press(label); journey.press(label); }", label)
        await self.settle()

    async def choose(self, label: str) -> None:
        if not await self.is_chosen(label):
            await self.tap(label)

    async def forge_click(self, label: str) -> None:
        """Sends, over the page's own socket, a press of a control that is disabled, hidden, or under another screen."""
        found = self.client.named(label, self.client.everything())
        assert found, f"{label!r} was never sent to this client"
        for one in found:
            frame = pack(MessageAction.CONTROL_EVENT, {"target": one.control.id, "name": "click", "data": None})
            await self._page.evaluate("bytes => journey.sockets.at(-1).send(new Uint8Array(bytes))", list(frame))
        await self.settle()

    async def enter(self, label: str, text: str) -> None:
        """Types into a field key by key, in place of what was there."""
        await self._focus(label)
        await self._page.keyboard.press("Control+A")
        await (self._page.keyboard.type(text) if text else self._page.keyboard.press("Delete"))
        await self.settle()

    async def paste(self, label: str, text: str) -> None:
        await self._focus(label)
        await self._page.keyboard.press("Control+A")
        await self._page.keyboard.insert_text(text)
        await self.settle()

    async def autofill(self, texts: dict[str, str]) -> None:
        """Pastes one field after another: with semantics on, Flutter takes no real autofill."""
        for label, text in texts.items():
            await self.paste(label, text)

    async def press_enter(self, label: str) -> None:
        await self._focus(label)
        await self._page.keyboard.press("Enter")
        await self.settle()

    async def back(self) -> None:
        """The browser's Back, which is the system's Back here."""
        await self._page.evaluate("() => new Promise(gone => { addEventListener('popstate', () => gone(), { once: true }); history.back(); })")
        await self.settle()

    browser_back = back

    async def visit(self, route: str) -> None:
        """The address bar: loads the page anew, as a link from outside does."""
        await self._page.goto(self.base + route)
        await self._arrive()

    async def reload(self) -> None:
        await self._page.reload()
        await self._arrive()

    async def disconnect(self) -> None:
        """The connection breaks and stays broken until reconnect; what the page complains of meanwhile is no defect."""
        self._offline = True
        await self._context.set_offline(True)
        await self._page.evaluate("() => journey.sockets.forEach(socket => socket.close())")

    async def reconnect(self) -> None:
        """The network is back; the page starts its engine anew and finds its session."""
        async with self._page.expect_event("load"):
            await self._context.set_offline(False)
        self._offline = False
        await self._arrive()

    # -- looking
    @property
    def route(self) -> str:
        address = urlsplit(self._page.url)
        return address.path + (f"?{address.query}" if address.query else "")

    async def sees(self, text: str) -> bool:
        return any(text in shown for shown in await self.texts())

    async def texts(self) -> list[str]:
        return [str(text) for text in await self._page.evaluate("() => journey.texts()")]

    async def labels(self) -> list[str]:
        return [control["name"] for control in await self._page.evaluate("() => journey.controls()")]

    async def offers(self, label: str) -> bool:
        return any(state["enabled"] for state in await self._states(label))

    async def reads(self, label: str) -> str:
        """What stands in a field; Flutter fills the page's own input only while it has the focus."""
        await self._focus(label)
        await self.settle()
        return str(await self._page.evaluate("() => document.activeElement.value"))

    async def is_chosen(self, label: str) -> bool:
        return bool((await self._the(label))["chosen"])

    @property
    def dialogs(self) -> list[str]:
        return [str(title) if isinstance(title := dialog.get("title"), str) else dialog.kind for dialog in self.client.dialogs]

    async def hears(self, said: Callable[[], None]) -> None:
        """Lets the server say something, and waits until the page has it and is still again."""
        before = await self._page.evaluate("() => journey.heard")
        said()
        await self._page.wait_for_function("before => journey.heard > before", arg=before)
        await self.settle()

    async def still_picture(self, in_a_row: int = 3) -> bytes:
        """A screenshot, once some in a row are equal."""
        async with asyncio.timeout(PATIENCE / 1000):
            pictures = [await self.screenshot()]
            while len(pictures) < in_a_row:
                picture = await self.screenshot()
                pictures = [*pictures, picture] if picture == pictures[-1] else [picture]
        return pictures[-1]

    async def screenshot(self) -> bytes:
        return await self._page.screenshot()

    async def small_targets(self, least: int) -> list[str]:
        """What is pressed and smaller than `least` pixels either way, unless the edge of the screen or of a list cuts it."""
        return [f"{one['name']} {one['width']:.0f}x{one['height']:.0f}" for one in await self._page.evaluate("() => journey.controls()")
                if one["whole"] and min(one["width"], one["height"]) < least]

    async def save_evidence(self, folder: Path, name: str) -> None:
        """What was on screen when a test failed: a picture, the texts, the names, the complaints."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.png").write_bytes(await self.screenshot())
        seen = {"route": self.route, "texts": await self.texts(), "controls": await self._page.evaluate("() => journey.controls()"), "complaints": self.complaints}
        (folder / f"{name}.json").write_text(json.dumps(seen, ensure_ascii=False, indent=1))

    # -- waiting
    async def settle(self) -> None:
        """Until the app has nothing under way, each side has heard all the other said, and the page has drawn it."""
        before, now = (-1, -1), (-2, -2)
        async with asyncio.timeout(PATIENCE / 1000):
            while now != before or now != (self._server.heard, self._server.said):
                if self._idle is not None:
                    await self._idle()
                before, now = now, tuple(await self._page.evaluate("frames => journey.still(frames)", CALM_FRAMES))
        assert self.client.crash is None, f"the app crashed: {self.client.crash}"

    async def _arrive(self) -> None:
        await self._page.wait_for_selector("flt-semantics-placeholder, flt-semantics-host flt-semantics", state="attached")
        if self._text_scale != 100:  # what a browser's own setting for large text does
            await self._page.evaluate("percent => { document.documentElement.style.fontSize = `${percent}%`; }", self._text_scale)
        if await self._page.locator("flt-semantics-placeholder").count():
            await self._page.evaluate("() => journey.enableSemantics()")
        await self._page.wait_for_selector("flt-semantics-host flt-semantics", state="attached")
        await self.settle()

    # -- finding
    async def _states(self, label: str) -> list[dict[str, bool]]:
        return list(await self._page.evaluate("label => journey.states(label)", label))

    async def _the(self, label: str) -> dict[str, bool]:
        states = await self._states(label)
        if len(states) != 1 and await self._scrolls_to(label):
            states = await self._states(label)
        assert len(states) == 1, f"{label!r}: {len(states) or 'none'} on {self.route}; there are {await self.labels()}; texts: {await self.texts()}"
        return states[0]

    async def _usable(self, label: str) -> None:
        assert (await self._the(label))["enabled"], f"{label!r} is disabled"

    async def _scrolls_to(self, label: str) -> bool:
        """Rows far off screen are not in the page: turns the wheel until the label comes or nothing moves any more."""
        size = self._page.viewport_size or PHONE_SIZE
        await self._page.mouse.move(size["width"] / 2, size["height"] / 2)
        for step in (size["height"] / 2, -size["height"] / 2):
            before: list[str] = []
            while (now := await self.texts()) != before:
                if await self._states(label):
                    return True
                before = now
                await self._page.mouse.wheel(0, step)
                await self.settle()
        return False

    async def _focus(self, label: str) -> None:
        await self._usable(label)
        await self._page.evaluate("label => { const [it] = journey.find(label); (it.matches('input,textarea') ? it : it.querySelector('input,textarea')).focus(); }", label)
        await self._page.wait_for_function("() => document.activeElement?.matches('input,textarea')")
        await self.settle()

    # -- listening
    def _listen(self, page: Page) -> None:
        page.on("console", lambda message: self._complain(f"console: {message.text}") if message.type == "error" else None)
        page.on("pageerror", lambda error: self._complain(f"page: {error}"))
        page.on("request", self._asked)
        page.on("requestfailed", lambda request: self._complain(f"failed: {request.url} {request.failure}"))
        page.on("response", lambda response: self._complain(f"{response.status}: {response.url}") if response.status >= 400 else None)
        page.on("websocket", self._connected)

    def _complain(self, what: str) -> None:
        if not self._offline:
            self.complaints.append(what)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)
        if urlsplit(request.url).scheme in ("http", "https", "ws", "wss") and not request.url.startswith(self.base):
            self._complain(f"foreign: {request.url}")

    def _connected(self, socket: WebSocket) -> None:
        self.client = ClientTree(self.route)
        socket.on("framereceived", lambda frame: self.client.receive(frame) if isinstance(frame, bytes) else None)
        socket.on("framesent", lambda frame: self._sent(frame) if isinstance(frame, bytes) else None)

    def _sent(self, frame: bytes) -> None:
        match unpack_sent(frame):
            case MessageAction.UPDATE_CONTROL_PROPS, {"id": control_id, "props": properties}:
                self.client.set(control_id, **properties)
            case MessageAction.REGISTER_CLIENT, {"page": page}:
                self.client.set(PAGE_ID, **page)
