"""Colours can be read, sizes can be pressed, and every icon drawn is one that the web build ships."""

import re

import pytest

from app.ui import tokens
from tests.support.source import modules, shown


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance of #RRGGBB."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


MODES = pytest.mark.parametrize("colours", [pytest.param(tokens.LIGHT, id="light"), pytest.param(tokens.DARK, id="dark")])


def test_contrast_is_reckoned_as_wcag_does():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@MODES
@pytest.mark.parametrize("pair", tokens.TEXT_ON, ids="-on-".join)
def test_text_stands_out_from_its_ground(colours, pair):
    ink, ground = pair
    assert contrast(colours[ink], colours[ground]) >= 4.5


@MODES
@pytest.mark.parametrize("pair", tokens.EDGE_ON, ids="-on-".join)
def test_edges_of_controls_stand_out_from_their_ground(colours, pair):
    edge, ground = pair
    assert contrast(colours[edge], colours[ground]) >= 3


def test_both_modes_name_the_same_roles():
    assert tokens.LIGHT.keys() == tokens.DARK.keys()
    assert {role for pair in tokens.TEXT_ON + tokens.EDGE_ON for role in pair} <= tokens.LIGHT.keys()


def test_targets_hold_a_finger():
    assert (tokens.TARGET, tokens.PRIMARY_TARGET) == (48, 56)


def test_every_icon_drawn_is_one_of_ours():
    """The web build ships the icons of tokens.Icon and no other: one named elsewhere would be an empty square."""
    looked_at = modules("app/screens", "app/ui")
    assert len(looked_at) > 10
    drawn = [f"{shown(path)}: {name}" for path in looked_at if path.name != "tokens.py" for name in re.findall(r"ft\.Icons\.\w+", path.read_text(encoding="utf-8"))]
    assert drawn == []
    assert len(tokens.ICONS) > 10
