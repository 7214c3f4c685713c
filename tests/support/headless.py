"""Drives the real app in this process: real session, real diffs, real packing; no Flutter and no socket.

What it cannot see: pixels, focus, the keyboard, scrolling. The browser driver sees those.
All that leans on Flet's insides (pinned at 1.0.5) is in this file and client_tree.py.
"""
import asyncio
import contextvars
import inspect
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page, context
from flet.messaging.connection import Connection
from flet.messaging.protocol import Message, MessageAction, RegisterClientResponseBody, configure_encode_object_for_msgpack
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

from tests.support.client_tree import PRESSED_BY, PROTOCOL_FRAME, TOGGLES, ClientTree, Found

Main = Callable[[ft.Page], Awaitable[None] | None]
QUIET_TURNS = 6  # of the event loop; an effect that only awaits ready things is through in fewer
MOST_TURNS = 20_000  # a screen that redraws itself for ever is a defect
SESSION_LIFETIME = 3600
_encode = configure_encode_object_for_msgpack(BaseControl)


class FakeConnection(Connection):
    """The server's end of a socket whose other end is a ClientTree."""

    def __init__(self, client: ClientTree, answer: Callable[[dict[str, Any]], None]) -> None:
        super().__init__()
        self.page_url, self.page_name = "http://app.test", ""
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(max_workers=2)
        self.pubsubhub = PubSubHub(loop=self.loop, executor=self.executor)
        self._client, self._answer = client, answer

    def send_message(self, message: Message) -> None:
        frame = PROTOCOL_FRAME + msgpack.packb([message.action, message.body], default=_encode)  # packing is what the next diff starts from
        match self._client.receive(frame):
            case MessageAction.INVOKE_METHOD, call:
                self._answer(call)

    def dispose(self) -> None:
        self.executor.shutdown(wait=False)


