"""The shape of a stored file by number, and the way forward from older ones (RR05)."""
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.durable.atomic_storage import AtomicStorage, Tables
from app.durable.private_files import keep_copy

Migration = Callable[[Tables], Tables]
TABLE = "schema"


class Fit(StrEnum):
    """Whether this app can use the tables of a file."""

    CURRENT = "current"
    NEWER = "newer"  # written by a later app: not touched
    FOREIGN = "foreign"  # no version, none that is known, or a migration that met what it did not expect


@dataclass(frozen=True, slots=True)
class Schema:
    """`migrations[0]` leads from version `first` to the next, and so on; there is no way back."""

    first: int = 1
    migrations: tuple[Migration, ...] = ()

    @property
    def version(self) -> int:
        return self.first + len(self.migrations)

    def prepare(self, storage: AtomicStorage) -> Fit:
        """Brings the file up to date in one write; what it was stays as `<name>.v<version>`.

        For the file's one writer. Raises OSError.
        """
        tables = storage.read()
        if not tables:
            storage.write(self.stamped({}))
            return Fit.CURRENT
        found = version_of(tables)
        if found is None or found < self.first:
            return Fit.FOREIGN
        if found > self.version:
            return Fit.NEWER
        if found < self.version:
            keep_copy(storage.path, storage.path.with_name(f"{storage.path.name}.v{found}"))
            try:
                for migrate in self.migrations[found - self.first :]:
                    tables = migrate(tables)
            except (LookupError, TypeError, ValueError, AttributeError):
                return Fit.FOREIGN
            storage.write(self.stamped(tables))
        return Fit.CURRENT

    def fits(self, storage: AtomicStorage) -> bool:
        return version_of(storage.read() or {}) == self.version

    def stamped(self, tables: Tables) -> Tables:
        return {**tables, TABLE: {"1": {"version": self.version}}}


def version_of(tables: Tables) -> int | None:
    version = tables.get(TABLE, {}).get("1", {}).get("version")
    return version if type(version) is int else None
