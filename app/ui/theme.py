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
        page.fonts = {
            tokens.FONT: "fonts/AltteulSans-Regular.otf",
            tokens.FONT_BOLD_NATIVE: "fonts/AltteulSans-Bold.otf",
        }
    page.theme, page.dark_theme = theme(tokens.LIGHT, native=not page.web), theme(tokens.DARK, native=not page.web)
    page.theme_mode = ft.ThemeMode.SYSTEM
    # Flutter fades a theme in from its own, whose font has no Korean
    page.theme_animation_style = ft.AnimationStyle(duration=0, reverse_duration=0)


def theme(colours: Mapping[str, str], *, text_scale: float = 1.0, native: bool = False) -> ft.Theme:
    """native: screens move as on the platform, and bold is a family of its own; a browser shows screens at once."""

    def style(use: Type, *, on_button: bool = False) -> ft.TextStyle:
        """Without a colour Flet makes it black, in the dark too; a button's letters follow the button's state."""
        return text_style(use, text_scale, native=native, colour=None if on_button else colours["on_surface"])

    return ft.Theme(  # a role's name inside a part of a theme means Flutter's own colours, not ours: hence the values
        font_family=tokens.FONT,
        color_scheme=ft.ColorScheme(**colours),
        scaffold_bgcolor=colours["surface"],
        text_theme=ft.TextTheme(**{slot: style(use) for use, slot in _SLOTS.items()}),
        visual_density=ft.VisualDensity.STANDARD,
        page_transitions=ft.PageTransitionsTheme() if native else ft.PageTransitionsTheme(*[_STILL] * 5),
        filled_button_theme=ft.FilledButtonTheme(_button(tokens.L, tokens.XL, style(Type.BUTTON, on_button=True))),
        text_button_theme=ft.TextButtonTheme(_button(tokens.M, tokens.M, style(Type.BUTTON, on_button=True))),
        icon_button_theme=ft.IconButtonTheme(ft.ButtonStyle(padding=ft.Padding.all(tokens.M), icon_size=tokens.XXL)),
        divider_theme=ft.DividerTheme(color=colours["outline_variant"], thickness=1),
        dialog_theme=ft.DialogTheme(
            bgcolor=colours["surface_container_high"],
            shape=ft.RoundedRectangleBorder(radius=tokens.CORNER_LARGE),
            title_text_style=style(Type.TITLE),
            content_text_style=style(Type.BODY),
        ),
        navigation_bar_theme=ft.NavigationBarTheme(
            bgcolor=colours["surface_container"],
            elevation=0,
            indicator_color=colours["primary_container"],
            label_text_style=style(Type.TAB),
        ),
    )


def text_style(use: Type, scale: float = 1.0, *, native: bool = False, colour: str | None = None) -> ft.TextStyle:
    measure = tokens.TYPE_SCALE[use]
    return ft.TextStyle(
        font_family=tokens.FONT_BOLD_NATIVE if native and measure.bold else tokens.FONT,
        size=measure.size * scale,
        height=measure.height,
        weight=ft.FontWeight.BOLD if measure.bold else ft.FontWeight.NORMAL,
        letter_spacing=0,
        color=colour,
    )


def _button(above: float, beside: float, letters: ft.TextStyle) -> ft.ButtonStyle:
    """No fixed height: with one line a wide button is 56 px high and a text button 48, and both grow with their text."""
    return ft.ButtonStyle(
        padding=ft.Padding.symmetric(vertical=above, horizontal=beside),
        shape=ft.RoundedRectangleBorder(radius=tokens.CORNER),
        text_style=letters,
    )
