"""RR01-RR03, S08: what TinyDB's own storage loses, this one keeps."""

import errno
import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB

from app.durable import private_files
from app.durable.atomic_storage import AtomicStorage, Recovery, parsed
from app.durable.private_files import make_private_directory, set_aside
from tests.durable.children import answer_of
from tests.durable.work import tables, write_with_little_room

FOREIGN = {
    "an empty file": b"",
    "cut off": json.dumps(tables(1)).encode()[:-3],
    "only NUL": b"\0" * 4096,
    "a list": b"[1,2]",
    "a number": b"7",
    "a table that is a list": b'{"numbers":[1]}',
    "a document that is a number": b'{"numbers":{"1":1}}',
    "a document without a number": b'{"numbers":{"one":{}}}',
    "a full-width number": '{"numbers":{"１":{}}}'.encode(),
    "not UTF-8": b'{"numbers":{"1":{"a":"\xff"}}}',
    "endlessly deep": b"[" * 200_000,
    "a number longer than Python reads": b'{"numbers":{"1":{"a":' + b"9" * 5000 + b"}}}",
    "NaN": b'{"numbers":{"1":{"a":NaN}}}',
    "an infinite number": b'{"numbers":{"1":{"a":1e999}}}',
}


@pytest.fixture
def storage(tmp_path):
    storage = AtomicStorage(tmp_path / "store.json")
    storage.write(tables(1))
    storage.write(tables(2))
    return storage


def names(storage):
    return sorted(file.name for file in storage.path.parent.iterdir())


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_damaged_file_gives_way_to_the_state_before(storage, content):
    """RR03"""
    storage.path.write_bytes(content)
    assert storage.read() == tables(1)
    assert storage.recovery is Recovery.FROM_BACKUP
    assert (storage.path.parent / "store.json.corrupt-1").read_bytes() == content
    TinyDB(storage=lambda: storage).insert({"new": True})
    assert storage.read() == {**tables(1), "_default": {"1": {"new": True}}}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_where_nothing_is_whole_the_store_starts_over_and_destroys_nothing(storage, content):
    """RR03"""
    storage.path.write_bytes(content)
    storage.backup.write_bytes(content)
    assert storage.read() is None
    assert storage.recovery is Recovery.STARTED_OVER
    assert names(storage) == ["store.json.bak.corrupt-1", "store.json.corrupt-1"]
    TinyDB(storage=lambda: storage).insert({"new": True})
    assert AtomicStorage(storage.path).read() == {"_default": {"1": {"new": True}}}


ANY_JSON = st.recursive(
    st.none() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["1", "02", "x", "schema"]), inner),
    max_leaves=8,
)


@given(st.binary() | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_bytes_pass_as_tables_tinydb_can_read_and_write(content):
    """RR03"""
    found = parsed(content)
    if found is not None:
        assert parsed(json.dumps(found, allow_nan=False).encode()) == found
        assert all(int(number) >= 0 for table in found.values() for number in table)


def test_second_damage_gets_a_name_of_its_own(tmp_path):
    path = tmp_path / "store.json"
    for content in ("one", "two"):
        path.write_text(content)
        set_aside(path)
    assert [(tmp_path / f"store.json.corrupt-{n}").read_text() for n in (1, 2)] == ["one", "two"]


def test_reader_beside_a_writer_touches_nothing(storage):
    storage.path.write_text("damaged")
    before = names(storage)
    reader = AtomicStorage(storage.path, read_only=True)
    assert reader.read() == tables(1)
    with pytest.raises(OSError, match="reading only"):
        reader.write(tables(3))
    assert names(storage) == before


def test_full_disk_is_reported_and_the_file_stays(storage):
    """RR02"""
    assert len(json.dumps(tables(3))) > 1000
    assert answer_of(write_with_little_room, storage.path, 3) == "OSError"
    assert AtomicStorage(storage.path).read() == tables(2)
    assert names(storage) == ["store.json", "store.json.bak"]


@pytest.mark.parametrize("step", ["replace", "fsync", "link"])
@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_failing_step_leaves_the_file_and_no_litter(storage, monkeypatch, step, reason):
    """RR02"""

    def fail(*_, **__):
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(private_files.os, step, fail)
    if step == "link":  # no hard links here: the copy is made by hand
        storage.write(tables(3))
        assert [storage.read(), json.loads(storage.backup.read_text())] == [tables(3), tables(2)]
    else:
        with pytest.raises(OSError, match=os.strerror(reason)):
            storage.write(tables(3))
        assert storage.read() == tables(2)
    monkeypatch.undo()
    assert names(storage) == ["store.json", "store.json.bak"]


def test_content_is_on_disk_before_its_name_and_the_name_before_write_returns(storage, monkeypatch):
    """RR01: a power cut keeps what was flushed, in the order in which it was flushed."""
    steps = []
    fsync, replace = os.fsync, os.replace

    def flushed(descriptor):
        steps.append("flush directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "flush file")
        fsync(descriptor)

    def renamed(source, target):
        steps.append(f"name {os.path.basename(target)}")
        replace(source, target)

    monkeypatch.setattr(private_files.os, "fsync", flushed)
    monkeypatch.setattr(private_files.os, "replace", renamed)
    storage.write(tables(3))
    assert steps == ["flush file", "name store.json.bak", "name store.json", "flush directory"]


def test_directories_and_files_are_for_their_owner_alone(tmp_path):
    """S08: whatever the umask says."""
    before = os.umask(0)
    try:
        storage = AtomicStorage(tmp_path / "people" / "one" / "store.json")
        storage.write(tables(1))
        storage.write(tables(2))
        storage.path.write_bytes(b"damaged")
        storage.path.chmod(0o644)
        storage.read()
        storage.write(tables(3))
    finally:
        os.umask(before)
    modes = {str(path.relative_to(tmp_path)): stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes == {
        "people": 0o700,
        "people/one": 0o700,
        "people/one/store.json": 0o600,
        "people/one/store.json.bak": 0o600,
        "people/one/store.json.corrupt-1": 0o600,
    }


def test_directory_that_is_there_keeps_its_mode(tmp_path):
    tmp_path.chmod(0o755)
    make_private_directory(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
