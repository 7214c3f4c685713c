"""A world kept in a file: everything but codes, which die with the process."""
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.durable.atomic_storage import AtomicStorage
from app.sandbox.clock import KST
from app.sandbox.records import Records

TABLE = "world"
VERSION = 2
_RECORDS: TypeAdapter[Records] = TypeAdapter(Records)


class WorldFile:
    """One world, one file, one writer: whoever opens a carrier on it. Raises OSError when it cannot be written."""

    def __init__(self, path: Path) -> None:
        self._storage = AtomicStorage(path)

    def load(self, scenario: str) -> Records | None:
        """What was kept of that scenario; None when there is nothing, or nothing readable (the file is set aside)."""
        tables = self._storage.read() or {}
        kept: dict[str, Any] = next(iter(tables.get(TABLE, {}).values()), {})
        if kept.get("version") != VERSION or kept.get("records", {}).get("scenario") != scenario:
            return None
        try:
            records = _RECORDS.validate_python(kept["records"])
        except ValidationError:
            self._storage.set_aside()
            return None
        records.now = records.now.astimezone(KST)
        records.settled_until = records.settled_until.astimezone(KST)
        return records

    def save(self, records: Records) -> None:
        self._storage.write({TABLE: {"1": {"version": VERSION, "records": _RECORDS.dump_python(records, mode="json")}}})
