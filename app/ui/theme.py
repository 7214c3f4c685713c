"""Material 3 dressed in our tokens, light and dark, in Korean."""
from collections.abc import Mapping

import flet as ft

from app.ui import tokens
from app.ui.strings import common as say
from app.ui.tokens import Type

_SLOTS = {
    Type.AMOUNT: "display_small",
    Type.QUESTION: "headline_medium",
    Type.TITLE: "title_large",
    Type.HEADING: "title_medium",
    Type.BODY: "body_large",
    Type.DETAIL: "body_medium",
    Type.CAPTION: "body_small",
    Type.BUTTON: "label_large",
    Type.TAB: "label_medium",
}
_STILL = ft.PageTransitionTheme.NONE


def dress(page: ft.Page) -> None:
    """Everything that holds for the whole app, set before anything is drawn."""
    page.title = say.APP_NAME
    korean = ft.Locale("ko", "KR")
    page.locale_configuration = ft.LocaleConfiguration([korean], korean)
    if not page.web:  # the web page brings the font along before it starts
        page.fonts = {tokens.FONT: f"fonts/{tokens.FONT}.ttf"}
    page.theme, page.dark_theme = theme(tokens.LIGHT, moves=not page.web), theme(tokens.DARK, moves=not page.web)
    page.theme_mode = ft.ThemeMode.SYSTEM
    page.theme_animation_style = ft.AnimationStyle(duration=0, reverse_duration=0)  # else it starts from a font without Korean


def theme(colours: Mapping[str, str], *, text_scale: float = 1.0, moves: bool = False) -> ft.Theme:
    """moves: screens slide in as on the platform; a browser shows them at once."""
    return ft.Theme(
        font_family=tokens.FONT,
        color_scheme=ft.ColorScheme(**colours),
        scaffold_bgcolor=ft.Colors.SURFACE,
        text_theme=ft.TextTheme(**{slot: text_style(use, text_scale) for use, slot in _SLOTS.items()}),
        visual_density=ft.VisualDensity.STANDARD,
        page_transitions=ft.PageTransitionsTheme() if moves else ft.PageTransitionsTheme(_STILL, _STILL, _STILL, _STILL, _STILL),
        filled_button_theme=ft.FilledButtonTheme(_wide_button(tokens.CORNER, text_scale)),
        outlined_button_theme=ft.OutlinedButtonTheme(_wide_button(tokens.CORNER, text_scale)),
        text_button_theme=ft.TextButtonTheme(_text_button(text_scale)),
        icon_button_theme=ft.IconButtonTheme(ft.ButtonStyle(padding=ft.Padding.all(tokens.M), icon_size=tokens.XXL)),
        divider_theme=ft.DividerTheme(color=ft.Colors.OUTLINE_VARIANT, thickness=1),
        dialog_theme=ft.DialogTheme(
            bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH, shape=ft.RoundedRectangleBorder(radius=tokens.CORNER_LARGE),
            title_text_style=text_style(Type.TITLE, text_scale), content_text_style=text_style(Type.BODY, text_scale),
        ),
        navigation_bar_theme=ft.NavigationBarTheme(
            bgcolor=ft.Colors.SURFACE_CONTAINER, elevation=0, indicator_color=ft.Colors.PRIMARY_CONTAINER,
            label_text_style=text_style(Type.TAB, text_scale),
        ),
    )


def text_style(use: Type, scale: float = 1.0) -> ft.TextStyle:
    measure = tokens.TYPE_SCALE[use]
    weight = ft.FontWeight.BOLD if measure.bold else ft.FontWeight.NORMAL
    return ft.TextStyle(font_family=tokens.FONT, size=measure.size * scale, height=measure.height, weight=weight, letter_spacing=0)


def _wide_button(corner: float, scale: float) -> ft.ButtonStyle:
    """56 px high with one line of text, and as high as it takes with more."""
    return ft.ButtonStyle(
        padding=ft.Padding.symmetric(vertical=tokens.L, horizontal=tokens.XL),
        shape=ft.RoundedRectangleBorder(radius=corner),
        text_style=text_style(Type.BUTTON, scale),
    )


def _text_button(scale: float) -> ft.ButtonStyle:
    """48 px high with one line of text."""
    return ft.ButtonStyle(
        padding=ft.Padding.symmetric(vertical=tokens.M, horizontal=tokens.M),
        shape=ft.RoundedRectangleBorder(radius=tokens.CORNER),
        text_style=text_style(Type.BUTTON, scale),
    )
