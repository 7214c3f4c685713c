"""RR06: an intent is on disk before anything is sent, and stays until the outcome is known."""

import errno
import json
import os
import stat
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.durable import journal_file
from app.state.account.flow import OpenIntent
from app.state.journal import JOURNAL_FILE, IntentJournal, KeyReused
from tests.durable.children import answer_of
from tests.durable.work import NOW, open_keys_after_begin

INTENT = OpenIntent("key-1", "payment_method_change", "신한카드 1234-****-****-5678", NOW)
OTHER = replace(INTENT, key="key-2", kind="cancel_change", description="20261124-0001")


@pytest.fixture(params=["on disk", "in memory"])
def journal(request, tmp_path):
    return IntentJournal.open(tmp_path if request.param == "on disk" else None)


def test_open_intents_are_those_begun_and_not_ended(journal):
    journal.begin(INTENT, "digest")
    journal.begin(OTHER, "another")
    assert journal.open_intents() == (INTENT, OTHER)
    journal.end("key-1", "applied")
    assert journal.open_intents() == (OTHER,)
    journal.close()
    assert journal.open_intents() == (OTHER,)


def test_intent_outlives_the_app(tmp_path):
    """RR22: another process that begins and is gone leaves its intent for the next start."""
    assert answer_of(open_keys_after_begin, tmp_path, INTENT) == ("key-1",)
    assert IntentJournal.open(tmp_path).open_intents() == (INTENT,)


def test_intent_is_flushed_before_begin_returns(tmp_path, monkeypatch):
    flushed = []
    fsync = os.fsync

    def recorded(descriptor):
        fsync(descriptor)
        size = os.fstat(descriptor)
        flushed.append("directory" if stat.S_ISDIR(size.st_mode) else (tmp_path / JOURNAL_FILE).read_text())

    journal = IntentJournal.open(tmp_path)
    monkeypatch.setattr(journal_file.os, "fsync", recorded)
    journal.begin(INTENT, "digest")
    assert [json.loads(flushed[0])["key"], flushed[1]] == ["key-1", "directory"]


def test_same_key_with_other_parameters_is_refused(journal):
    """RR18"""
    journal.begin(INTENT, "digest")
    with pytest.raises(KeyReused):
        journal.begin(INTENT, "other digest")
    journal.end("key-1", "OFFLINE")
    with pytest.raises(KeyReused):
        journal.begin(INTENT, "other digest")
    assert journal.open_intents() == ()


def test_same_request_may_be_begun_again(journal):
    """RR17: a double tap is one intent; a retry after an end opens it again."""
    journal.begin(INTENT, "digest")
    journal.begin(INTENT, "digest")
    assert journal.open_intents() == (INTENT,)
    journal.end("key-1", "OFFLINE")
    journal.begin(INTENT, "digest")
    assert journal.open_intents() == (INTENT,)


def test_settled_intents_do_not_pile_up(tmp_path):
    journal = IntentJournal.open(tmp_path)
    for number in range(20):
        journal.begin(replace(INTENT, key=str(number)), "digest")
        if number != 7:
            journal.end(str(number), "applied")
    assert IntentJournal.open(tmp_path).open_intents() == (replace(INTENT, key="7"),)
    assert len((tmp_path / JOURNAL_FILE).read_bytes().splitlines()) == 1
    assert stat.S_IMODE((tmp_path / JOURNAL_FILE).stat().st_mode) == 0o600


def test_damaged_line_costs_no_other_intent_and_is_kept_aside(tmp_path):
    """RR03"""
    journal = IntentJournal.open(tmp_path)
    journal.begin(INTENT, "digest")
    journal.begin(OTHER, "digest")
    path = tmp_path / JOURNAL_FILE
    first, second = path.read_bytes().splitlines(keepends=True)
    damaged = b"\0" * len(first) + b"\n" + first + b"[1]\n" + second
    path.write_bytes(damaged)
    assert IntentJournal.open(tmp_path).open_intents() == (INTENT, OTHER)
    assert path.read_bytes() == first + second
    assert (tmp_path / f"{JOURNAL_FILE}.corrupt-1").read_bytes() == damaged


