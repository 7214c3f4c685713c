"""What the device remembers: comes back as it went, is masked, survives damage, and says so when it cannot be kept."""

import base64
import json
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.message import Channel, Message
from app.durable import private_files
from app.durable.schema import Schema, version_of
from app.state.account.flow import Overview
from app.state.journal import IntentJournal
from app.state.local_store import (
    KEPT_FOR,
    LONGEST_TEXT,
    MOST_MESSAGES,
    MOST_SEEN,
    STORE_FILE,
    LocalStore,
    StoreNotice,
    masked,
    person_directory,
)
from tests.durable.children import answer_of, child, dies_at_line
from tests.durable.work import (
    OVERVIEW,
    SENTINELS,
    begun_with_sentinels,
    keep_overview_from_outside,
    keep_with_little_room,
    open_from_zero,
    open_store,
    wipe_store,
    with_sentinels,
    zero_to_one,
)

KST = ZoneInfo("Asia/Seoul")
STORES = Path(__file__).parent / "stores"
FROM_ZERO = Schema(first=0, migrations=(zero_to_one,))


def message(number: int, sent_at: datetime = OVERVIEW.as_of, text: str = "납부방법이 바뀌었어요.") -> Message:
    return Message(f"m-{number}", Channel.SMS, "알뜰지기", "안내", text, sent_at)


def strategy_for(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a type, down to every field of every dataclass, with the moments and texts the carrier can send."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: strategy_for(hints[field.name]) for field in fields(kind)})
    if get_origin(kind) in (Union, UnionType):
        return st.one_of([strategy_for(part) for part in get_args(kind)])
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if inner[-1] is Ellipsis:
            return st.lists(strategy_for(inner[0]), max_size=2).map(tuple)
        return st.tuples(*map(strategy_for, inner))
    known = {
        datetime: st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(KST)),
        date: st.dates(),
        time: st.times(),
        int: st.integers(-(2**63), 2**63 - 1),
        str: st.text(max_size=20),
    }
    return known[kind] if kind in known else st.from_type(kind)


@given(strategy_for(Overview))
@settings(max_examples=30, deadline=None)
def test_overview_comes_back_as_it_was_kept(overview):
    """RR08: every field of every model inside."""
    with tempfile.TemporaryDirectory() as directory:
        store = LocalStore.open(Path(directory))
        store.keep_overview(overview)
        store.close()
        again = LocalStore.open(Path(directory))
        assert again.overview() == masked(overview)
        assert again.overview().as_of.utcoffset() == overview.as_of.utcoffset()
        assert again.notice is None
        again.close()


@given(st.lists(strategy_for(Message), max_size=5), st.frozensets(st.text(max_size=20)))
@settings(max_examples=30, deadline=None)
def test_messages_and_marks_come_back_as_they_were_kept(messages, ids):
    """RR08"""
    with tempfile.TemporaryDirectory() as directory:
        store = LocalStore.open(Path(directory))
        store.keep_messages(messages)
        store.mark_seen(ids)
        kept = store.messages()
        store.close()
        again = LocalStore.open(Path(directory))
        assert (again.messages(), again.seen()) == (kept, ids)
        assert {m.id for m in kept} <= {m.id for m in messages}
        again.close()


