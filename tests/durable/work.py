"""What the children of the crash tests do. Imported once by the process they are forked from."""
import resource
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from tinydb import TinyDB

from app.durable.atomic_storage import AtomicStorage
from app.durable.journal_file import JournalFile
from app.durable.one_writer import OneWriter
from app.durable.private_files import sweep_leftovers


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
    for number in range(times):
        JournalFile(path).append({"name": name, "number": number})


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
