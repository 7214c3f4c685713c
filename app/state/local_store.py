"""What this device remembers of one person between starts: masked, private, old or new and never broken."""
import hashlib
import json
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from tinydb import TinyDB
from tinydb.table import Document

from app.domain.masking import mask_phone
from app.domain.message import Message
from app.domain.payment_method import PaymentMethod
from app.durable.atomic_storage import AtomicStorage, Recovery
from app.durable.one_writer import OneWriter
from app.durable.private_files import finish_wipe, sweep_leftovers, wipe_directory
from app.durable.schema import Fit, Schema
from app.state.account.flow import Overview
from app.state.kept_text import kept_number, kept_text

STORE_FILE = "store.json"
SCHEMA = Schema()
KEPT_FOR = timedelta(days=181)  # six months, never more (S10, RR07)
MOST_MESSAGES = 200
MOST_SEEN = 1000
LONGEST_TEXT = 2000  # characters, as long as an LMS

T = TypeVar("T")


class StoreNotice(StrEnum):
    """What a person may need to know about what this device remembers."""

    REBUILT = "rebuilt"  # what was kept was damaged and is set aside; it fills again from the carrier
    RESTORED = "restored"  # the same, and the state before the last write is in use
    READ_ONLY = "read_only"  # disk full, read-only or not ours: what is new lasts until the app closes
    IN_USE = "in_use"  # another process has this person's data open and writes
    NEWER_VERSION = "newer_version"  # written by a later version of the app: left alone, nothing is kept


NOTICE_OF = {Recovery.STARTED_OVER: StoreNotice.REBUILT, Recovery.FROM_BACKUP: StoreNotice.RESTORED}


@dataclass(frozen=True)
class Kept(Generic[T]):
    """One thing that is kept: its table, and the type that goes in and must come out."""

    table: str
    type: type[T]

    @cached_property
    def adapter(self) -> TypeAdapter[T]:  # built at first use: it takes as long as a screen
        return TypeAdapter(self.type)

    def document(self, value: T) -> Document:
        return Document({"value": self.adapter.dump_python(value, mode="json")}, doc_id=1)

    def value(self, document: Document) -> T:
        """Raises ValidationError or KeyError for anything but what `document` makes."""
        return self.adapter.validate_json(json.dumps(document["value"]), strict=True)


OVERVIEW = Kept("overview", Overview)
MESSAGES = Kept("messages", tuple[Message, ...])
SEEN = Kept("seen", tuple[str, ...])  # oldest mark first


def person_directory(root: Path, person_key: str) -> Path:
    """Where one person's data lives: a name that no key, however odd, can lead out of (S08)."""
    return root / "people" / hashlib.sha256(person_key.encode("utf-8", "surrogatepass")).hexdigest()


