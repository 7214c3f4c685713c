"""The look in numbers: colours by role, spaces, corners, type sizes, and every icon the app draws."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import flet as ft

APP_WIDTH = 480  # logical pixels; wider windows centre a column of this width
TARGET = 48  # least height and width of anything that is pressed
PRIMARY_TARGET = 56

XS, S, M, L, XL, XXL, XXXL = 4, 8, 12, 16, 20, 24, 32
CORNER_SMALL, CORNER, CORNER_LARGE = 8, 12, 20

FONT = "Altteul Sans"  # Pretendard, cut to what the app writes, figures all of one width
FONT_BOLD_NATIVE = "Altteul Sans Bold"  # outside the web each weight is a family of its own
TEXT_SCALES = (1.0, 1.3, 1.6, 2.0)


class Type(StrEnum):
    """Where a text style is used; the values are the slots of Material's text theme that carry it."""

    AMOUNT = "displaySmall"
    QUESTION = "headlineMedium"
    TITLE = "titleLarge"
    HEADING = "titleMedium"
    BODY = "bodyLarge"
    DETAIL = "bodyMedium"
    CAPTION = "bodySmall"
    BUTTON = "labelLarge"
    TAB = "labelMedium"


@dataclass(frozen=True, slots=True)
class TypeSize:
    size: float  # logical pixels at 100 %
    height: float  # line height as a multiple of size
    bold: bool = False


TYPE_SCALE = MappingProxyType(
    {
        Type.AMOUNT: TypeSize(36, 1.25, bold=True),
        Type.QUESTION: TypeSize(25, 1.4, bold=True),
        Type.TITLE: TypeSize(20, 1.4, bold=True),
        Type.HEADING: TypeSize(17, 1.45, bold=True),
        Type.BODY: TypeSize(17, 1.5),
        Type.DETAIL: TypeSize(15, 1.55),
        Type.CAPTION: TypeSize(13, 1.5),
        Type.BUTTON: TypeSize(17, 1.4, bold=True),
        Type.TAB: TypeSize(12, 1.35),
    }
)

# Material 3 roles. surface is the page, surface_container a card, surface_container_highest a quiet block on either;
# primary_container says "good", tertiary_container "take care", error_container "went wrong".
LIGHT = MappingProxyType(
    {
        "primary": "#00685B",
        "on_primary": "#FFFFFF",
        "primary_container": "#D9F2EC",
        "on_primary_container": "#00382F",
        "secondary": "#3E5A55",
        "on_secondary": "#FFFFFF",
        "secondary_container": "#E4EDEB",
        "on_secondary_container": "#1B2F2B",
        "tertiary": "#7A4B00",
        "on_tertiary": "#FFFFFF",
        "tertiary_container": "#FFF0D6",
        "on_tertiary_container": "#4B2E00",
        "error": "#B3261E",
        "on_error": "#FFFFFF",
        "error_container": "#FDE7E4",
        "on_error_container": "#6E140D",
        "surface": "#F2F5F4",
        "on_surface": "#14201D",
        "on_surface_variant": "#4C5B57",
        "outline": "#71807C",
        "outline_variant": "#D9E0DE",
        "surface_container_lowest": "#FFFFFF",
        "surface_container_low": "#FFFFFF",
        "surface_container": "#FFFFFF",
        "surface_container_high": "#FFFFFF",
        "surface_container_highest": "#E6ECEA",
        "surface_dim": "#E2E8E6",
        "surface_bright": "#FFFFFF",
        "inverse_surface": "#22302C",
        "on_inverse_surface": "#F2F5F4",
        "inverse_primary": "#7ED8C6",
        "surface_tint": "#00685B",
        "shadow": "#000000",
        "scrim": "#000000",
    }
)
DARK = MappingProxyType(
    {
        "primary": "#7ED8C6",
        "on_primary": "#002620",
        "primary_container": "#0E4A40",
        "on_primary_container": "#CBF5EB",
        "secondary": "#B5CBC5",
        "on_secondary": "#20352F",
        "secondary_container": "#26332F",
        "on_secondary_container": "#D6E3DF",
        "tertiary": "#F4C26F",
        "on_tertiary": "#422900",
        "tertiary_container": "#46330F",
        "on_tertiary_container": "#FFE3B5",
        "error": "#FFB4AB",
        "on_error": "#5F110B",
        "error_container": "#45201C",
        "on_error_container": "#FFDBD6",
        "surface": "#0D1312",
        "on_surface": "#E7EEEC",
        "on_surface_variant": "#AEBCB8",
        "outline": "#86948F",
        "outline_variant": "#34413D",
        "surface_container_lowest": "#090E0D",
        "surface_container_low": "#1A2321",
        "surface_container": "#1A2321",
        "surface_container_high": "#212B28",
        "surface_container_highest": "#2B3733",
        "surface_dim": "#0D1312",
        "surface_bright": "#34413D",
        "inverse_surface": "#E7EEEC",
        "on_inverse_surface": "#1B2624",
        "inverse_primary": "#00685B",
        "surface_tint": "#7ED8C6",
        "shadow": "#000000",
        "scrim": "#000000",
    }
)

