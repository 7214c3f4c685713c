"""What a start of the app is told from outside: which carrier, whose data, under which address."""
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RunOptions:
    """A carrier address means a real carrier; without one the sandbox plays `scenario` inside the app."""

    carrier_url: str | None = None
    token: str | None = field(default=None, repr=False)
    scenario: str = "happy"
    data_dir: Path | None = None
    public_url: str | None = None
