"""RR04: one process writes, its threads take turns, and nothing inserted is lost."""

from collections import Counter

from tinydb import TinyDB

from app.durable.atomic_storage import AtomicStorage
from app.durable.journal_file import JournalFile
from app.durable.one_writer import OneWriter
from tests.durable.children import answer, child
from tests.durable.work import append_many, hold_claim, insert_in_turns

TIMES = 50


def test_two_processes_of_two_threads_each_keep_every_insert(tmp_path):
    with (
        child(answer, insert_in_turns, tmp_path, "one", 2, TIMES) as (_, one),
        child(answer, insert_in_turns, tmp_path, "two", 2, TIMES) as (_, two),
    ):
        one.recv(), two.recv()
    kept = Counter(document["by"] for document in TinyDB(tmp_path / "db.json", storage=AtomicStorage))
    assert kept == {"one": 2 * TIMES, "two": 2 * TIMES}


def test_four_threads_keep_every_insert(tmp_path):
    insert_in_turns(tmp_path, "here", 4, 100)
    assert len(TinyDB(tmp_path / "db.json", storage=AtomicStorage)) == 400


def test_two_processes_keep_every_journal_line(tmp_path):
    """RR06: also while both of them shorten the file."""
    path = tmp_path / "intents.jsonl"
    with (
        child(answer, append_many, path, "one", TIMES) as (_, one),
        child(answer, append_many, path, "two", TIMES) as (_, two),
    ):
        one.recv(), two.recv()
    records = JournalFile(path).records()
    for name in ("one", "two"):
        assert [record["number"] for record in records if record["name"] == name] == list(range(TIMES))


def test_second_process_is_told_no_until_the_first_lets_go(tmp_path):
    with child(hold_claim, tmp_path) as (_, other):
        assert other.recv() is True
        writer = OneWriter.of(tmp_path)
        assert writer.claim() is False
        other.send("let go")
        assert other.recv() == "released"
        assert writer.claim() is True
        writer.release()


def test_killed_process_holds_nothing(tmp_path):
    with child(hold_claim, tmp_path) as (process, other):
        assert other.recv() is True
        process.kill()
        process.join()
        writer = OneWriter.of(tmp_path)
        assert writer.claim() is True
        writer.release()


def test_everyone_in_a_process_shares_the_right_to_write(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    writer = OneWriter.of(tmp_path)
    assert OneWriter.of(tmp_path / "link") is writer
    assert [writer.claim(), writer.claim()] == [True, True]
    writer.release()
    with child(hold_claim, tmp_path) as (_, other):
        assert other.recv() is False
    writer.release()
