"""Messages from the carrier: 알림함, the unread badge, and the heads-up of a new one. Pure."""
from dataclasses import dataclass

from app.domain.message import Message
from app.state.remote import NotAsked, Outcome, Remote


@dataclass(frozen=True, slots=True)
class Inbox:
    messages: Remote[tuple[Message, ...]] = NotAsked()
    seen: frozenset[str] = frozenset()
    heads_up: Message | None = None

    @property
    def unread(self) -> int:
        raise NotImplementedError


# Events
@dataclass(frozen=True, slots=True)
class SeenRead:
    seen: frozenset[str]


@dataclass(frozen=True, slots=True)
class MessagesAnswered:
    outcome: Outcome[tuple[Message, ...]]


@dataclass(frozen=True, slots=True)
class InboxOpened: ...


@dataclass(frozen=True, slots=True)
class HeadsUpPressed: ...


@dataclass(frozen=True, slots=True)
class HeadsUpDismissed: ...
