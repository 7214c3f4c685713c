"""Buttons that open an address: a browser follows them itself, the app hears nothing."""
from collections.abc import Iterator
from typing import Any

from tests.support.headless import HeadlessDriver


def links(driver: HeadlessDriver) -> dict[str, str]:
    """Address by key of every such button on screen."""
    return {str(control["key"]): str(address(control["url"])) for control in _controls(driver.client.views[-1]) if control.get("url")}


def address(url: Any) -> Any:
    return url["url"] if isinstance(url, dict) else url


def _controls(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _controls(item)
    elif isinstance(value, dict):
        if "_i" in value:
            yield value
        for name, child in value.items():
            if name != "url":
                yield from _controls(child)