def test_memory_store_forgets_with_the_app(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = LocalStore.open(None)
    store.keep_overview(OVERVIEW)
    store.keep_messages([message(1)])
    store.mark_seen(["m-1"])
    assert (store.overview(), store.messages(), store.seen()) == (masked(OVERVIEW), (message(1),), {"m-1"})
    assert (store.read_only, store.notice) == (False, None)
    assert store.wipe()
    assert (store.overview(), store.messages(), store.seen()) == (None, (), frozenset())
    assert list(tmp_path.iterdir()) == []


# Secrets


def spellings(secret: str) -> list[bytes]:
    grouped = "-".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    raw = [secret, grouped, grouped.replace("-", " "), quote(grouped.replace("-", " "))]
    coded = [base64.b64encode(secret.encode()).rstrip(b"="), secret.encode().hex().encode()]
    return [*(text.encode() for text in raw), *coded]


def found_in(directory: Path) -> set[str]:
    content = b"\n".join(file.read_bytes() for file in directory.rglob("*") if file.is_file())
    assert content, "nothing was written: this proves nothing"
    return {name for name, secret in SENTINELS.items() if any(spelling in content for spelling in spellings(secret))}


def test_no_whole_number_reaches_the_disk(tmp_path):
    """S01: even when the carrier forgets to mask, and when a message repeats it."""
    store, journal = LocalStore.open(tmp_path), IntentJournal.open(tmp_path)
    overview, messages = with_sentinels()
    store.keep_overview(overview)
    store.keep_messages(messages)
    begun_with_sentinels(journal)
    assert store.messages()[0].sent_at == messages[0].sent_at
    assert len(journal.open_intents()) == 1
    assert found_in(tmp_path) == set()
    (tmp_path / "leak").write_text("-".join(SENTINELS["card"][i : i + 4] for i in range(0, 16, 4)))
    assert found_in(tmp_path) == {"card"}


def test_what_is_no_secret_stays_readable():
    """A receipt, a date, the call centre's numbers, an amount."""
    text = "접수번호 20261124-0001, 12월 11일에 33,000원이 나가요. 문의 114, 080-808-0283, 1670-0283"
    store = LocalStore.open(None)
    store.keep_messages([message(1, text=text)])
    assert store.messages()[0].text == text


@given(st.text(), st.text())
def test_people_are_kept_apart(one, other):
    """S08: no key, however odd, leads out of its own directory or into another's."""
    root = Path("/data")
    place = person_directory(root, one)
    assert place.parent == root / "people"
    assert set(place.name) <= set("0123456789abcdef") and len(place.name) == 64
    assert (place == person_directory(root, other)) == (one == other)


def test_one_persons_store_shows_nothing_of_anothers(tmp_path):
    mine, theirs = (LocalStore.open(person_directory(tmp_path, key)) for key in ("../one", "two"))
    mine.keep_overview(OVERVIEW)
    assert theirs.overview() is None
    assert theirs.wipe() and mine.overview() is not None
    mine.close(), theirs.close()


# Bounds


def test_only_six_months_of_messages_are_kept(tmp_path):
    """S10: by the carrier's clock, not by the device's."""
    store = LocalStore.open(tmp_path)
    old, limit, new = (message(n, OVERVIEW.as_of - KEPT_FOR + timedelta(days=n)) for n in (-1, 0, 1))
    store.keep_messages([old, limit, new])
    assert store.messages() == (new, limit, old)
    store.keep_overview(OVERVIEW)
    assert store.messages() == (new, limit)
    assert f'"{old.id}"' not in (tmp_path / STORE_FILE).read_text()
    store.close()


def test_store_at_its_fullest_stays_below_two_megabytes(tmp_path):
    """RR07"""
    store = LocalStore.open(tmp_path)
    store.keep_overview(OVERVIEW)
    store.keep_messages(message(n, OVERVIEW.as_of - timedelta(hours=n), "가" * 9999) for n in range(2 * MOST_MESSAGES))
    store.mark_seen(f"m-{number:05}" for number in range(2 * MOST_SEEN))
    assert [m.id for m in store.messages()] == [f"m-{number}" for number in range(MOST_MESSAGES)]
    assert {len(m.text) for m in store.messages()} == {LONGEST_TEXT}
    assert len(store.seen()) == MOST_SEEN
    assert (tmp_path / STORE_FILE).stat().st_size < 2_000_000
    store.close()


# Damage


@pytest.fixture
def filled(tmp_path):
    store = LocalStore.open(tmp_path)
    store.keep_overview(OVERVIEW)
    store.mark_seen(["m-1"])
    store.close()
    return tmp_path


@given(st.data())
@settings(max_examples=50, deadline=None)
def test_app_starts_on_any_bytes_and_goes_on(data):
    """RR03: arbitrary bytes, or a good file with a piece cut out or overwritten."""
    good = (STORES / "version_1.json").read_bytes()
    cut = st.tuples(st.integers(0, len(good)), st.integers(0, len(good)), st.binary(max_size=8))
    content = data.draw(st.binary() | cut.map(lambda piece: good[: piece[0]] + piece[2] + good[piece[1] :]))
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / STORE_FILE).write_bytes(content)
        store = LocalStore.open(directory)
        store.overview(), store.messages(), store.seen()
        newer = store.notice is StoreNotice.NEWER_VERSION
        store.keep_overview(OVERVIEW)
        assert store.overview() == masked(OVERVIEW)
        store.close()
        again = LocalStore.open(directory)
        assert again.overview() == (None if newer else masked(OVERVIEW))
        again.close()