class LocalStore:
    """A copy, never the truth: what cannot be kept or read costs nothing but the first second of the next start.

    Nothing here raises for what a disk does; `notice` and `read_only` tell it.
    """

    def __init__(self, directory: Path | None, schema: Schema) -> None:
        self._directory = directory
        self._schema = schema
        self._storage = AtomicStorage((directory or Path()) / STORE_FILE, read_only=True)
        self._db = TinyDB(storage=lambda: self._storage)
        self._writer: OneWriter | None = None  # while this process may write
        self._unwritten: dict[str, tuple[Kept[Any], Any]] = {}
        self._trouble: StoreNotice | None = None

    @classmethod
    def open(cls, directory: Path | None, *, schema: Schema = SCHEMA) -> "LocalStore":
        """The store in a person's directory (see `person_directory`), any wipe finished first; in memory for None."""
        store = cls(directory, schema)
        store._write()
        return store

    @property
    def read_only(self) -> bool:
        """What is new lasts only until the app closes."""
        return self._trouble is not None

    @property
    def notice(self) -> StoreNotice | None:
        return self._trouble or (NOTICE_OF[self._storage.recovery] if self._storage.recovery else None)

    def overview(self) -> Overview | None:
        return self._read(OVERVIEW)

    def keep_overview(self, overview: Overview) -> None:
        self._keep(OVERVIEW, masked(overview))
        self.keep_messages(self.messages())

    def messages(self) -> tuple[Message, ...]:
        """Newest first."""
        return self._read(MESSAGES) or ()

    def keep_messages(self, messages: Iterable[Message]) -> None:
        """Instead of those kept before: six months back from the carrier's latest moment, and no more than fit."""
        newest = sorted(messages, key=lambda message: message.sent_at, reverse=True)[:MOST_MESSAGES]
        overview = self.overview()
        moments = [message.sent_at for message in newest] + ([overview.as_of] if overview else [])
        kept = tuple(_masked_message(message) for message in newest if max(moments) - message.sent_at <= KEPT_FOR)
        if kept != self.messages():
            self._keep(MESSAGES, kept)

    def seen(self) -> frozenset[str]:
        """Ids of messages that were looked at."""
        return frozenset(self._marked())

    def mark_seen(self, ids: Iterable[str]) -> None:
        with self._turn():
            before = self._marked()
            new = sorted(set(ids).difference(before))
            if new:
                self._keep(SEEN, (*before, *new)[-MOST_SEEN:])

    def wipe(self) -> bool:
        """Erases all there is of the person, the journal too (S09); False when another process or the disk forbids."""
        if self._directory is None:
            self._unwritten.clear()
            return True
        try:
            writer = self._claimed(self._directory)
            if writer is None:
                return False
            with writer.turn:
                wipe_directory(self._directory)
                self._unwritten.clear()
        except OSError:
            return False
        self._storage.recovery = None
        self._write()
        return True

    def close(self) -> None:
        """Lets other processes write. What is kept afterwards lasts as long as this object."""
        self._directory = None
        if self._writer is not None:
            self._writer.release()
            self._writer = None

    def _marked(self) -> tuple[str, ...]:
        return self._read(SEEN) or ()

    def _read(self, kept: Kept[T]) -> T | None:
        if kept.table in self._unwritten:
            value: T = self._unwritten[kept.table][1]
            return value
        if self._directory is None:
            return None
        try:
            document = self._db.table(kept.table).get(doc_id=1) if self._schema.fits(self._storage) else None
            return None if document is None else kept.value(document)
        except OSError:
            self._trouble = StoreNotice.READ_ONLY
        except (ValidationError, LookupError):
            self._storage.recovery = Recovery.STARTED_OVER
        return None

    def _keep(self, kept: Kept[T], value: T) -> None:
        with self._turn():
            self._unwritten[kept.table] = kept, value
            self._write()

    def _write(self) -> None:
        """Everything not on disk yet, as far as the disk and other processes allow; else it waits for the next time."""
        if self._directory is None:
            return
        try:
            writer = self._claimed(self._directory)
            if writer is None:
                self._trouble = StoreNotice.IN_USE
                return
            with writer.turn:
                if not self._is_usable():
                    self._trouble = StoreNotice.NEWER_VERSION
                    return
                for table, (kept, value) in tuple(self._unwritten.items()):
                    self._db.table(table).upsert(kept.document(value))
                    del self._unwritten[table]
        except OSError:
            self._trouble = StoreNotice.READ_ONLY
        else:
            self._trouble = None

    def _turn(self) -> AbstractContextManager[object]:
        return self._writer.turn if self._writer else nullcontext()

    def _claimed(self, directory: Path) -> OneWriter | None:
        """The right to write, asked for until it is granted; None while another process has it."""
        if self._writer is None:
            writer = OneWriter.of(directory)
            if not writer.claim():
                return None
            self._writer = writer
            self._storage.read_only = False
            with writer.turn:
                finish_wipe(directory)
                sweep_leftovers(self._storage.path)
        return self._writer

    def _is_usable(self) -> bool:
        """Up to date, begun anew where it was missing or made no sense; False when a later version wrote it."""
        fit = self._schema.prepare(self._storage)
        if fit is Fit.FOREIGN:
            self._storage.set_aside()
            fit = self._schema.prepare(self._storage)
        return fit is Fit.CURRENT


def masked(overview: Overview) -> Overview:
    """Only what may lie on a disk: the line's number for the eye, and numbers the carrier forgot to mask."""
    line = replace(overview.line, msisdn=mask_phone(overview.line.msisdn))
    change = overview.change
    if change is not None:
        before, after = _masked_method(change.from_method), _masked_method(change.to_method)
        change = replace(change, from_method=before, to_method=after)
    return replace(overview, line=line, method=_masked_method(overview.method), change=change)


def _masked_message(message: Message) -> Message:
    subject, text = kept_text(message.subject, LONGEST_TEXT), kept_text(message.text, LONGEST_TEXT)
    return replace(message, subject=subject, text=text)


def _masked_method(method: PaymentMethod) -> PaymentMethod:
    return replace(method, masked_number=kept_number(method.masked_number))
