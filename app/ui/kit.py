"""Design-system pieces. Screens compose these and nothing lower."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

import flet as ft

from app.domain.message import Message
from app.state.app_state import AppState, BackPressed, Event, PlacePressed
from app.state.inbox.flow import HeadsUpDismissed, HeadsUpPressed
from app.state.place import TABS, Place
from app.ui import format as words
from app.ui import tokens
from app.ui.strings import common as say
from app.ui.tokens import Icon, Type

Send: TypeAlias = Callable[[Event], None]
Press: TypeAlias = Callable[[], None]
Tone: TypeAlias = Literal["info", "ok", "warn", "error"]

DOT = 14  # of a time line, logical pixels
MARK = 23  # height of the 데모 mark at 100 %, logical pixels
SHOWN = "/shown"  # one page of the navigator for every place: a new one would be moved in for a third of a second, taking no taps
SHORT = 6  # letters that fit one line at every size and scale a phone can show


# A page


def screen(
    place: Place,
    title: str,
    body: list[ft.Control],
    send: Send,
    *,
    action: ft.Control | list[ft.Control] | None = None,
    tabs: bool = False,
    now: AppState | None = None,
) -> ft.View:
    """A header, a scrolling body, what to do pinned below it, and the four tabs when this is one of them."""
    scrolling = ft.Column(
        body,
        key=place.value,  # another place starts at its top
        expand=True,
        spacing=tokens.L,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    rows: list[ft.Control] = [
        _header(place, title, send, tabs=tabs, demo=now is not None and now.demo),
        ft.Container(scrolling, expand=True, padding=ft.Padding.only(left=tokens.XL, right=tokens.XL, top=tokens.S)),
    ]
    if action is not None:
        rows.append(_pinned(action))
    if tabs:
        rows.append(_tabs(place, now.inbox.unread if now is not None else 0, send))
    return ft.View(
        route=SHOWN,
        padding=0,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        appbar=ft.AppBar(toolbar_height=0, automatically_imply_leading=False, bgcolor=ft.Colors.SURFACE),  # room for the status bar
        controls=[phone_wide(ft.Column(rows, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH), fills=True)],
    )


def phone_wide(content: ft.Control, *, fills: bool = False) -> ft.Row:
    """As wide as the window, and no wider than a phone's screen in the middle of it."""
    column = ft.Container(content, width=tokens.APP_WIDTH, expand=True, expand_loose=True)
    return ft.Row(
        [column],
        expand=fills,
        spacing=0,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH if fills else ft.CrossAxisAlignment.CENTER,
    )


def _header(here: Place, title: str, send: Send, *, tabs: bool, demo: bool) -> ft.Control:
    back = [] if tabs else [icon_button(Icon.BACK, say.BACK, lambda: send(BackPressed()))]
    helping = ft.Container(height=tokens.TARGET) if here is Place.HELP else icon_button(Icon.HELP, say.HELP, lambda: send(PlacePressed(Place.HELP)))
    named = ft.Semantics(content=text(title, Type.TITLE), heading_level=1, expand=True)
    return ft.Container(
        ft.Row([*back, named, *([_demo_mark(here, send)] if demo else []), helping], spacing=tokens.XS),
        padding=ft.Padding.only(left=tokens.XL if tabs else tokens.XS, right=tokens.S, top=tokens.S, bottom=tokens.XS),
    )


