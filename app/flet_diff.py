"""Halves what Flet 1.0.5 needs to compare two screens: it visits all sixty fields of a control, of which a handful hold something."""
import dataclasses
from functools import cache
from types import SimpleNamespace
from typing import Any

from flet.controls import object_patch

_every_field = dataclasses.fields


def install() -> None:
    """Shows Flet's comparison only the fields worth visiting. Re-test on upgrade."""
    object_patch.dataclasses = SimpleNamespace(**{**vars(dataclasses), "fields": fields_to_visit})  # type: ignore[attr-defined]


def fields_to_visit(item: Any) -> tuple[dataclasses.Field[Any], ...]:
    """Of a Flet control: those changed, those outside its value store, and those that can hold another control. Of anything else: all."""
    values = getattr(item, "_values", None)
    if values is None:
        return _every_field(item)
    structural, by_name = _shape(type(item))
    holders = [by_name[name] for name, value in values.items() if _may_hold_controls(value)]
    changed = [by_name[name] for name in getattr(item, "_dirty", None) or () if name in by_name]
    return (*structural, *holders, *(field for field in changed if field not in holders and field not in structural))


@cache
def _shape(kind: type) -> tuple[tuple[dataclasses.Field[Any], ...], dict[str, dataclasses.Field[Any]]]:
    by_name = {field.name: field for field in _every_field(kind)}
    return tuple(field for name, field in by_name.items() if name in kind._structural_fields), by_name  # type: ignore[attr-defined]


def _may_hold_controls(value: Any) -> bool:
    return isinstance(value, list | dict) or hasattr(value, "__dataclass_fields__")