class HeadlessDriver:
    """A person with a phone, in this process. Verbs take visible labels; each returns once the app is still."""

    def __init__(self, idle: Callable[[], Awaitable[None]] | None = None) -> None:
        self.client = ClientTree()
        self.launched: list[str] = []  # addresses handed to the system's browser
        self.history: list[str] = []  # the browser's, oldest first
        self.services: dict[str, Callable[[dict[str, Any]], object]] = {}  # answers to other calls of the server
        self._idle = idle
        self._tasks: set[asyncio.Task[Any]] = set()
        self._scheduler: asyncio.Task[None] | None = None
        self._session: Session
        self._connection: FakeConnection

    @classmethod
    async def open(cls, main: Main, *, route: str = "/", idle: Callable[[], Awaitable[None]] | None = None, **page: object) -> "HeadlessDriver":
        """Starts the app at an address. `idle` waits for what the app itself has under way, such as a store's `settled`."""
        driver = cls(idle)
        driver.client = ClientTree(route, **page)
        driver.history.append(route)
        await driver._start(main)
        return driver

    async def _start(self, main: Main) -> None:
        self._connection = FakeConnection(self.client, self._answer)
        self._session = Session(self._connection)

        async def register() -> None:
            page = self._session.page
            _context_page.set(page)
            self._session.apply_page_patch({name: value for name, value in self.client.page.items() if name != "_i"})
            self._connection.send_message(Message(MessageAction.REGISTER_CLIENT, RegisterClientResponseBody(self._session.id, self._session.get_page_patch(), "")))
            context.reset_auto_update()
            if inspect.isawaitable(started := main(page)):
                await started
            await self._session.after_event(page)

        await self._spawn(register())
        await self.settle()

    async def close(self) -> None:
        """Ends the session as its expiry would, and says so when something was left running."""
        self._session.close()
        for _ in range(QUIET_TURNS):
            await asyncio.sleep(0)
        self._connection.dispose()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- acting
    async def tap(self, label: str) -> None:
        self._press(self._usable(label))
        await self.settle()

    async def double_tap(self, label: str) -> None:
        """Two presses in one batch: the second is under way before the app has drawn the first."""
        found = self._usable(label)
        self._press(found)
        self._press(found)
        await self.settle()

    async def choose(self, label: str) -> None:
        """Makes a choice: presses it unless it is made already."""
        if not self._is_chosen(self._usable(label)):
            await self.tap(label)

    async def forge_click(self, label: str) -> None:
        """What a tampered client can send: a press of a control that is disabled, hidden, or under another screen."""
        found = self.client.named(label, self.client.everything())
        assert found, f"{label!r} was never sent to this client"
        for one in found:
            self._dispatch(one.control.id, "click", None)
        await self.settle()

    async def enter(self, label: str, text: str) -> None:
        """Types into a field key by key, in place of what was there."""
        field = self._field(label)
        if field.control.get("on_focus"):
            self._dispatch(field.control.id, "focus", None)
        if not text:
            await self._type(field, "")
        typed = ""
        for key in text:
            field = self._field(label)
            if (typed := self._accepted(field, typed + key)) is not None:
                await self._type(field, typed)
            typed = str(self._field(label).control.get("value") or "")

    async def paste(self, label: str, text: str) -> None:
        """All at once, as from the clipboard."""
        field = self._field(label)
        if (accepted := self._accepted(field, text)) is not None:
            await self._type(field, accepted)

    async def autofill(self, texts: dict[str, str]) -> None:
        """Fills several fields before the app has drawn once, as a password manager does."""
        for field, text in [(self._field(label), text) for label, text in texts.items()]:
            self._change(field.control.id, text, value=text)
        await self.settle()

    async def press_enter(self, label: str) -> None:
        """The keyboard's own 완료 key."""
        field = self._field(label)
        assert field.control.get("on_submit"), f"{label!r} ignores the enter key"
        self._dispatch(field.control.id, "submit", field.control.get("value"))
        await self.settle()

    async def back(self) -> None:
        """The system's Back."""
        views = self.client.views
        assert len(views) > 1, "the system's Back would leave the app"
        self._dispatch(self.client.page.id, "view_pop", {"route": views[-1].get("route", "/")})
        await self.settle()

    async def browser_back(self) -> None:
        """The browser's Back: the address before this one, whatever the app thinks of it."""
        assert len(self.history) > 1, "nothing to go back to"
        self.history.pop()
        self._arrive(self.history[-1])
        await self.settle()

    async def visit(self, route: str) -> None:
        """The address bar, or a link from outside."""
        self.history.append(route)
        self._arrive(route)
        await self.settle()

    async def disconnect(self) -> None:
        """The connection breaks; the server keeps the session."""
        await self._spawn(self._session.disconnect(SESSION_LIFETIME))
        await self.settle()

    async def reconnect(self) -> None:
        """The client comes back with its session id and is told the whole page anew."""
        self._connection = FakeConnection(self.client, self._answer)

        async def register() -> None:
            self._connection.send_message(Message(MessageAction.REGISTER_CLIENT, RegisterClientResponseBody(self._session.id, self._session.page, "")))
            await self._session.connect(self._connection)

        await self._spawn(register())
        await self.settle()

    # -- looking
    @property
    def route(self) -> str:
        return str(self.client.page["route"])

    async def sees(self, text: str) -> bool:
        return any(text in shown for shown in self.client.texts())

    async def texts(self) -> list[str]:
        return self.client.texts()

    async def labels(self) -> list[str]:
        """Names of all that answers to a person."""
        return self.client.labels()

    async def offers(self, label: str) -> bool:
        """Whether a control of that name is there and enabled."""
        return any(found.enabled for found in self.client.named(label))

    async def reads(self, label: str) -> str:
        """What stands in a field."""
        return str(self._field(label).control.get("value") or "")

    async def is_chosen(self, label: str) -> bool:
        return self._is_chosen(self.client.the(label))

    @property
    def dialogs(self) -> list[str]:
        """Titles of the open dialogs, bottom to top; the kind of one without a title."""
        return [str(title) if isinstance(title := dialog.get("title"), str) else dialog.kind for dialog in self.client.dialogs]

    # -- waiting
    async def settle(self) -> None:
        """Turns the loop until the app has nothing left to do; raises what went wrong inside it."""
        session, quiet, before = self._session, 0, -1
        for _ in range(MOST_TURNS):
            await asyncio.sleep(0)
            if self._idle is not None and quiet == QUIET_TURNS - 1:
                await self._idle()
            self._dismiss_closed()
            busy = session._Session__pending_updates or session._Session__pending_effects or session._Session__updates_ready.is_set()  # type: ignore[attr-defined]
            quiet = 0 if (busy and session.connection) or self.client.frames != before else quiet + 1
            before = self.client.frames
            if quiet > QUIET_TURNS:
                break
        else:
            raise AssertionError(f"the app never rests: {self.client.frames} messages so far")
        scheduler, self._scheduler = self._scheduler, session._Session__updates_task  # type: ignore[attr-defined]
        for task in (scheduler, self._scheduler):
            if task is not None and task.done() and not task.cancelled():
                task.result()  # Flet 1.0.5 stops drawing for good, silently, when a component raises
        assert self.client.crash is None, f"the app crashed: {self.client.crash}"

    # -- the client's side of the protocol
    def _usable(self, label: str) -> Found:
        found = self.client.the(label)
        assert found.enabled, f"{label!r} is disabled"
        return found

    def _field(self, label: str) -> Found:
        fields = [found for found in self.client.named(label) if found.control.get("on_change") and found.control.kind not in TOGGLES]
        assert len(fields) == 1, f"{label!r}: {len(fields) or 'no'} field; there are {self.client.labels()}"
        assert fields[0].enabled and not fields[0].control.get("read_only"), f"{label!r} is disabled"
        return fields[0]

    def _press(self, found: Found) -> None:
        control = found.control
        if control.kind in TOGGLES:
            value = not control.get("value")
            self._change(control.id, value, value=value)
        elif control.kind == "Radio":
            group = next(step for step in reversed(found.path) if step.kind == "RadioGroup")
            self._change(group.id, control.get("value"), value=control.get("value"))
        elif control.kind == "NavigationBarDestination":
            bar = next(step for step in reversed(found.path) if step.kind == "NavigationBar")
            index = [one.id for one in bar["destinations"]].index(control.id)
            self._change(bar.id, index, selected_index=index)
        else:
            event = next((event for event in PRESSED_BY if control.get(f"on_{event}")), None)
            assert event is not None, f"{found.names or found.key} ignores taps"
            self._dispatch(control.id, event, None)

    async def _type(self, field: Found, text: str) -> None:
        self._change(field.control.id, text, value=text)
        await self.settle()

    @staticmethod
    def _accepted(field: Found, text: str) -> str | None:
        """What a field's own filter and length make of a text; None when nothing changes, so that nothing is sent."""
        if rule := field.control.get("input_filter"):
            pattern = re.compile(rule["regex_string"], 0 if rule.get("case_sensitive", True) else re.IGNORECASE)
            if bool(pattern.search(text)) is not rule.get("allow", True):
                return None
        text = text[: field.control.get("max_length") or None]
        return None if text == (field.control.get("value") or "") else text

    @staticmethod
    def _is_chosen(found: Found) -> bool:
        for step in reversed(found.path):
            if step.kind == "RadioGroup":
                return bool(step.get("value") == found.control.get("value"))
            if step.kind in TOGGLES:
                return bool(step.get("value"))
            if step.kind == "Semantics" and any(name in step for name in ("checked", "selected", "toggled")):
                return any(bool(step.get(name)) for name in ("checked", "selected", "toggled"))
            if step.get("selected") is not None:
                return bool(step["selected"])
        return False

    def _change(self, control_id: int, data: object, **properties: object) -> None:
        self.client.set(control_id, **properties)
        self._session.apply_patch(control_id, properties)
        self._dispatch(control_id, "change", data)

    def _dispatch(self, control_id: int, event: str, data: object) -> None:
        """Each event is a task of its own, as on the web server."""
        if self._session.connection is not None:
            self._spawn(self._session.dispatch_event(control_id, event, data))

    def _arrive(self, route: str) -> None:
        self.client.page["route"] = route
        self._session.apply_page_patch({"route": route})
        self._dispatch(self.client.page.id, "route_change", {"route": route})

    def _dismiss_closed(self) -> None:
        """A client tells the server when a dialog it was told to close is gone."""
        for dialog in self.client.page.get("_dialogs", {}).get("controls", []):
            if not dialog.get("open") and dialog.get("on_dismiss") and not dialog.get("dismissed"):
                dialog["dismissed"] = True
                self._dispatch(dialog.id, "dismiss", None)

    def _answer(self, call: dict[str, Any]) -> None:
        """What the Flutter side does when the server calls a method on it."""
        result = None
        match call["name"]:
            case "push_route":
                self.history.append(call["args"]["route"])
                self._arrive(call["args"]["route"])
            case "launch_url":
                url = call["args"]["url"]
                self.launched.append(str(url.get("url", url) if isinstance(url, dict) else url))
                result = True
            case name if name in self.services:
                result = self.services[name](call["args"])
        self._connection.loop.call_soon(self._session.handle_invoke_method_results, call["control_id"], call["call_id"], result, None)

    def _spawn(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work, context=contextvars.copy_context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
