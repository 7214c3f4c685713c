"""Every sample of every screen, as the gallery shows them."""
import importlib
from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

from app.state.app_state import AppState
from tests.support.source import ROOT, modules

Sample = tuple[Callable[[AppState, Callable[[Any], None]], ft.View], AppState]


def collected() -> dict[str, Sample]:
    """Samples by name. Raises AssertionError when two carry one name."""
    found: dict[str, Sample] = {}
    for path in modules("app/screens"):
        if path.name == "samples.py":
            samples: Mapping[str, Sample] = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)).SAMPLES
            assert not found.keys() & samples.keys(), found.keys() & samples.keys()
            found |= samples
    return found


SAMPLES = collected()