def _pinned(action: ft.Control | list[ft.Control]) -> ft.Control:
    actions = action if isinstance(action, list) else [action]
    column = ft.Column(actions, spacing=tokens.S, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.SafeArea(
        content=ft.Container(column, padding=ft.Padding.symmetric(vertical=tokens.M, horizontal=tokens.XL)),
        avoid_intrusions_top=False,
    )


def _tabs(here: Place, unread: int, send: Send) -> ft.Control:
    pictures = {
        Place.HOME: (Icon.HOME, Icon.HOME_HERE),
        Place.METHOD: (Icon.METHOD, Icon.METHOD_HERE),
        Place.ALERTS: (Icon.MESSAGES, Icon.MESSAGES_HERE),
        Place.HELP: (Icon.HELP, Icon.HELP),
    }

    def destination(place: Place) -> ft.NavigationBarDestination:
        plain, chosen = pictures[place]
        icon: ft.IconData | ft.Icon = plain
        if place is Place.ALERTS and unread:
            badge = ft.Badge(str(unread), bgcolor=ft.Colors.ERROR, text_color=ft.Colors.ON_ERROR)
            icon = ft.Icon(plain, badge=badge, semantics_label=say.MESSAGES_WAITING.format(count=unread))
        return ft.NavigationBarDestination(key=say.TAB[place], label=say.TAB[place], icon=icon, selected_icon=chosen)

    return ft.NavigationBar(
        [destination(place) for place in TABS],
        selected_index=TABS.index(here) if here in TABS else 0,
        on_change=lambda e: send(PlacePressed(TABS[int(e.data)])),
    )


# Words


def text(
    value: str,
    use: Type = Type.BODY,
    *,
    color: ft.ColorValue | None = None,
    align: ft.TextAlign = ft.TextAlign.START,
    expand: bool = False,
) -> ft.Text:
    """Text in one of our sizes, broken over lines between words only; a screen reader gets it without the joints."""
    long = len(value) > SHORT
    return ft.Text(
        words.unbroken(value) if long else value,
        theme_style=ft.TextThemeStyle(use.value),
        color=color,
        text_align=align,
        semantics_label=value if long else None,
        expand=expand or None,  # False would make it flexible, which a wrapping row cannot draw
    )


def quiet(value: str, use: Type = Type.DETAIL, *, expand: bool = False) -> ft.Text:
    return text(value, use, color=ft.Colors.ON_SURFACE_VARIANT, expand=expand)


def question(title: str, hint: str | None = None) -> ft.Control:
    """What this page asks, as its heading."""
    heading = ft.Semantics(content=text(title, Type.QUESTION), heading_level=2)
    return stack(heading, *([quiet(hint, Type.BODY)] if hint else []), spacing=tokens.S)


def section(title: str) -> ft.Control:
    return ft.Semantics(content=ft.Container(text(title, Type.HEADING), padding=ft.Padding.only(top=tokens.S)), heading_level=2)


def amount(krw: int, use: Type = Type.AMOUNT, *, color: ft.ColorValue | None = None) -> ft.Text:
    """33,000원 for the eye, 3만 3천원 for the ear."""
    return ft.Text(words.won(krw), theme_style=ft.TextThemeStyle(use.value), color=color, semantics_label=words.reading(krw))


def stack(*children: ft.Control, spacing: float = tokens.XS, expand: bool = False) -> ft.Column:
    return ft.Column(
        list(children),
        spacing=spacing,
        tight=True,
        expand=expand or None,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


# Things to press


def filled_button(label: str, on_press: Press, *, busy: bool = False, key: str | None = None) -> ft.Control:
    """The one thing a page is for. While busy it says so and takes no second tap."""
    return ft.FilledButton(_waiting(label) if busy else _label(label), key=key or label, disabled=busy, on_click=_pressed(on_press))


def tonal_button(label: str, on_press: Press, *, busy: bool = False, on_colour: bool = False, key: str | None = None) -> ft.Control:
    """on_colour: stands on a notice rather than on a page or a card."""
    return ft.FilledTonalButton(
        _waiting(label) if busy else _label(label),
        key=key or label,
        disabled=busy,
        style=_white() if on_colour else None,
        elevation=0 if on_colour else 1,
        on_click=_pressed(on_press),
    )


def text_button(label: str, on_press: Press, *, key: str | None = None) -> ft.Control:
    return ft.TextButton(_label(label), key=key or label, on_click=_pressed(on_press))


def link_button(
    label: str,
    url: str,
    *,
    filled: bool = False,
    on_colour: bool = False,
    icon: ft.IconData | None = None,
    key: str | None = None,
) -> ft.Control:
    """Opens an address within the person's own gesture, as browsers demand of another app or a call."""
    kind = ft.FilledButton if filled else ft.FilledTonalButton
    return kind(
        _label(label),
        key=key or label,
        icon=icon,
        url=url,
        style=_white() if on_colour else None,
        elevation=0 if on_colour else 1,
    )


def _white() -> ft.ButtonStyle:
    return ft.ButtonStyle(bgcolor=ft.Colors.SURFACE_CONTAINER, color=ft.Colors.ON_SURFACE)


def icon_button(icon: ft.IconData, name: str, on_press: Press, *, key: str | None = None) -> ft.Control:
    """A picture to press; its name is the picture's, since a tooltip alone leaves it nameless on the web."""
    return ft.IconButton(ft.Icon(icon, semantics_label=name), key=key or name, on_click=_pressed(on_press))


def choice(label: str, detail: str | None, chosen: bool, on_press: Press) -> ft.Control:
    """One of several; pressing it chooses it."""
    edge = ft.BorderSide(2, ft.Colors.PRIMARY) if chosen else ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)
    inner = tokens.L if chosen else tokens.L + 1
    said = stack(text(label, Type.BODY), *([quiet(detail)] if detail else []), expand=True)
    row = ft.Row([said, _tick(chosen)], spacing=tokens.M)
    return ft.Semantics(
        content=_pressable(row, label, on_press, padding=inner, edge=edge, bgcolor=ft.Colors.SURFACE_CONTAINER),
        checked=chosen,
        container=True,
    )


def check(label: str, checked: bool, on_toggle: Callable[[bool], None], on_read: Press | None = None) -> ft.Control:
    """A consent: ticked on its own, read in full by the button beside it."""
    row = ft.Row([_tick(checked), text(label, Type.BODY, expand=True)], spacing=tokens.M)
    ticking = ft.Semantics(
        content=_pressable(row, label, lambda: on_toggle(not checked), padding=tokens.M),
        checked=checked,
        container=True,
        expand=True,
    )
    if on_read is None:
        return ticking
    name = say.READ_OF.format(what=label)
    reading = ft.TextButton(ft.Text(say.READ, semantics_label=name), key=name, on_click=_pressed(on_read))
    return ft.Row([ticking, reading], spacing=0)


def text_field(
    label: str,
    value: str,
    on_typed: Callable[[str], None],
    *,
    problem: str | None = None,
    hint: str | None = None,
    digits: bool = False,
    max_length: int | None = None,
    autofill: ft.AutofillHint | None = None,
    secret: bool = False,
    autofocus: bool = False,
    on_done: Press | None = None,
) -> ft.TextField:
    """A field whose value is the state's, never rewritten while somebody types. secret: nothing typed is learnt (S22).

    on_done: what the keyboard's own 완료 key does.
    """
    return ft.TextField(
        key=label,
        label=label,
        value=value,
        error=problem,
        helper=hint,
        helper_max_lines=4,
        error_max_lines=4,
        counter="" if max_length else None,
        max_length=max_length,
        keyboard_type=ft.KeyboardType.NUMBER if digits else ft.KeyboardType.TEXT,
        autofill_hints=autofill,
        autofocus=autofocus,
        autocorrect=not secret,
        enable_suggestions=not secret,
        enable_ime_personalized_learning=not secret,
        smart_dashes_type=not secret,
        smart_quotes_type=not secret,
        filled=True,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border=ft.OutlineInputBorder(border_radius=tokens.CORNER),  # its colour and weight follow the theme and the state
        content_padding=ft.Padding.symmetric(vertical=tokens.L, horizontal=tokens.L),
        on_change=lambda e: on_typed(e.control.value),
        on_submit=_pressed(on_done) if on_done else None,
    )


def _pressed(on_press: Press) -> Callable[[Any], None]:
    return lambda _: on_press()


def _pressable(
    content: ft.Control,
    key: str,
    on_press: Press,
    *,
    padding: float,
    edge: ft.BorderSide | None = None,
    bgcolor: ft.ColorValue | None = None,
) -> ft.Container:
    return ft.Container(
        content,
        key=key,
        ink=True,
        padding=padding,
        bgcolor=bgcolor,
        border_radius=tokens.CORNER,
        border=ft.Border(edge, edge, edge, edge) if edge else None,
        on_click=_pressed(on_press),
    )


def _tick(chosen: bool) -> ft.Icon:
    return ft.Icon(
        Icon.CHOSEN if chosen else Icon.NOT_CHOSEN,
        size=tokens.XXL,
        color=ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE,
    )


def _label(label: str) -> str | ft.Text:
    if len(label) <= SHORT and " " not in label:
        return label
    return ft.Text(words.unbroken(label), text_align=ft.TextAlign.CENTER, semantics_label=label)


def _waiting(label: str) -> ft.Control:
    ring = ft.ProgressRing(width=18, height=18, stroke_width=2, color=ft.Colors.ON_SURFACE_VARIANT)
    return ft.Row([ring, ft.Text(label)], spacing=tokens.S, tight=True, alignment=ft.MainAxisAlignment.CENTER)


# Things to read


def card(*children: ft.Control, spacing: float = tokens.M, padding: float = tokens.XL) -> ft.Container:
    return ft.Container(
        stack(*children, spacing=spacing),
        padding=padding,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=tokens.CORNER_LARGE,
    )


def fact(label: str, value: str | ft.Control) -> ft.Control:
    """Label left, value right; the value moves below when they no longer fit beside each other."""
    shown = value if isinstance(value, ft.Control) else text(value, Type.BODY)
    return ft.Row(
        [quiet(label), shown],
        wrap=True,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        spacing=tokens.M,
        run_spacing=0,
    )


_TONES: dict[str, tuple[ft.IconData, ft.ColorValue, ft.ColorValue]] = {
    "info": (Icon.INFO, ft.Colors.SECONDARY_CONTAINER, ft.Colors.ON_SECONDARY_CONTAINER),
    "ok": (Icon.CHOSEN, ft.Colors.PRIMARY_CONTAINER, ft.Colors.ON_PRIMARY_CONTAINER),
    "warn": (Icon.WARNING, ft.Colors.TERTIARY_CONTAINER, ft.Colors.ON_TERTIARY_CONTAINER),
    "error": (Icon.ERROR, ft.Colors.ERROR_CONTAINER, ft.Colors.ON_ERROR_CONTAINER),
}


def notice(said: str, tone: str = "info", title: str | None = None, *more: ft.Control) -> ft.Control:
    """Something to know here and now. What is more than information is read out when it appears (WCAG 4.1.3)."""
    icon, ground, ink = _TONES[tone]
    lines = [*([text(title, Type.HEADING, color=ink)] if title else []), text(said, Type.DETAIL, color=ink)]
    if more:
        lines.append(ft.Container(stack(*more, spacing=tokens.S), padding=ft.Padding.only(top=tokens.S)))
    row = ft.Row(
        [ft.Icon(icon, color=ink, size=22), stack(*lines, expand=True)],
        spacing=tokens.M,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    box = ft.Container(row, padding=tokens.L, bgcolor=ground, border_radius=tokens.CORNER)
    return box if tone == "info" else ft.Semantics(content=box, live_region=True, container=True)


def timeline(items: Sequence[tuple[str, str, str]], *, reached: int | None = None) -> ft.Control:
    """Days and what happens on them, in order: (when, what, why). reached: how many of them have happened already."""
    return stack(*(_stop(item, number, len(items), reached) for number, item in enumerate(items)), spacing=0)


def _stop(item: tuple[str, str, str], number: int, of: int, reached: int | None) -> ft.Control:
    """A dot beside the first line; the rail runs from the first dot to the last."""
    when, what, why = item
    past, here = reached is not None and number < reached, reached is None or number == reached - 1
    colour = ft.Colors.PRIMARY if past or here else ft.Colors.OUTLINE_VARIANT
    ink = ft.Colors.ON_SURFACE if past or here else ft.Colors.ON_SURFACE_VARIANT
    lines = [
        *([quiet(when)] if when else []),
        text(what, Type.HEADING if here else Type.BODY, color=ink),
        *([quiet(why)] if why else []),
    ]
    first, last = number == 0, number == of - 1
    rail = ft.Container(
        width=2,
        left=6,
        top=DOT if first else 0,
        bottom=None if last else 0,
        height=DOT if last else None,
        bgcolor=ft.Colors.OUTLINE_VARIANT,
    )
    dot = ft.Container(width=DOT, height=DOT, left=0, top=5, bgcolor=colour, border_radius=DOT / 2)
    said = ft.Container(stack(*lines, spacing=2), padding=ft.Padding.only(left=28, bottom=0 if last else tokens.XL))
    return ft.Stack([said, *([] if of == 1 else [rail]), dot])


def busy(said: str) -> ft.Control:
    ring = ft.ProgressRing(width=20, height=20, stroke_width=2.5)
    return ft.Semantics(content=ft.Row([ring, quiet(said, Type.BODY, expand=True)], spacing=tokens.M), live_region=True, container=True)


def blank(share: float, *, tall: bool = False) -> ft.Control:
    """Where a line of text will stand, as wide as that share of the card; nothing to a screen reader."""
    line = ft.Container(
        height=36 if tall else 18,
        expand=round(share * 10),
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGHEST,
        border_radius=tokens.CORNER_SMALL,
    )
    rest = round((1 - share) * 10)
    return ft.Row([line, *([ft.Container(expand=rest)] if rest else [])], spacing=0)


def empty(icon: ft.IconData, title: str, detail: str) -> ft.Control:
    """Nothing here, and what would be."""
    picture = ft.Icon(icon, size=40, color=ft.Colors.OUTLINE)
    heading = ft.Semantics(content=text(title, Type.TITLE, align=ft.TextAlign.CENTER), heading_level=2)
    words_below = text(detail, Type.DETAIL, color=ft.Colors.ON_SURFACE_VARIANT, align=ft.TextAlign.CENTER)
    return ft.Container(stack(picture, heading, words_below, spacing=tokens.S), padding=ft.Padding.symmetric(vertical=tokens.XXXL * 2))


def letter(message: Message, *, unread: bool) -> ft.Control:
    """One message as in a thread: who and when, what about, the words."""
    said = filter(None, (words.clock(message.sent_at.time()), message.sender, say.UNREAD if unread else ""))
    about = [text(message.subject, Type.HEADING)] if message.subject else []
    ink = ft.Colors.PRIMARY if unread else ft.Colors.ON_SURFACE_VARIANT
    lines = stack(text(" · ".join(said), Type.CAPTION, color=ink), *about, text(message.text, Type.DETAIL))
    edge = ft.BorderSide(2, ft.Colors.PRIMARY) if unread else None
    box = ft.Container(
        lines,
        padding=tokens.L,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=tokens.CORNER,
        border=ft.Border(edge, edge, edge, edge) if edge else None,
    )
    return ft.Semantics(content=box, container=True)


def going_on(title: str, detail: str, action: str, on_press: Press) -> ft.Control:
    """Something under way, and the page that tells more."""
    lines = stack(
        text(title, Type.HEADING, color=ft.Colors.ON_PRIMARY_CONTAINER),
        text(detail, Type.DETAIL, color=ft.Colors.ON_PRIMARY_CONTAINER),
        expand=True,
    )
    row = ft.Row([lines, ft.Icon(Icon.FORWARD, color=ft.Colors.ON_PRIMARY_CONTAINER, semantics_label=action)], spacing=tokens.M)
    return _pressable(row, action, on_press, padding=tokens.L, bgcolor=ft.Colors.PRIMARY_CONTAINER)


def _demo_mark(here: Place, send: Send) -> ft.Control:
    """Always there in a demo (S14); it leads behind the scenes."""
    if here is Place.DIRECTOR:
        return _mark(say.DEMO, say.DEMO)
    around = ft.Padding.symmetric(vertical=(tokens.TARGET - MARK) / 2, horizontal=tokens.S)
    return ft.TextButton(
        _mark(say.DEMO, say.OPEN_DIRECTOR),
        key=say.OPEN_DIRECTOR,
        style=ft.ButtonStyle(padding=around, shape=ft.RoundedRectangleBorder(radius=tokens.CORNER)),
        on_click=_pressed(lambda: send(PlacePressed(Place.DIRECTOR))),
    )


def _mark(said: str, heard: str) -> ft.Control:
    caption = ft.TextThemeStyle(Type.CAPTION.value)
    return ft.Container(
        ft.Text(said, theme_style=caption, color=ft.Colors.ON_TERTIARY_CONTAINER, semantics_label=heard),
        bgcolor=ft.Colors.TERTIARY_CONTAINER,
        border_radius=tokens.CORNER_SMALL,
        padding=ft.Padding.symmetric(vertical=2, horizontal=tokens.S),
    )


# Above whatever screen is shown


def band(said: str, action: str | None, on_press: Press | None, *, tone: str = "info") -> ft.Control:
    """A line of news over the screen, with one thing to do about it at most."""
    _, ground, ink = _TONES[tone]
    pressing = [ft.TextButton(action, key=action, on_click=_pressed(on_press))] if action and on_press else []
    row = ft.Row([text(said, Type.DETAIL, color=ink, expand=True), *pressing], spacing=tokens.S)
    box = ft.Container(row, bgcolor=ground, padding=ft.Padding.symmetric(vertical=tokens.S, horizontal=tokens.XL))
    return ft.Semantics(content=phone_wide(box), live_region=True, container=True)


def heads_up(message: Message, send: Send) -> ft.Control:
    """A message that has just come, over whatever screen is open (R56)."""
    lines = stack(
        text(f"{say.NEW_MESSAGE} · {message.sender}", Type.CAPTION, color=ft.Colors.ON_INVERSE_SURFACE),
        text(message.subject or message.text.split("]")[-1].strip(), Type.DETAIL, color=ft.Colors.ON_INVERSE_SURFACE),
        expand=True,
        spacing=2,
    )
    seeing = ft.TextButton(
        say.SEE,
        key=say.SEE,
        style=ft.ButtonStyle(color=ft.Colors.INVERSE_PRIMARY),
        on_click=_pressed(lambda: send(HeadsUpPressed())),
    )
    closing = ft.IconButton(
        ft.Icon(Icon.CLOSE, semantics_label=say.CLOSE, color=ft.Colors.ON_INVERSE_SURFACE),
        key=say.CLOSE,
        on_click=_pressed(lambda: send(HeadsUpDismissed())),
    )
    box = ft.Container(
        ft.Row([lines, seeing, closing], spacing=0),
        bgcolor=ft.Colors.INVERSE_SURFACE,
        border_radius=tokens.CORNER_LARGE,
        margin=tokens.S,
        padding=ft.Padding.only(left=tokens.L, right=tokens.XS, top=tokens.S, bottom=tokens.S),
    )
    return ft.Semantics(content=phone_wide(box), live_region=True, container=True)
