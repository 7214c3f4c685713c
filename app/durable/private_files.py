"""Files only their owner can read, replaced whole or not at all (RR01, S08)."""
import hashlib
import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_DIRECTORY = 0o700


def make_private_directory(directory: Path) -> None:
    """Makes what is missing of the path, 0700 and on disk before it returns. What is there already stays as it is."""
    if directory.is_dir():
        return
    make_private_directory(directory.parent)
    with suppress(FileExistsError):  # another process was first
        directory.mkdir(mode=PRIVATE_DIRECTORY)
    flush_directory(directory.parent)


def person_directory(root: Path, person_key: str) -> Path:
    """Where one person's data lives: a name that no key, however odd, can lead out of (S08)."""
    return root / "people" / hashlib.sha256(person_key.encode("utf-8", "surrogatepass")).hexdigest()


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
    """Keeps what a file holds now under a second name, which is old or new at every moment; nothing to do without a file."""
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


def set_aside(path: Path) -> Path:
    """Renames a damaged file to the next free `<name>.corrupt-<n>`, so that nothing is destroyed."""
    taken = {file.name for file in path.parent.glob(f"{path.name}.corrupt-*")}
    number = next(n for n in range(1, len(taken) + 2) if f"{path.name}.corrupt-{n}" not in taken)
    aside = path.with_name(f"{path.name}.corrupt-{number}")
    os.replace(path, aside)
    aside.chmod(PRIVATE_FILE)
    flush_directory(path.parent)
    return aside


def sweep_leftovers(directory: Path) -> None:
    """Removes what killed writers left half-written. Only for the directory's one writer."""
    for leftover in directory.glob(".*.tmp"):
        with suppress(OSError):
            leftover.unlink()


def flush_directory(directory: Path) -> None:
    """Puts names made or changed in a directory on disk."""
    if os.name == "nt":  # Windows opens no directories, and flushes names itself
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