def test_damaged_store_is_set_aside_and_the_journal_is_untouched(filled):
    """RR03: pending intents are never dropped."""
    intents = IntentJournal.open(filled)
    begun_with_sentinels(intents)
    for file in (STORE_FILE, f"{STORE_FILE}.bak"):
        (filled / file).write_bytes(b"\0" * 100)
    store = LocalStore.open(filled)
    assert (store.overview(), store.notice, store.read_only) == (None, StoreNotice.REBUILT, False)
    assert len(IntentJournal.open(filled).open_intents()) == 1
    assert (filled / f"{STORE_FILE}.corrupt-1").read_bytes() == b"\0" * 100
    store.close()


def test_damaged_store_falls_back_to_the_state_before(filled):
    """RR03"""
    (filled / STORE_FILE).write_bytes(b"")
    store = LocalStore.open(filled)
    assert (store.overview(), store.notice) == (masked(OVERVIEW), StoreNotice.RESTORED)
    store.close()


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("overview", {"line": 1}),
        ("overview", None),
        ("seen", [1, 2]),
        ("messages", {"1": 2}),
        ("messages", [{"id": True}]),
    ],
)
def test_values_of_another_shape_are_not_believed(filled, table, value):
    """RR03, RR08: no text for a number, no number for a text."""
    tables = json.loads((filled / STORE_FILE).read_text())
    (filled / STORE_FILE).write_text(json.dumps({**tables, table: {"1": {"value": value}}}))
    store = LocalStore.open(filled)
    assert {"overview": store.overview(), "seen": store.seen(), "messages": store.messages()}[table] in (
        None,
        (),
        frozenset(),
    )
    assert store.notice is StoreNotice.REBUILT
    store.close()


@pytest.mark.parametrize("amount", ["33000", True, 33000.0, None])
def test_money_is_believed_as_a_whole_number_only(filled, amount):
    """RR08"""
    tables = json.loads((filled / STORE_FILE).read_text())
    tables["overview"]["1"]["value"]["bill"]["amount"] = amount
    (filled / STORE_FILE).write_text(json.dumps(tables))
    store = LocalStore.open(filled)
    assert (store.overview(), store.notice) == (None, StoreNotice.REBUILT)
    store.close()


def test_file_damaged_while_the_app_runs_costs_one_refresh(tmp_path):
    """RR03"""
    store = LocalStore.open(tmp_path)
    store.keep_overview(OVERVIEW)
    for file in (STORE_FILE, f"{STORE_FILE}.bak"):
        (tmp_path / file).write_bytes(b"[1,2]")
    assert store.overview() is None
    store.keep_overview(OVERVIEW)
    store.close()
    again = LocalStore.open(tmp_path)
    assert (again.overview(), again.notice) == (masked(OVERVIEW), None)
    again.close()


# A disk that does not take it


def test_full_disk_keeps_the_old_file_and_the_new_value_for_now(filled):
    """RR02: the app works on, says so, and writes as soon as it can."""
    later = replace(OVERVIEW, as_of=OVERVIEW.as_of + timedelta(days=1))
    before = (filled / STORE_FILE).read_bytes()
    while_full, after = answer_of(keep_with_little_room, filled, later)
    assert while_full == (masked(later), True, StoreNotice.READ_ONLY, before)
    assert after == (masked(later), False, None)
    store = LocalStore.open(filled)
    assert (store.overview(), store.seen()) == (masked(later), {"m-1", "m-2"})
    store.close()


def test_failing_rename_is_told_not_raised(filled, monkeypatch):
    """RR02"""
    before = (filled / STORE_FILE).read_bytes()
    store = LocalStore.open(filled)

    def fail(*_):
        raise PermissionError("no")

    monkeypatch.setattr(private_files.os, "replace", fail)
    store.mark_seen(["m-2"])
    assert (store.seen(), store.read_only, store.notice) == ({"m-1", "m-2"}, True, StoreNotice.READ_ONLY)
    assert (filled / STORE_FILE).read_bytes() == before
    monkeypatch.undo()
    store.mark_seen(["m-3"])
    assert (store.read_only, store.notice) == (False, None)
    store.close()


