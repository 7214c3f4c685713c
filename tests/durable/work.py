"""What the children of the crash tests do. Imported once by the process they are forked from."""

import resource
from dataclasses import replace
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from tinydb import TinyDB

from app.domain.message import Channel, Message
from app.durable.atomic_storage import AtomicStorage, Tables
from app.durable.journal_file import JournalFile
from app.durable.one_writer import OneWriter
from app.durable.private_files import sweep_leftovers
from app.durable.schema import Schema
from app.screens.change_method import sample_parts as parts
from app.state.account.flow import OpenIntent, Overview
from app.state.journal import IntentJournal
from app.state.local_store import STORE_FILE, LocalStore

NOW = parts.NOW
OVERVIEW = parts.posed(parts.Place.METHOD).account.overview.value


def tables(number: int) -> dict[str, dict[str, dict[str, object]]]:
    """A state that betrays any mixture with another one."""
    return {"numbers": {"1": {"number": number, "again": [number] * 500}}}


def write_on_and_on(connection: Connection, path: Path, first: int) -> None:
    sweep_leftovers(path)
    storage = AtomicStorage(path)
    for number in count(first):
        storage.write(tables(number))
        connection.send(number)


def write_once(path: Path, number: int) -> None:
    AtomicStorage(path).write(tables(number))


def append_on_and_on(connection: Connection, path: Path, first: int) -> None:
    journal = JournalFile(path)
    for number in count(first):
        journal.append({"number": number, "text": "가" * 300})
        connection.send(number)
        if number % 5 == 0:
            journal.compact(lambda records: records[-20:])


def append_once(path: Path) -> None:
    JournalFile(path).append({"number": 9})


def compact_once(path: Path) -> None:
    JournalFile(path).compact(lambda records: records[-1:])


def append_many(path: Path, name: str, times: int) -> None:
    """Beside another process that does the same, both shortening the file all the time."""
    journal = JournalFile(path)
    for number in range(times):
        journal.append({"name": name, "number": number})
        journal.append({"settled": number})
        journal.compact(lambda records: [record for record in records if "name" in record])


def write_with_little_room(path: Path, number: int) -> str:
    """Files may grow to 1,000 bytes only, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
    try:
        AtomicStorage(path).write(tables(number))
    except OSError as error:
        return type(error).__name__
    return "written"


def append_with_little_room(path: Path) -> str:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
    try:
        JournalFile(path).append({"text": "가" * 1000})
    except OSError as error:
        return type(error).__name__
    return "written"


def insert_in_turns(directory: Path, name: str, threads: int, times: int) -> None:
    """Every thread inserts, waiting for its turn among the threads, and this process among the processes."""

    def insert() -> None:
        for number in range(times):
            writer = OneWriter.of(directory)
            while not writer.claim():
                pass
            with writer.turn:
                TinyDB(directory / "db.json", storage=AtomicStorage).insert({"by": name, "number": number})
            writer.release()

    running = [Thread(target=insert) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


def hold_claim(connection: Connection, directory: Path) -> None:
    """Claims the directory and keeps it until told to let go."""
    writer = OneWriter.of(directory)
    connection.send(writer.claim())
    connection.recv()
    writer.release()
    connection.send("released")
    connection.recv()


SENTINELS = {
    "card": "4929513876204811",
    "account": "73450198264137",
    "phone": "01087316249",
    "international": "+821087316249",
    "code": "583920",
}


def with_sentinels() -> tuple[Overview, tuple[Message, ...]]:
    """What a careless carrier might answer: nothing masked, and a text with every secret in it."""
    grouped = "-".join(SENTINELS["card"][i : i + 4] for i in range(0, 16, 4))
    texts = (
        f"{grouped} 카드로 바꿨어요. {SENTINELS['card']}",
        f"{SENTINELS['phone']}님, 010-8731-6249로 보냈어요.",
        f"[알뜰지기] 인증번호 {SENTINELS['code']}",
    )
    careless = replace(OVERVIEW.method, masked_number=SENTINELS["card"])
    change = replace(parts.TO_BANK, from_method=careless, to_method=replace(careless, masked_number=SENTINELS["account"]))
    line = replace(OVERVIEW.line, msisdn=SENTINELS["international"])
    messages = (Message(f"m-{i}", Channel.SMS, "알뜰지기", text, text, OVERVIEW.as_of) for i, text in enumerate(texts))
    return replace(OVERVIEW, line=line, method=careless, change=change), tuple(messages)


def begun_with_sentinels(journal: IntentJournal) -> None:
    description = f"신한카드 {SENTINELS['card']}"
    journal.begin(OpenIntent("key-1", "payment_method_change", description, OVERVIEW.as_of), "digest")


def keep_with_little_room(directory: Path, overview: Overview) -> tuple[object, object]:
    """What the store says while files may not grow, and once they may again."""
    store = LocalStore.open(directory)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, before[1]))
    store.keep_overview(overview)
    while_full = (store.overview(), store.read_only, store.notice, (directory / STORE_FILE).read_bytes())
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    store.mark_seen(["m-2"])
    after = (store.overview(), store.read_only, store.notice)
    store.close()
    return while_full, after


def open_store(connection: Connection, directory: Path) -> None:
    store = LocalStore.open(directory)
    connection.send((store.read_only, store.notice))
    connection.recv()


def keep_overview_from_outside(directory: Path, overview: Overview) -> frozenset[str]:
    store = LocalStore.open(directory)
    store.keep_overview(overview)
    return store.seen()


def wipe_store(directory: Path) -> None:
    LocalStore.open(directory).wipe()


def zero_to_one(tables: Tables) -> Tables:
    """A shape from before the first release: one row a message with its text in `body`, and its mark in `seen`."""
    rows = sorted(tables["messages"].values(), key=lambda row: row["sent_at"], reverse=True)
    fields = ("id", "channel", "sender", "subject", "sent_at")
    messages = [{name: row[name] for name in fields} | {"text": row["body"]} for row in rows]
    marks = [row["id"] for row in rows if row["seen"]]
    return {"messages": {"1": {"value": messages}}, "seen": {"1": {"value": marks}}}


def open_from_zero(directory: Path) -> None:
    LocalStore.open(directory, schema=Schema(first=0, migrations=(zero_to_one,)))


def open_keys_after_begin(directory: Path, intent: OpenIntent) -> tuple[str, ...]:
    journal = IntentJournal.open(directory)
    journal.begin(intent, "digest")
    return tuple(intent.key for intent in journal.open_intents())
