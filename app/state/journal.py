"""What may be under way at the carrier: written before a request that changes anything leaves (RR06, RR22)."""
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from app.durable.journal_file import JournalFile, JournalInMemory, Record
from app.state.account.flow import OpenIntent
from app.state.kept_text import kept_text

JOURNAL_FILE = "intents.jsonl"
INTENT = TypeAdapter(OpenIntent)
BEGUN, ENDED = "begun", "ended"


class KeyReused(ValueError):
    """The key already stands for another request (RR18): nothing was written, and nothing may be sent."""


class IntentJournal:
    """The intents of one person, in a file of their own so that they outlive a damaged store (RR03)."""

    def __init__(self, lines: JournalFile | JournalInMemory) -> None:
        self._lines = lines
        self._ended_here: set[str] = set()  # keys whose end could not be written

    @classmethod
    def open(cls, directory: Path | None) -> "IntentJournal":
        """The journal in a person's directory; in memory for None."""
        journal = cls(JournalInMemory() if directory is None else JournalFile(directory / JOURNAL_FILE))
        journal.close()
        return journal

    def close(self) -> None:
        """Forgets what is settled. May be used again: nothing is held open."""
        with suppress(OSError):  # read-only or full: it is longer than need be, and `begin` will say so
            self._lines.compact(lambda records: still_open(records).values())

    def begin(self, intent: OpenIntent, params_digest: str) -> None:
        """On disk when it returns. Raises OSError when it cannot be, and KeyReused: then nothing may be sent.

        The same key with the same parameters may begin again, whatever became of it before (RR17).
        """
        begun = INTENT.dump_python(replace(intent, description=kept_text(intent.description)), mode="json")
        with self._lines.turn():
            records = self._lines.records()
            digests = {record["digest"] for record in records if is_begun(record) and record["key"] == intent.key}
            if digests - {params_digest}:
                raise KeyReused(intent.key)
            if intent.key not in still_open(records):
                self._lines.append({"event": BEGUN, "digest": params_digest, **begun})
        self._ended_here.discard(intent.key)

    def end(self, key: str, state: str) -> None:
        """What became of it is known. Where that cannot be written, the next start asks the carrier about it again."""
        try:
            self._lines.append({"event": ENDED, "key": key, "state": state})
        except OSError:
            self._ended_here.add(key)

    def open_intents(self) -> tuple[OpenIntent, ...]:
        """Oldest first. None where the journal cannot be read: `begin` fails there too, so nothing more is sent."""
        try:
            records = self._lines.records()
        except OSError:
            return ()
        return tuple(intent_of(record) for key, record in still_open(records).items() if key not in self._ended_here)


def still_open(records: tuple[Record, ...]) -> dict[str, Record]:
    """By key, what was begun and has not ended since."""
    found: dict[str, Record] = {}
    for record in records:
        if is_begun(record):
            found.setdefault(record["key"], record)
        elif record.get("event") == ENDED and isinstance(record.get("key"), str):
            found.pop(record["key"], None)
    return found


def is_begun(record: Record) -> bool:
    """Whole, and of a shape this app can read."""
    if record.get("event") != BEGUN or not isinstance(record.get("digest"), str):
        return False
    try:
        intent_of(record)
    except ValidationError:
        return False
    return True


def intent_of(record: Record) -> OpenIntent:
    return INTENT.validate_json(json.dumps(record), strict=True)
