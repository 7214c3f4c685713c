"""Designers' gallery: every screen in every named state at its own address, with theme, text size and width to choose.

/home/to_pay?theme=dark&scale=2&width=360; with &alone=1 nothing but the screen, as goldens want it.
scale multiplies our type sizes, which every text takes from the theme: Flet 1.0.5 lets nobody set the device's own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import flet as ft

from app.screens.dialogs import dialog_for
from app.screens.frame import framed
from app.screens.samples import SAMPLES
from app.state.app_state import Event
from app.ui import kit, tokens
from app.ui.strings import gallery as say
from app.ui.theme import dress, theme

THEMES = {"system": ft.ThemeMode.SYSTEM, "light": ft.ThemeMode.LIGHT, "dark": ft.ThemeMode.DARK}
WIDTHS = (360, 390, 412, 768, 1280)


@dataclass(frozen=True, slots=True)
class Pose:
    """What an address asks for."""

    name: str = ""  # "" is the index
    theme: str = "system"
    scale: float = 1.0
    width: int | None = None  # logical pixels; None fills the window
    alone: bool = False

    @classmethod
    def at(cls, address: str) -> "Pose":
        """Whatever makes no sense is as if it had not been asked for."""
        parts = urlsplit(address)
        asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        name = unquote(parts.path).strip("/")
        return cls(
            name=name if name in SAMPLES else "",
            theme=asked.get("theme", "") if asked.get("theme") in THEMES else "system",
            scale=next((scale for scale in tokens.TEXT_SCALES if f"{scale:g}" == asked.get("scale")), 1.0),
            width=next((width for width in WIDTHS if str(width) == asked.get("width")), None),
            alone=asked.get("alone") == "1",
        )

    @property
    def address(self) -> str:
        plain = Pose(self.name)
        asked = {
            key: f"{value:g}" if isinstance(value, float) else str(int(value) if isinstance(value, bool) else value)
            for key in ("theme", "scale", "width", "alone")
            if (value := getattr(self, key)) != getattr(plain, key)
        }
        return f"/{self.name}" + (f"?{urlencode(asked)}" if asked else "")


def build() -> Callable[[ft.Page], None]:
    """What a Flet server runs for every page."""
    return gallery_main


def gallery_main(page: ft.Page) -> None:
    dress(page)
    _dress_for(page, Pose.at(page.route or "/"))
    page.render_views(Gallery, page)


def _dress_for(page: ft.Page, pose: Pose) -> None:
    native = not page.web
    page.theme = theme(tokens.LIGHT, text_scale=pose.scale, native=native)
    page.dark_theme = theme(tokens.DARK, text_scale=pose.scale, native=native)
    page.theme_mode = THEMES[pose.theme]


@ft.component
def Gallery(page: ft.Page) -> list[ft.View]:
    pose, set_pose = ft.use_state(lambda: Pose.at(page.route or "/"))
    sent, set_sent = ft.use_state("")

    def visited(event: ft.RouteChangeEvent) -> None:
        asked = Pose.at(event.route)
        _dress_for(page, asked)
        page.update()
        set_sent("")
        set_pose(asked)

    def listen() -> None:
        page.on_route_change = visited

    ft.use_effect(listen, [])

    def take(event: Event) -> None:
        set_sent(repr(event))

    ft.use_dialog(dialog_for(SAMPLES[pose.name][1], take) if pose.name else None)
    return [_scene(pose, page.navigate, take, sent) if pose.name else _index(pose, page.navigate)]


def _index(pose: Pose, go: Callable[[str], None]) -> ft.View:
    rows: list[ft.Control] = [kit.question(say.TITLE, say.HINT.format(count=len(SAMPLES)))]
    for screen, names in groupby(sorted(SAMPLES), key=lambda name: name.partition("/")[0]):
        rows.append(kit.section(screen))
        buttons = [kit.text_button(name.partition("/")[2], lambda name=name: go(replace(pose, name=name).address), key=name) for name in names]
        rows.append(ft.Row(buttons, wrap=True, spacing=tokens.S, run_spacing=0))
    listed = ft.Column(rows, scroll=ft.ScrollMode.AUTO, expand=True, spacing=tokens.M)
    return ft.View(route="/", controls=[_switches(pose, go), listed], padding=tokens.XL)


def _scene(pose: Pose, go: Callable[[str], None], take: Callable[[Event], None], sent: str) -> ft.View:
    screen, state = SAMPLES[pose.name]
    view = framed(screen(state, take), state, take)
    view.route = f"/{pose.name}"
    if pose.alone and pose.width is None:
        return view
    shown: ft.Control = ft.Column(list(view.controls), spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    if pose.width is not None:
        edge = ft.BorderSide(1, ft.Colors.OUTLINE)
        frame = ft.Container(shown, width=pose.width, border=ft.Border(edge, edge, edge, edge))
        shown = ft.Row([frame], scroll=ft.ScrollMode.AUTO, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    switches = [] if pose.alone else [_switches(pose, go), kit.quiet(say.SENT.format(event=sent) if sent else pose.name, kit.Type.CAPTION)]
    view.controls = [*switches, shown]
    return view


def _switches(pose: Pose, go: Callable[[str], None]) -> ft.Control:
    def switch(label: str, other: Pose) -> ft.Control:
        style = ft.ButtonStyle(bgcolor=ft.Colors.PRIMARY_CONTAINER) if other == pose else None
        return ft.TextButton(label, key=label, style=style, on_click=lambda _: go(other.address))

    offered = [
        *([switch(say.INDEX, replace(pose, name="")), switch(say.ALONE, replace(pose, alone=True))] if pose.name else []),
        *(switch(label, replace(pose, theme=name)) for name, label in say.THEME.items()),
        *(switch(say.SCALE.format(percent=round(scale * 100)), replace(pose, scale=scale)) for scale in tokens.TEXT_SCALES),
        *(switch(say.WIDTH.format(width=width), replace(pose, width=width)) for width in WIDTHS),
        switch(say.WINDOW, replace(pose, width=None)),
    ]
    return ft.Row(offered, wrap=True, spacing=tokens.XS, run_spacing=0)