# What is written on what: every pair of text and ground that screens use. WCAG 1.4.3 asks for 4.5:1.
TEXT_ON = (
    ("on_surface", "surface"),
    ("on_surface", "surface_container"),
    ("on_surface", "surface_container_high"),
    ("on_surface", "surface_container_highest"),
    ("on_surface_variant", "surface"),
    ("on_surface_variant", "surface_container"),
    ("on_surface_variant", "surface_container_high"),
    ("on_surface_variant", "surface_container_highest"),
    ("primary", "surface"),
    ("primary", "surface_container"),
    ("on_primary", "primary"),
    ("on_primary_container", "primary_container"),
    ("on_secondary_container", "secondary_container"),
    ("on_tertiary_container", "tertiary_container"),
    ("error", "surface"),
    ("error", "surface_container"),
    ("on_error", "error"),
    ("on_error_container", "error_container"),
    ("on_inverse_surface", "inverse_surface"),
)
# Edges that tell a control from its ground: WCAG 1.4.11 asks for 3:1.
EDGE_ON = (
    ("outline", "surface"),
    ("outline", "surface_container"),
    ("primary", "surface_container"),
    ("error", "surface_container"),
)


class Icon:
    """Every icon the app draws; the web build ships no other."""

    BACK = ft.Icons.ARROW_BACK
    CALL = ft.Icons.CALL_OUTLINED
    CHECK = ft.Icons.CHECK
    CHOSEN = ft.Icons.CHECK_CIRCLE
    CLOSE = ft.Icons.CLOSE
    ERROR = ft.Icons.ERROR_OUTLINE
    FAILED = ft.Icons.ERROR
    FORWARD = ft.Icons.CHEVRON_RIGHT
    HELP = ft.Icons.SUPPORT_AGENT
    HOME = ft.Icons.HOME_OUTLINED
    HOME_HERE = ft.Icons.HOME
    INFO = ft.Icons.INFO_OUTLINE
    MESSAGES = ft.Icons.NOTIFICATIONS_OUTLINED
    MESSAGES_HERE = ft.Icons.NOTIFICATIONS
    METHOD = ft.Icons.CREDIT_CARD_OUTLINED
    METHOD_HERE = ft.Icons.CREDIT_CARD
    NOT_CHOSEN = ft.Icons.RADIO_BUTTON_UNCHECKED
    OPEN_OUTSIDE = ft.Icons.OPEN_IN_NEW
    REFRESH = ft.Icons.REFRESH
    WAITING = ft.Icons.HOURGLASS_TOP
    WARNING = ft.Icons.WARNING_AMBER_ROUNDED


ICONS = MappingProxyType({name: value for name, value in vars(Icon).items() if name.isupper()})
