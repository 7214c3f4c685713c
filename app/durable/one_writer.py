"""One process at a time writes in a directory, and its threads take turns (RR04)."""
import threading
from pathlib import Path
from typing import ClassVar
from weakref import WeakValueDictionary

from filelock import FileLock, Timeout

from app.durable.private_files import PRIVATE_FILE, make_private_directory

LOCK_FILE = ".lock"


class OneWriter:
    """The right to write in one directory. Everyone in this process shares it; get it by `OneWriter.of`.

    Whoever reads and then writes holds `turn` meanwhile.
    """

    _shared: ClassVar["WeakValueDictionary[Path, OneWriter]"] = WeakValueDictionary()
    _sharing = threading.Lock()

    @classmethod
    def of(cls, directory: Path) -> "OneWriter":
        """Makes the directory when it is missing; raises OSError when it cannot."""
        make_private_directory(directory)
        with cls._sharing:
            return cls._shared.setdefault(directory.resolve(), cls(directory.resolve()))

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.turn = threading.RLock()
        self._lock = FileLock(directory / LOCK_FILE, mode=PRIVATE_FILE, thread_local=False)
        self._claims = 0

    def claim(self) -> bool:
        """True when this process may write from now on, False while another does; raises OSError when nobody can."""
        with self.turn:
            if not self._claims:
                try:
                    self._lock.acquire(blocking=False)
                except Timeout:
                    return False
            self._claims += 1
            return True

    def release(self) -> None:
        """Gives one claim back; the last one lets other processes write."""
        with self.turn:
            self._claims -= 1
            if not self._claims:
                self._lock.release()
