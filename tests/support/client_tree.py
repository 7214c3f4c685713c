"""What a Flet client knows: the screen as rebuilt from the server's messages, and what a person finds on it."""
import re
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import msgpack
from flet.messaging.protocol import MessageAction

PAGE_ID = 1
PROTOCOL_FRAME = b"\x00"
PHONE = {
    "route": "/", "pwa": False, "web": True, "debug": False, "wasm": False, "test": False, "multi_view": False, "pyodide": False,
    "platform": "android", "platform_brightness": "light", "width": 390.0, "height": 844.0,
    "media": {
        "padding": {"left": 0, "top": 0, "right": 0, "bottom": 0},
        "view_padding": {"left": 0, "top": 0, "right": 0, "bottom": 0},
        "view_insets": {"left": 0, "top": 0, "right": 0, "bottom": 0},
        "device_pixel_ratio": 1.0, "orientation": "portrait",
    },
}
TEXT_PROPERTIES = ("semantics_label", "value", "text", "label", "title", "subtitle", "content", "error", "helper", "hint_text", "prefix", "suffix", "tooltip")
PRESSED_BY = ("click", "tap", "select")  # in the order in which a control's own way of being pressed is looked for
TOGGLES = ("Checkbox", "Switch", "CupertinoSwitch", "CupertinoCheckbox")
PASSING = ("SnackBar", "Banner")  # dialogs that leave the screen behind them usable
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))


class Patch(IntEnum):
    REPLACE = 0
    ADD = 1
    REMOVE = 2
    MOVE = 3


class Control(dict[str, Any]):
    """One control's properties as sent; a class of its own so that it can be held weakly."""

    @property
    def kind(self) -> str:
        return str(self.get("_c", ""))

    @property
    def id(self) -> int:
        return int(self["_i"])


@dataclass(frozen=True, slots=True)
class Found:
    """A control a person could act on."""

    control: Control
    path: tuple[Control, ...]  # from the view down to and including the control
    names: tuple[str, ...]  # accessible names, exact
    lines: tuple[str, ...]  # every line of text inside that belongs to no inner control
    enabled: bool

    @property
    def key(self) -> str:
        key = self.control.get("key")
        return str(key.get("value", "") if isinstance(key, dict) else key or "")


def pack(action: MessageAction, body: object, default: Callable[[object], object] | None = None) -> bytes:
    return PROTOCOL_FRAME + msgpack.packb([action.value, body], default=default)


def unpack_sent(frame: bytes) -> tuple[MessageAction, Any]:
    """A frame the client sent."""
    code, body = msgpack.unpackb(frame[1:], strict_map_key=False)
    return MessageAction(code), body


def plain(text: str) -> str:
    """As a person reads it: no-break and zero-width characters do not count."""
    return re.sub(r"[ \u00a0\u202f]+", " ", text.translate(INVISIBLE)).strip()


class ClientTree:
    """One client's copy of its page. Feed it the server's frames, then look."""

    def __init__(self, route: str = "/", **page: object) -> None:
        self.page = Control({**PHONE, "route": route, **page, "_i": PAGE_ID})
        self.session_id = ""
        self.crash: str | None = None
        self.frames = self.size = self.patches = 0
        self._index: weakref.WeakValueDictionary[int, Control] = weakref.WeakValueDictionary({PAGE_ID: self.page})

    # -- what arrives
    def receive(self, frame: bytes) -> tuple[MessageAction, Any] | None:
        """Applies one frame; hands back what is left to answer (a method call, a registration)."""
        self.frames, self.size = self.frames + 1, self.size + len(frame)
        if frame[:1] != PROTOCOL_FRAME:
            return None
        code, body = msgpack.unpackb(frame[1:], object_hook=self._control, strict_map_key=False)
        action = MessageAction(code)
        match action:
            case MessageAction.REGISTER_CLIENT:
                self.session_id = body["session_id"]
                self.page.update(body["page_patch"])
                self._index[PAGE_ID] = self.page
            case MessageAction.PATCH_CONTROL if (root := self._index.get(body["id"])) is not None:
                self.patches += 1
                _apply(root, body["patch"])
            case MessageAction.SESSION_CRASHED:
                self.crash = body["message"]
        return action, body

    def set(self, control_id: int, **properties: object) -> None:
        """What the person changed on the client itself."""
        if (control := self._index.get(control_id)) is not None:
            control.update(properties)

    def _control(self, properties: dict[str, Any]) -> dict[str, Any]:
        if "_i" not in properties:
            return properties
        control = self._index[properties["_i"]] = Control(properties)
        return control

    # -- what is on screen
    @property
    def views(self) -> list[Control]:
        return _controls(self.page.get("views"))

    @property
    def dialogs(self) -> list[Control]:
        """Open dialogs, bottom to top."""
        return [dialog for dialog in _controls(self.page.get("_dialogs", {}).get("controls")) if dialog.get("open")]

    def _layers(self) -> list[Control]:
        """What can be seen and reached: the top view and notices passing over it, or the dialog that covers it."""
        covering = [dialog for dialog in self.dialogs if dialog.kind not in PASSING]
        passing = [dialog for dialog in self.dialogs if dialog.kind in PASSING]
        overlay = _controls(self.page.get("_overlay", {}).get("controls"))
        return [*(covering[-1:] or self.views[-1:]), *passing, *overlay]

    def texts(self) -> list[str]:
        """Everything written on screen, top to bottom."""
        return [text for layer in self._layers() for path in _walk(layer, ()) for text in _own_texts(path[-1])]

    def controls(self) -> list[Found]:
        """Everything on screen that answers to a person."""
        return [_found(path) for layer in self._layers() for path in _walk(layer, ()) if _answers(path[-1])]

    def everything(self) -> list[Found]:
        """Disabled, hidden, covered: whatever the client was ever told of and still holds."""
        roots = [*self.views, *_controls(self.page.get("_dialogs", {}).get("controls"))]
        return [_found(path) for root in roots for path in _walk(root, (), hidden_too=True) if _answers(path[-1])]

    def named(self, label: str, among: list[Found] | None = None) -> list[Found]:
        """Controls of that name: by accessible name, else by a line inside, else by key. Innermost of nested ones."""
        candidates = self.controls() if among is None else among
        tests: tuple[Callable[[Found], bool], ...] = (
            lambda found: label in found.names, lambda found: label in found.lines, lambda found: label == found.key,
        )
        for test in tests:
            if hits := [found for found in candidates if test(found)]:
                return [hit for hit in hits if not any(hit is not other and any(hit.control is one for one in other.path) for other in hits)]
        return []

    def the(self, label: str) -> Found:
        """The one control of that name. Raises AssertionError, with what there is, when it is missing or ambiguous."""
        found = self.named(label)
        assert len(found) == 1, f"{label!r}: {len(found) or 'none'} on {self.page['route']}; there are {self.labels()}; texts: {self.texts()}"
        return found[0]

    def labels(self) -> list[str]:
        return [(found.names or found.lines or (found.key,))[0] for found in self.controls()]


