"""The four things a request can be. Screens match on these, never on flags."""
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.refusal import Failure

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NotAsked: ...


@dataclass(frozen=True, slots=True)
class Loading: ...


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class Failed:
    failure: Failure


Remote = NotAsked | Loading | Loaded[T] | Failed
Outcome = Loaded[T] | Failed
