"""Messages from the carrier: 알림함, the unread badge, and the heads-up of a new one. Pure."""
from dataclasses import dataclass, replace

from app.domain.message import Message
from app.state.remote import Loaded, NotAsked, Outcome, Remote


@dataclass(frozen=True, slots=True)
class Inbox:
    messages: Remote[tuple[Message, ...]] = NotAsked()
    seen: frozenset[str] = frozenset()
    heads_up: Message | None = None
    reachable: bool = False  # the carrier has answered since the app was opened; only then is a message news

    @property
    def unread(self) -> int:
        return sum(message.id not in self.seen for message in self.known)

    @property
    def known(self) -> tuple[Message, ...]:
        return self.messages.value if isinstance(self.messages, Loaded) else ()


# Events
@dataclass(frozen=True, slots=True)
class SeenRead:
    """What this device remembers of the inbox."""

    seen: frozenset[str]
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class MessagesAnswered:
    outcome: Outcome[tuple[Message, ...]]


@dataclass(frozen=True, slots=True)
class InboxOpened: ...


@dataclass(frozen=True, slots=True)
class HeadsUpPressed: ...


@dataclass(frozen=True, slots=True)
class HeadsUpDismissed: ...


Event = SeenRead | MessagesAnswered | InboxOpened | HeadsUpPressed | HeadsUpDismissed


# Effects
@dataclass(frozen=True, slots=True)
class ReadInbox: ...


@dataclass(frozen=True, slots=True)
class LoadMessages: ...


@dataclass(frozen=True, slots=True)
class KeepSeen:
    ids: frozenset[str]


Effect = ReadInbox | LoadMessages | KeepSeen


def update(now: Inbox, event: Event, *, open_now: bool) -> tuple[Inbox, tuple[Effect, ...]]:
    """open_now: the person is looking at 알림함, so what arrives is read at once."""
    match event:
        case SeenRead(seen, messages):
            shown = now.messages if isinstance(now.messages, Loaded) else Loaded(messages) if messages else now.messages
            return replace(now, seen=seen, messages=shown), (LoadMessages(),)
        case MessagesAnswered(Loaded(messages) as outcome):
            had = {message.id for message in now.known}
            news = next((message for message in messages if message.id not in had | now.seen), None)
            heads_up = news if news and now.reachable and not open_now else now.heads_up
            answered = replace(now, messages=outcome, heads_up=heads_up, reachable=True)
            return _all_seen(answered) if open_now else (answered, ())
        case MessagesAnswered(outcome) if not isinstance(now.messages, Loaded):
            return replace(now, messages=outcome), ()
        case InboxOpened():
            opened, effects = _all_seen(replace(now, heads_up=None))
            return opened, (LoadMessages(), *effects)
        case HeadsUpPressed() | HeadsUpDismissed():
            return replace(now, heads_up=None), ()
        case _:
            return now, ()


def _all_seen(now: Inbox) -> tuple[Inbox, tuple[Effect, ...]]:
    ids = frozenset(message.id for message in now.known)
    if ids <= now.seen:
        return now, ()
    return replace(now, seen=now.seen | ids), (KeepSeen(ids),)
