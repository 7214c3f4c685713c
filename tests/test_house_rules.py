"""Rules of the house that a machine can check. Each first makes sure that it looked at something."""
import ast
import dataclasses
import importlib
import inspect
import re
import types
import typing
from collections.abc import Callable
from enum import Enum

import flet as ft
import pytest

from app.domain.bank_account import AccountProblem
from app.domain.card import CardProblem
from app.domain.identity import PersonProblem
from app.domain.refusal import Refusal
from app.screens.places import SCREENS
from app.screens.samples import SAMPLES
from app.state.change_method.flow import FormProblem
from app.state.place import Place
from tests.support.source import ROOT, modules, parsed, shown

WRITES_KOREAN = {"app/ui/format.py"}  # dates and sums are put into words there
VAGUE = {"utils", "util", "helpers", "helper", "manager", "base", "common_utils", "models", "misc"}
CATCHES_ALL = {"app/app.py", "app/state/store.py", "app/flet_guard.py"}  # the boundaries: a screen, an effect, Flet itself
SPEAKS_ON_A_TERMINAL = {"app/cli.py", "app/web.py"}  # the command, and why its port could not be opened
SECRET = {"card_number", "card_expiry", "account_number", "birth", "gender", "phone", "payer_phone", "payer_name", "token"}
MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MUTATORS = {"append", "add", "update", "extend", "insert", "pop", "clear", "remove", "discard", "setdefault", "popitem"}
HANGUL = re.compile("[가-힣]")


# Samples

@pytest.mark.parametrize("place", Place)
def test_every_screen_has_samples(place):
    assert SAMPLES
    screen = SCREENS[place]
    assert [name for name, (posed, _) in SAMPLES.items() if posed is screen], f"no sample of {screen.__name__}"


@pytest.mark.anyio
@pytest.mark.parametrize("name", SAMPLES)
async def test_every_sample_draws(stage, name):
    driver, sent = await stage(*SAMPLES[name])
    assert await driver.texts()
    assert sent == [], "drawing must not send anything"


@pytest.mark.anyio
@pytest.mark.parametrize("name", SAMPLES)
async def test_everything_that_answers_has_a_name_of_its_own(stage, name):
    driver, _ = await stage(*SAMPLES[name])
    found = driver.client.controls()
    assert found, "a screen without a way on"
    assert [control.control for control in found if not control.names and not control.lines] == []
    labels = [control.names[0] for control in found]
    assert sorted({label for label in labels if labels.count(label) > 1}) == [], "two controls of one name"


@pytest.mark.anyio
@pytest.mark.parametrize("name", SAMPLES)
async def test_one_filled_button_at_most(stage, name):
    driver, _ = await stage(*SAMPLES[name])
    filled = [found for found in driver.client.everything() if found.control.kind == "FilledButton"]
    assert len(filled) <= 1, [found.names for found in filled]


# Words

def sentences() -> dict[Enum, object]:
    """Every text that strings keep by a member of an enum."""
    kept: dict[Enum, object] = {}
    for path in modules("app/ui/strings"):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for value in vars(module).values():
            if isinstance(value, dict):
                kept |= {key: text for key, text in value.items() if isinstance(key, Enum)}
    return kept


@pytest.mark.parametrize("problem", [*Refusal, *FormProblem, *CardProblem, *AccountProblem, *PersonProblem], ids=str)
def test_every_refusal_and_problem_has_a_sentence(problem):
    assert str(sentences().get(problem, "")).strip(), f"{problem!r} has no sentence"


def test_words_live_in_strings_only():
    looked_at = [path for path in modules("app/screens", "app/ui") if "strings" not in path.parts and not path.stem.startswith("sample") and shown(path) not in WRITES_KOREAN]
    assert len(looked_at) > 10
    offences = [f"{shown(path)}:{node.lineno} {node.value!r}" for path in looked_at for node in strings_of(parsed(path)) if HANGUL.search(node.value)]
    assert offences == []


def test_words_are_in_the_polite_informal_style():
    texts = [node.value for path in modules("app/ui/strings") for node in strings_of(parsed(path)) if HANGUL.search(node.value)]
    assert len(texts) > 50
    assert [text for text in texts if re.search("니다[.?!]|십시오|바랍니다", text)] == []


# State

def state_classes() -> list[type]:
    flows = [path for path in modules("app/state") if path.name in ("flow.py", "app_state.py", "remote.py")]
    found = []
    for path in flows:
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        found += [one for one in vars(module).values() if inspect.isclass(one) and one.__module__ == module.__name__ and dataclasses.is_dataclass(one)]
    assert len(found) > 40
    return found


def test_states_events_and_effects_are_frozen():
    assert [one for one in state_classes() if not one.__dataclass_params__.frozen] == []


def test_states_events_and_effects_hold_no_callables():
    def callables(annotation: object) -> bool:
        origin = typing.get_origin(annotation)
        return origin is Callable or origin is typing.Callable or any(callables(inner) for inner in typing.get_args(annotation)) or annotation is types.FunctionType

    held = [(one, name) for one in state_classes() for name, annotation in typing.get_type_hints(one).items() if callables(annotation)]
    assert held == []