@pytest.mark.parametrize(
    "change",
    [
        {"key": 1},
        {"begun_at": "yesterday"},
        {"begun_at": 5},
        {"digest": None},
        {"event": "imagined"},
        {"description": ["x"]},
    ],
    ids=str,
)
def test_record_of_another_shape_is_no_intent(tmp_path, change):
    journal = IntentJournal.open(tmp_path)
    journal.begin(OTHER, "digest")
    record = json.loads((tmp_path / JOURNAL_FILE).read_text())
    with open(tmp_path / JOURNAL_FILE, "a") as file:
        file.write(json.dumps({**record, "key": "key-3", **change}) + "\n")
    assert journal.open_intents() == (OTHER,)
    journal.begin(INTENT, "digest")
    assert journal.open_intents() == (OTHER, INTENT)


@given(st.binary())
@settings(max_examples=50, deadline=None)
def test_any_bytes_are_a_journal_to_go_on_with(content):
    """RR03"""
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / JOURNAL_FILE).write_bytes(content)
        journal = IntentJournal.open(Path(directory))
        journal.begin(INTENT, "digest")
        assert IntentJournal.open(Path(directory)).open_intents() == (INTENT,)


def failing(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_intent_that_cannot_be_written_is_not_begun(tmp_path, monkeypatch):
    """RR02, RR06: then nothing may be sent, so it must raise, and leave no trace to ask about."""
    journal = IntentJournal.open(tmp_path)
    journal.begin(OTHER, "digest")
    monkeypatch.setattr(journal_file.os, "fsync", failing)
    with pytest.raises(OSError, match="No space"):
        journal.begin(INTENT, "digest")
    monkeypatch.undo()
    assert IntentJournal.open(tmp_path).open_intents() == (OTHER,)


def test_end_that_cannot_be_written_counts_until_the_next_start(tmp_path, monkeypatch):
    """RR02: the outcome is known and shown; the next start asks the carrier again, which changes nothing."""
    journal = IntentJournal.open(tmp_path)
    journal.begin(INTENT, "digest")
    monkeypatch.setattr(journal_file.os, "fsync", failing)
    journal.end("key-1", "applied")
    assert journal.open_intents() == ()
    monkeypatch.undo()
    assert IntentJournal.open(tmp_path).open_intents() == (INTENT,)
    journal.begin(INTENT, "digest")
    assert journal.open_intents() == (INTENT,)


def test_journal_that_cannot_be_read_begins_nothing(tmp_path):
    """RR02"""
    (tmp_path / JOURNAL_FILE).mkdir()
    journal = IntentJournal.open(tmp_path)
    assert journal.open_intents() == ()
    with pytest.raises(OSError, match="directory"):
        journal.begin(INTENT, "digest")


class JournalWithRestarts(RuleBasedStateMachine):
    """RR22: begun, ended, restarted and torn in any order, the open intents are those that should be."""

    keys = st.sampled_from(["a", "b", "c"])

    def __init__(self):
        super().__init__()
        self.room = tempfile.TemporaryDirectory()
        self.directory = Path(self.room.name)
        self.journal = IntentJournal.open(self.directory)
        self.open = {}

    @rule(key=keys)
    def begin(self, key):
        self.journal.begin(replace(INTENT, key=key), "digest")
        self.open.setdefault(key, replace(INTENT, key=key))

    @rule(key=keys)
    def end(self, key):
        self.journal.end(key, "applied")
        self.open.pop(key, None)

    @rule()
    def restart(self):
        self.journal = IntentJournal.open(self.directory)

    @rule(torn=st.sampled_from([b'{"event":"beg', b'{"event":"ended","key":"a"', b"\0\0"]))
    def crash_in_a_line(self, torn):
        with open(self.directory / JOURNAL_FILE, "ab") as file:
            file.write(torn)
        self.journal = IntentJournal.open(self.directory)

    @invariant()
    def nothing_is_lost_or_invented(self):
        assert self.journal.open_intents() == tuple(self.open.values())

    def teardown(self):
        self.room.cleanup()


JournalWithRestarts.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
test_journal_with_restarts = JournalWithRestarts.TestCase