@pytest.fixture
def foreign_directory():
    """A filled directory of somebody else's, while this process has no special rights."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        store = LocalStore.open(directory)
        store.keep_overview(OVERVIEW)
        store.close()
        assert IntentJournal.open(directory).open_intents() == ()
        (directory / ".lock").unlink()
        directory.chmod(0o755)
        (directory / STORE_FILE).chmod(0o644)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        else:
            directory.chmod(0o500)
        yield directory
        if root:
            os.seteuid(0)
        directory.chmod(0o700)


def test_read_only_directory_is_read_and_not_written(foreign_directory):
    """RR02"""
    before = {file.name: file.stat().st_mtime_ns for file in foreign_directory.iterdir()}
    store = LocalStore.open(foreign_directory)
    assert (store.overview(), store.read_only, store.notice) == (masked(OVERVIEW), True, StoreNotice.READ_ONLY)
    store.mark_seen(["m-2"])
    assert store.seen() == {"m-2"}
    assert store.wipe() is False
    store.close()
    assert {file.name: file.stat().st_mtime_ns for file in foreign_directory.iterdir()} == before


def test_place_that_is_no_directory_is_told_not_raised(tmp_path):
    """RR02"""
    (tmp_path / "file").write_text("mine")
    store = LocalStore.open(tmp_path / "file" / "person")
    store.keep_overview(OVERVIEW)
    assert (store.overview(), store.notice) == (masked(OVERVIEW), StoreNotice.READ_ONLY)
    store.close()


# One writer


def test_second_process_reads_and_writes_when_the_first_is_gone(filled):
    """RR04: nothing it was given meanwhile is lost."""
    with child(open_store, filled) as (_, other):
        assert other.recv() == (False, None)
        store = LocalStore.open(filled)
        assert (store.overview(), store.read_only, store.notice) == (masked(OVERVIEW), True, StoreNotice.IN_USE)
        store.mark_seen(["m-2"])
        assert store.seen() == {"m-1", "m-2"}
        assert store.wipe() is False
    store.mark_seen(["m-3"])
    assert (store.read_only, store.notice) == (False, None)
    store.close()
    assert answer_of(keep_overview_from_outside, filled, OVERVIEW) == {"m-1", "m-2", "m-3"}


def test_two_tabs_of_one_person_both_write(tmp_path):
    """RR04: stores of one process share the right to write and see what the other wrote."""
    one, other = LocalStore.open(tmp_path), LocalStore.open(tmp_path)
    one.mark_seen(["m-1"])
    other.mark_seen(["m-2"])
    assert one.seen() == other.seen() == {"m-1", "m-2"}
    one.close()
    other.mark_seen(["m-3"])
    assert (other.seen(), other.notice) == ({"m-1", "m-2", "m-3"}, None)
    other.close()


def test_four_threads_keep_every_mark(tmp_path):
    """RR04: two of them share a store, two have one each."""
    shared = LocalStore.open(tmp_path)
    stores = [shared, shared, LocalStore.open(tmp_path), LocalStore.open(tmp_path)]
    with ThreadPoolExecutor(4) as threads:
        for number in range(100):
            threads.submit(stores[number % 4].mark_seen, [f"m-{number}"])
    assert shared.seen() == {f"m-{number}" for number in range(100)}
    for store in {id(store): store for store in stores}.values():
        store.close()


# Versions


@pytest.mark.parametrize("version", [0, 1])
def test_file_of_every_version_opens_with_what_it_held(tmp_path, version):
    """RR05: a version that was released opens for ever. Where this fails, a migration is missing."""
    content = (STORES / f"version_{version}.json").read_bytes()
    assert version_of(json.loads(content)) == version
    (tmp_path / STORE_FILE).write_bytes(content)
    store = LocalStore.open(tmp_path, schema=FROM_ZERO if version == 0 else Schema())
    moments = [datetime(2026, 11, day, 10, tzinfo=KST) for day in (24, 23)]
    assert store.messages() == (message(2, moments[0]), message(1, moments[1]))
    assert store.seen() == {"m-1"}
    overview = store.overview()
    if version == 0:
        assert overview is None
    else:
        assert overview is not None and overview.bill is not None
        facts = (overview.line.msisdn, overview.bill.amount, overview.method.masked_number, overview.as_of)
        assert facts == ("010-****-5678", 33_000, "1234-****-****-5678", moments[0])
    assert (store.notice, store.read_only) == (None, False)
    store.close()


def test_migration_keeps_a_copy_and_runs_once(tmp_path):
    """RR05"""
    before = (STORES / "version_0.json").read_bytes()
    (tmp_path / STORE_FILE).write_bytes(before)
    LocalStore.open(tmp_path, schema=FROM_ZERO).close()
    after = (tmp_path / STORE_FILE).read_bytes()
    assert (tmp_path / f"{STORE_FILE}.v0").read_bytes() == before
    assert version_of(json.loads(after)) == 1
    LocalStore.open(tmp_path, schema=FROM_ZERO).close()
    LocalStore.open(tmp_path).close()
    assert (tmp_path / STORE_FILE).read_bytes() == after


def test_migration_killed_before_any_line_is_old_or_new_and_ends_the_same(tmp_path):
    """RR05"""
    before = (STORES / "version_0.json").read_bytes()
    versions, line, killed = set(), 0, True
    while killed:
        line += 3
        directory = tmp_path / str(line)
        directory.mkdir()
        (directory / STORE_FILE).write_bytes(before)
        killed = dies_at_line(line, open_from_zero, directory)
        versions.add(version_of(json.loads((directory / STORE_FILE).read_text())))
        store = LocalStore.open(directory, schema=FROM_ZERO)
        assert (store.seen(), len(store.messages()), store.notice) == ({"m-1"}, 2, None), line
        store.close()
    assert versions == {0, 1}


def test_later_versions_file_is_left_alone(filled):
    """RR05"""
    path = filled / STORE_FILE
    path.write_text(json.dumps({"schema": {"1": {"version": 2}}, "overview": {"1": {"value": "of another kind"}}}))
    before = {file.name: file.read_bytes() for file in filled.iterdir()}
    store = LocalStore.open(filled)
    store.keep_overview(OVERVIEW)
    assert (store.notice, store.read_only, store.overview()) == (StoreNotice.NEWER_VERSION, True, masked(OVERVIEW))
    store.close()
    assert {file.name: file.read_bytes() for file in filled.iterdir()} == before


def test_migration_that_meets_what_it_does_not_know_starts_over(tmp_path):
    """RR05, RR03"""
    odd = {"schema": {"1": {"version": 0}}, "messages": {"7": {"unheard": "of"}}}
    (tmp_path / STORE_FILE).write_text(json.dumps(odd))
    store = LocalStore.open(tmp_path, schema=FROM_ZERO)
    assert (store.messages(), store.notice) == ((), StoreNotice.REBUILT)
    assert json.loads((tmp_path / f"{STORE_FILE}.corrupt-1").read_text()) == odd
    store.close()


# Erasing


def test_wipe_leaves_nothing_of_the_person(filled):
    """S09: the store, its copies, what was set aside, half-written files and the journal."""
    begun_with_sentinels(IntentJournal.open(filled))
    for name in (f"{STORE_FILE}.corrupt-1", f"{STORE_FILE}.v0", f".{STORE_FILE}-abc.tmp", "export.csv"):
        (filled / name).write_text("홍길동")
    store = LocalStore.open(filled)
    assert store.wipe()
    assert (store.overview(), store.seen(), store.notice) == (None, frozenset(), None)
    store.close()
    sizes = {file.name: file.stat().st_size for file in filled.iterdir() if file.name != STORE_FILE}
    assert sizes == {".lock": 0, ".intents.jsonl.lock": 0}
    assert json.loads((filled / STORE_FILE).read_text()) == {"schema": {"1": {"version": 1}}}


def test_wipe_killed_before_any_line_is_finished_at_the_next_start(tmp_path):
    """S09: all of it is there, or none of it."""
    outcomes, line, killed = set(), 0, True
    while killed:
        line += 3
        directory = tmp_path / str(line)
        store = LocalStore.open(directory)
        store.mark_seen(["m-1"])
        begun_with_sentinels(IntentJournal.open(directory))
        store.close()
        killed = dies_at_line(line, wipe_store, directory)
        store = LocalStore.open(directory)
        left = (len(store.seen()), len(IntentJournal.open(directory).open_intents()))
        store.close()
        assert left in ((1, 1), (0, 0)), line
        outcomes.add(left)
    assert outcomes == {(1, 1), (0, 0)}
