"""The dependency arrows, enforced: screens -> ui -> state -> api -> domain, with durable and the sandbox beside them."""
import sys
from pathlib import Path

import pytest

from tests.support.source import imports, modules, shown

MAY_IMPORT = {
    "domain": set(),
    "durable": {"tinydb", "filelock"},
    "api": {"domain", "httpx", "pydantic", "stamina"},
    "sandbox": {"domain", "durable", "fastapi", "starlette", "pydantic", "tinydb"},
    "state": {"domain", "api", "durable", "pydantic", "tinydb"},
    "ui": {"domain", "state", "flet"},
    "screens": {"domain", "state", "ui", "flet"},
}
ONLY_IN = {  # a library that one module alone may know, and where
    "httpx": {"api": ("http_adapter.py", "in_process.py")},
    "tinydb": {"state": ("local_store.py",)},
}
IMPURE = {"asyncio", "threading", "socket", "os", "time", "random", "secrets", "subprocess", "urllib", "http", "io", "pathlib", "tempfile"}


def layer_of(name: str) -> str:
    """The layer or library a full name belongs to; modules at the top of app/ belong to app itself."""
    top, _, rest = name.partition(".")
    if top != "app":
        return top.removesuffix("_core")  # pydantic_core is pydantic's own
    first = rest.split(".")[0]
    return first if first in MAY_IMPORT else "app"


def offences(layer: str, path: Path) -> list[str]:
    allowed = MAY_IMPORT[layer] | {layer} | set(sys.stdlib_module_names)
    return [f"{shown(path)} imports {name}" for name in imports(path) if layer_of(name) not in allowed]


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_layer_imports_only_downwards(layer):
    assert [offence for path in modules(f"app/{layer}") for offence in offences(layer, path)] == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_library_stays_in_the_module_that_wraps_it(library):
    for layer, files in ONLY_IN[library].items():
        users = {path.name for path in modules(f"app/{layer}") if any(layer_of(name) == library for name in imports(path))}
        assert users, f"nothing in app/{layer} imports {library}: the rule is out of date"
        assert users <= set(files)


def test_domain_is_pure():
    """Same answer for the same arguments: no clock, no chance, no file, no socket, nothing to await."""
    looked_at = modules("app/domain")
    assert [f"{shown(path)} imports {name}" for path in looked_at for name in imports(path) if layer_of(name) in IMPURE] == []
    sources = {shown(path): path.read_text(encoding="utf-8") for path in looked_at}
    assert [path for path, source in sources.items() if ".now(" in source or ".today(" in source or "async def" in source] == []


def test_flows_are_pure():
    """A flow decides; effects do. Only store.py, clock.py and effects.py know of waiting."""
    flows = [path for path in modules("app/state") if path.name in ("flow.py", "app_state.py", "place.py", "remote.py")]
    assert len(flows) >= 6
    impure = [f"{shown(path)} imports {name}" for path in flows for name in imports(path) if layer_of(name) in IMPURE and not name.startswith("urllib.parse.")]
    assert impure == []


def test_the_rule_sees_a_forbidden_import():
    assert layer_of("app.api.client.CarrierClient") == "api" not in MAY_IMPORT["screens"]
    assert layer_of("flet.View") == "flet" not in MAY_IMPORT["domain"]
    assert layer_of("app.app.build") == "app" not in MAY_IMPORT["screens"]