def _apply(root: Control, patch: list[Any]) -> None:
    """Object patch of Flet's protocol: a tree of numbered paths, then operations on them, in order."""
    paths: dict[int, list[Any]] = {}

    def number(node: list[Any], path: list[Any]) -> None:
        paths[node[0]] = path
        for step, child in (node[1].items() if len(node) > 1 else ()):
            number(child, [*path, step])

    def at(number: int) -> Any:
        target: Any = root
        for step in paths[number]:
            target = target.setdefault(step, {}) if isinstance(target, dict) else target[step]
        return target

    number(patch[0], [])
    for operation in patch[1:]:
        match operation:
            case [Patch.REPLACE, place, step, value]:
                at(place)[step] = value
            case [Patch.ADD, place, step, value] if isinstance(target := at(place), list):
                target.insert(step, value)
            case [Patch.ADD, place, step, value]:
                at(place)[step] = value
            case [Patch.REMOVE, place, step]:
                at(place).pop(step)
            case [Patch.MOVE, place, step, other, to]:
                moved = at(place).pop(step)
                at(other).insert(to, moved)


def _controls(value: Any) -> list[Control]:
    """A component stands for what it drew."""
    while isinstance(value, Control) and value.kind == "C":
        value = value.get("_b")
    if isinstance(value, list):
        return [control for item in value for control in _controls(item)]
    return [value] if isinstance(value, Control) else []


def _walk(value: Any, path: tuple[Control, ...], hidden_too: bool = False) -> Iterator[tuple[Control, ...]]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, path, hidden_too)
    elif isinstance(value, dict):
        if not isinstance(value, Control):
            inner: Iterator[Any] = (child for name, child in value.items() if not name.startswith("_"))
        elif not hidden_too and value.get("visible") is False:
            return
        elif value.kind == "C":
            yield from _walk(value.get("_b"), path, hidden_too)
            return
        else:
            path = (*path, value)
            yield path
            inner = (child for name, child in value.items() if not name.startswith("_") and name != "key")
        for child in inner:
            yield from _walk(child, path, hidden_too)


def _own_texts(control: Control) -> list[str]:
    """What is written in a control itself; what is read out instead of it comes first."""
    unwritten = {"value"} if control.get("password") or control.kind in ("Radio", "RadioGroup", "Option") else {"hint_text"} if control.get("value") else set()
    texts = []
    for name in TEXT_PROPERTIES:
        text = control.get(name)
        if isinstance(text, dict) and name == "tooltip":
            text = text.get("message")
        if isinstance(text, str) and text and name not in unwritten:
            texts.append(plain(text))
    return list(dict.fromkeys(texts))


def _heard(control: Control) -> list[str]:
    return [plain(control["semantics_label"])] if control.get("semantics_label") else _own_texts(control)


def _answers(control: Control) -> bool:
    if control.kind in ("NavigationBar", "RadioGroup"):  # what they hold answers
        return False
    return control.kind in ("NavigationBarDestination", "Radio", "TextField") or any(control.get(f"on_{event}") for event in (*PRESSED_BY, "change"))


def _found(path: tuple[Control, ...]) -> Found:
    control = path[-1]
    inside = [text for inner in _walk(control, ()) if not any(_answers(step) for step in inner[1:]) for text in _heard(inner[-1])]
    own = [plain(control[name]) for name in ("semantics_label", "label", "content", "text", "tooltip") if isinstance(control.get(name), str)]
    names = dict.fromkeys(filter(None, [*_semantics_around(path), *own, " ".join(inside)]))
    return Found(
        control, path, tuple(names), tuple(dict.fromkeys(line.strip() for text in inside for line in text.split("\n"))),
        enabled=not any(step.get("disabled") or step.get("ignore_interactions") for step in path),
    )


def _semantics_around(path: tuple[Control, ...]) -> list[str]:
    """The label of the nearest Semantics, when it speaks of this control alone."""
    for step in reversed(path):
        if step.kind == "Semantics" and isinstance(step.get("label"), str):
            answering = [inner[-1] for inner in _walk(step, ()) if _answers(inner[-1]) and inner[-1] is not step]
            return [plain(step["label"])] if step is path[-1] or all(one is path[-1] for one in answering) else []
    return []
