"""RR01, RR06: whatever moment a writer is killed at, its file is old or new, and the next writer goes on from there."""

import json
import random

import pytest

from app.durable.atomic_storage import AtomicStorage
from app.durable.journal_file import JournalFile
from app.durable.private_files import sweep_leftovers
from tests.durable.children import child, dies_at_line
from tests.durable.work import append_on_and_on, append_once, compact_once, tables, write_on_and_on, write_once

KILLS = 200


def killed_while(work, path, first, chance):
    """The last number the child said was safe, having been killed at a moment nobody chose."""
    with child(work, path, first) as (process, connection):
        for _ in range(chance.randrange(1, 4)):
            safe = connection.recv()
        for _ in range(chance.randrange(20_000)):
            pass
        process.kill()
        process.join()
        try:
            while True:
                safe = connection.recv()
        except EOFError:
            return safe


def test_store_killed_200_times_is_always_old_or_new(tmp_path):
    path, chance, first, between = tmp_path / "store.json", random.Random(20261124), 1, 0
    for _ in range(KILLS):
        safe = killed_while(write_on_and_on, path, first, chance)
        found = json.loads(path.read_text())
        number = found["numbers"]["1"]["number"]
        assert found == tables(number)
        assert number in (safe, safe + 1)
        between += any(tmp_path.glob(".*.tmp"))
        first = number + 1
    assert between, "no kill hit a write: this proves nothing"
    sweep_leftovers(path)
    assert {file.name for file in tmp_path.iterdir()} == {"store.json", "store.json.bak"}


def test_journal_killed_200_times_keeps_every_line_it_acknowledged(tmp_path):
    path, chance, first = tmp_path / "intents.jsonl", random.Random(20261124), 1
    for _ in range(KILLS):
        safe = killed_while(append_on_and_on, path, first, chance)
        numbers = [record["number"] for record in JournalFile(path).records()]
        assert numbers[-1] in (safe, safe + 1)
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert len(numbers) >= min(20, numbers[-1])
        first = numbers[-1] + 1


def killed_at_every_line(work, *arguments):
    number = 1
    while dies_at_line(number, work, *arguments):
        yield number
        number += 1


def test_write_killed_before_any_line_leaves_old_or_new(tmp_path):
    path = tmp_path / "store.json"
    storage = AtomicStorage(path)
    storage.write(tables(1))
    storage.write(tables(2))
    seen = set()
    for line in killed_at_every_line(write_once, path, 3):
        found = AtomicStorage(path).read()
        assert found in (tables(2), tables(3)), line
        assert json.loads(storage.backup.read_text()) in (tables(1), tables(2)), line
        seen.add(found["numbers"]["1"]["number"])
        storage.write(tables(1))
        storage.write(tables(2))
    assert seen == {2, 3}
    assert storage.read() == tables(3)


@pytest.mark.parametrize("work", [append_once, compact_once])
def test_journal_killed_before_any_line_loses_nothing_from_before(tmp_path, work):
    path = tmp_path / "intents.jsonl"
    journal = JournalFile(path)
    for number in range(3):
        journal.append({"number": number})
    start, lines = path.read_bytes(), 0
    for line in killed_at_every_line(work, path):
        numbers = [record["number"] for record in journal.records()]
        assert 2 in numbers, line
        journal.append({"number": 2})
        assert journal.records()[-1] == {"number": 2}, line
        path.write_bytes(start)
        lines += 1
    assert lines > 10


def test_torn_last_line_is_passed_over_and_does_not_swallow_the_next(tmp_path):
    path = tmp_path / "intents.jsonl"
    journal = JournalFile(path)
    journal.append({"number": 1})
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole + whole[:length])
        before = journal.records()
        assert before[0] == {"number": 1}
        journal.append({"number": 2})
        assert journal.records() == (*before, {"number": 2})
