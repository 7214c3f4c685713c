"""Append-only JSON lines, each on disk before `append` returns, and readable after any crash (RR06)."""
import errno
import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from filelock import FileLock

from app.durable.private_files import (
    PRIVATE_FILE,
    flush_directory,
    keep_copy,
    make_private_directory,
    next_corrupt_name,
    replace_file,
    sweep_leftovers,
)

Record = dict[str, Any]
TURN_SECONDS = 10.0
POLL_SECONDS = 0.005


class JournalFile:
    """One file of records. Threads and processes take turns: nothing written is lost to another writer.

    Everything that writes raises OSError (disk full, read-only, no permission) with the records before it intact.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        lock = path.with_name(f".{path.name}.lock")
        self._lock = FileLock(lock, timeout=TURN_SECONDS, mode=PRIVATE_FILE, poll_interval=POLL_SECONDS)

    def turn(self) -> FileLock:
        """Held by whoever reads and then writes (`with journal.turn():`); may be taken again inside."""
        make_private_directory(self.path.parent)
        return self._lock

    def append(self, record: Mapping[str, object]) -> None:
        line = encoded(record)
        with self.turn():
            is_new = not self.path.exists()
            with open(self.path, "ab", buffering=0, opener=private) as file:
                size = file.seek(0, os.SEEK_END)
                if size and not self._ends_with_newline():
                    line = b"\n" + line  # a line torn by a crash must not swallow this one
                try:
                    if file.write(line) != len(line):
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
                    os.fsync(file.fileno())
                except OSError:
                    file.truncate(size)
                    raise
            if is_new:
                flush_directory(self.path.parent)

    def records(self) -> tuple[Record, ...]:
        """Every whole record, in order; what a crash or a damaged disk left of others is passed over."""
        return records_in(self._content())

    def compact(self, keep: Callable[[tuple[Record, ...]], Iterable[Record]]) -> None:
        """Rewrites the file, whole or not at all, with only what `keep` gives back.

        Lines damaged after they were written are kept beside it as `<name>.corrupt-<n>`; a torn last line is no loss,
        as its `append` never returned.
        """
        with self.turn():
            sweep_leftovers(self.path)
            before = self._content()
            after = b"".join(encoded(record) for record in keep(records_in(before)))
            if after == before:
                return
            if None in map(decoded, before.split(b"\n")[:-1]):
                keep_copy(self.path, next_corrupt_name(self.path))
            replace_file(self.path, after)

    def _content(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""

    def _ends_with_newline(self) -> bool:
        with open(self.path, "rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


class JournalInMemory:
    """The same for where nothing may stay on disk: it lasts as long as the app runs."""

    def __init__(self) -> None:
        self._records: list[Record] = []

    def turn(self) -> AbstractContextManager[object]:
        return nullcontext()

    def append(self, record: Mapping[str, object]) -> None:
        self._records.append(dict(record))

    def records(self) -> tuple[Record, ...]:
        return tuple(self._records)

    def compact(self, keep: Callable[[tuple[Record, ...]], Iterable[Record]]) -> None:
        self._records = list(keep(self.records()))


def private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)


def encoded(record: Mapping[str, object]) -> bytes:
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
    return line.encode("utf-8", "surrogatepass")


def records_in(content: bytes) -> tuple[Record, ...]:
    return tuple(record for line in content.split(b"\n") if (record := decoded(line)) is not None)


def decoded(line: bytes) -> Record | None:
    try:
        found = json.loads(line.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
