"""Files only their owner can read, replaced whole or not at all (RR01, S08)."""
import itertools
import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_DIRECTORY = 0o700
WIPE_MARK = ".wiping"


def make_private_directory(directory: Path) -> None:
    """Makes what is missing of the path, 0700 and on disk before it returns. What is there already stays as it is."""
    if directory.is_dir():
        return
    make_private_directory(directory.parent)
    with suppress(FileExistsError):  # another process was first
        directory.mkdir(mode=PRIVATE_DIRECTORY)
    flush_directory(directory.parent)


def replace_file(path: Path, content: bytes, *, previous: Path | None = None) -> None:
    """Writes the whole content or leaves the file as it was; what it held before is kept as `previous`.

    Raises OSError (disk full, read-only, no permission) with the old file intact.
    """
    make_private_directory(path.parent)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if previous is not None:
            keep_copy(path, previous)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    flush_directory(path.parent)


def keep_copy(path: Path, copy: Path) -> None:
    """Keeps what a file holds now under a second name, itself old or new at every moment. No file, no copy."""
    spare = copy.with_name(f".{copy.name}-{secrets.token_hex(8)}.tmp")
    try:
        try:
            os.link(path, spare)
        except FileNotFoundError:
            return
        except OSError:  # Android and some file systems have no hard links
            shutil.copyfile(path, spare)
            with open(spare, "rb+") as file:
                os.fsync(file.fileno())
        spare.chmod(PRIVATE_FILE)
        os.replace(spare, copy)
    finally:  # also after success: POSIX renames nothing when both names are one file already
        with suppress(OSError):
            spare.unlink()


def set_aside(path: Path) -> None:
    """Renames a damaged file, so that nothing is destroyed."""
    aside = next_corrupt_name(path)
    os.replace(path, aside)
    aside.chmod(PRIVATE_FILE)
    flush_directory(path.parent)


def next_corrupt_name(path: Path) -> Path:
    """The first free `<name>.corrupt-<n>`."""
    names = (path.with_name(f"{path.name}.corrupt-{number}") for number in itertools.count(1))
    return next(name for name in names if not name.exists())


def sweep_leftovers(path: Path) -> None:
    """Removes what killed writers of a file left half-written. Only for the file's one writer."""
    for leftover in path.parent.glob(f".{path.name}*.tmp"):
        with suppress(OSError):
            leftover.unlink()


def wipe_directory(directory: Path) -> None:
    """Removes all data in a directory but for empty lock files (S09). Killed midway, `finish_wipe` goes on with it."""
    mark = directory / WIPE_MARK
    mark.touch(PRIVATE_FILE)
    flush_directory(directory)
    for entry in directory.iterdir():
        if entry != mark and not entry.name.endswith(".lock"):
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    flush_directory(directory)
    mark.unlink()
    flush_directory(directory)


def finish_wipe(directory: Path) -> None:
    if (directory / WIPE_MARK).exists():
        wipe_directory(directory)


def flush_directory(directory: Path) -> None:
    """Puts names made or changed in a directory on disk."""
    if os.name == "nt":  # Windows opens no directories, and flushes names itself
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
