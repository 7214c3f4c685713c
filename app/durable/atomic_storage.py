"""A TinyDB storage whose file is old or new at every moment, and that never gives out a damaged one."""
import json
import math
import re
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeGuard

from tinydb import Storage

from app.durable.private_files import replace_file, set_aside

Tables = dict[str, dict[str, Any]]
DOCUMENT_ID = re.compile(r"0|[1-9][0-9]{0,17}")


class Recovery(StrEnum):
    """What became of a damaged file, which is set aside as `<name>.corrupt-<n>` (RR03)."""

    FROM_BACKUP = "from_backup"  # the state before its last write is in use
    STARTED_OVER = "started_over"


class AtomicStorage(Storage):
    """Unique temporary file, fsync, the previous state kept as `<name>.bak`, rename, fsync of the directory (RR01).

    `write` raises OSError when the disk is full, read-only or not ours, and the file stays as it was (RR02).
    `read` gives the tables, or None when there are none. TinyDB reads before it writes: callers on
    several threads or processes take turns by `OneWriter`.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        self.path = Path(path)
        self.backup = self.path.with_name(self.path.name + ".bak")
        self.read_only = read_only  # neither writes nor sets aside: the file is another process's
        self.recovery: Recovery | None = None

    def read(self) -> Tables | None:
        damaged = False
        for path in (self.path, self.backup):
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue
            tables = parsed(content)
            if tables is not None:
                if path is self.backup:
                    self.recovery = Recovery.FROM_BACKUP
                return tables
            damaged = True
            if not self.read_only:
                set_aside(path)
        if damaged:
            self.recovery = Recovery.STARTED_OVER
        return None

    def set_aside(self) -> None:
        """Puts both files away as damaged: for content that only the reader of the tables can judge."""
        for path in (self.path, self.backup):
            if path.exists():
                set_aside(path)
        self.recovery = Recovery.STARTED_OVER

    def write(self, data: Tables) -> None:
        if self.read_only:
            raise PermissionError(f"{self.path.name} is open for reading only")
        content = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        replace_file(self.path, content.encode("utf-8", "surrogatepass"), previous=self.backup)


def parsed(content: bytes) -> Tables | None:
    """The tables in a file's bytes; None when they are no TinyDB file."""
    try:
        found = json.loads(content.decode("utf-8", "surrogatepass"), parse_float=finite, parse_constant=finite)
    except (ValueError, RecursionError):
        return None
    return found if is_tables(found) else None


def finite(number: str) -> float:
    """NaN and infinity are no JSON: what was read with them could never be written again."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"{number} is not finite")
    return value


def is_tables(found: object) -> TypeGuard[Tables]:
    """TinyDB's shape: table name -> document number -> document. Anything else makes TinyDB raise or lose data."""
    return isinstance(found, dict) and all(map(is_table, found.values()))


def is_table(found: object) -> bool:
    return isinstance(found, dict) and all(
        DOCUMENT_ID.fullmatch(number) and isinstance(document, dict) for number, document in found.items()
    )