def test_secrets_are_not_shown_by_repr():
    """S01: what a traceback or a log prints of a dataclass shows no number, birth date or phone."""
    fields = [
        (path, statement)
        for path in modules("app/domain", "app/state", "app/api") for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)
        for statement in node.body if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.target.id in SECRET
    ]
    assert len(fields) > 5
    assert [f"{shown(path)}:{one.lineno}" for path, one in fields if "repr=False" not in ast.unparse(one) and "Callable" not in ast.unparse(one)] == []


# Code

def test_nothing_prints():
    looked_at = [path for path in modules("app") if shown(path) not in SPEAKS_ON_A_TERMINAL]
    assert [f"{shown(path)}:{node.lineno}" for path in looked_at for node in ast.walk(parsed(path)) if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"] == []


def test_only_boundaries_catch_everything():
    looked_at = modules("app")
    everything = {
        shown(path) for path in looked_at for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and ast.unparse(node.body[-1]) != "raise"  # tidies up and lets it go on
    }
    assert everything, "nothing catches at the boundary either"
    assert everything <= CATCHES_ALL


def test_nothing_changes_at_module_level():
    """Two people share a process: what a module holds must never differ between them."""
    offences = []
    for path in modules("app/screens", "app/ui", "app/state"):
        tree = parsed(path)
        constants = set()
        for statement in tree.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target] if isinstance(statement, ast.AnnAssign) else []
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            if isinstance(getattr(statement, "value", None), MUTABLE):
                offences += [f"{shown(path)}:{statement.lineno} {name}" for name in names if not name.isupper() and not name.startswith("__")]
            constants |= {name for name in names if name.isupper()}
        for node in ast.walk(tree):
            if isinstance(node, ast.Global):
                offences.append(f"{shown(path)}:{node.lineno} global")
            changed = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS else None
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)):
                changed = node.value
            if isinstance(changed, ast.Name) and changed.id in constants:
                offences.append(f"{shown(path)}:{node.lineno} {changed.id}")
    assert offences == []


def test_every_module_says_in_one_line_what_it_is_for():
    looked_at = [path for path in modules("app") if path.read_text(encoding="utf-8").strip()]
    wordless = [shown(path) for path in looked_at if not (ast.get_docstring(parsed(path)) or "").strip()]
    assert wordless == []
    assert [shown(path) for path in looked_at if len((ast.get_docstring(parsed(path)) or "").split("\n")[0]) > 140] == []


def test_names_say_what_is_inside():
    names = {part.removesuffix(".py") for path in modules("app", "tests") for part in path.relative_to(ROOT).parts}
    assert names & VAGUE == set()


def test_nothing_is_left_to_do():
    looked_at = modules("app", "tests", "bench")
    unfinished = re.compile("|".join((r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"\bXX" + r"X\b")))
    assert [shown(path) for path in looked_at if unfinished.search(path.read_text(encoding="utf-8"))] == []
    bodies = [
        f"{shown(path)}:{node.lineno}" for path in modules("app") for node in ast.walk(parsed(path))
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node)
    ]
    assert bodies == []


def test_tests_wait_for_states_and_never_for_time():
    """A pause is allowed only inside a loop that looks for a state."""

    def pauses(node: ast.AST) -> typing.Iterator[ast.Call]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                owner, _, called = ast.unparse(child.func).rpartition(".")
                if called == "wait_for_timeout" or (called == "sleep" and owner in ("time", "asyncio", "anyio") and ast.unparse(child.args[0]) != "0"):
                    yield child
            if not isinstance(child, ast.While):
                yield from pauses(child)

    looked_at = modules("tests")
    assert [f"{shown(path)}:{call.lineno}" for path in looked_at for call in pauses(parsed(path))] == []


def test_every_test_can_fail():
    """A test without an assert, an expected exception, or a function of the tests that asserts proves nothing."""

    def claims(node: ast.AST, asserting: set[str]) -> bool:
        called = {ast.unparse(inner.func).rpartition(".")[2] for inner in ast.walk(node) if isinstance(inner, ast.Call)}
        return any(isinstance(inner, ast.Assert) for inner in ast.walk(node)) or bool(called & (asserting | {"raises", "fail", "timeout"}))

    functions = {
        path: [node for node in ast.walk(parsed(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))] for path in modules("tests")
    }
    asserting = {node.name for inside in functions.values() for node in inside if not node.name.startswith("test_") and claims(node, set())}
    tests = [(path, node) for path, inside in functions.items() for node in inside if node.name.startswith("test_")]
    looked_at = len(tests)
    toothless = [f"{shown(path)}:{node.lineno} {node.name}" for path, node in tests if not claims(node, asserting)]
    assert looked_at > 100
    assert toothless == []


def strings_of(tree: ast.Module) -> list[ast.Constant]:
    """String constants that are not docstrings."""
    docstrings = {
        id(node.body[0].value) for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings]


def test_stage_and_screens_agree_on_views():
    """A screen is a plain function: state and send in, a view out."""
    assert SAMPLES
    for name, (screen, now) in SAMPLES.items():
        assert isinstance(screen(now, lambda event: None), ft.View), name
