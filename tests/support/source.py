"""The project's own source, parsed: what the rules about code are checked on."""
import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def modules(*folders: str) -> list[Path]:
    """Python files under these folders of the project. Raises AssertionError for a folder without any."""
    found: list[Path] = []
    for folder in folders:
        inside = sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)
        assert inside, f"{folder} holds no module: a rule about it would prove nothing"
        found += inside
    return found


def imports(path: Path) -> Iterator[str]:
    """Full names of what a module imports, at whatever depth; relative ones spelled out."""
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
