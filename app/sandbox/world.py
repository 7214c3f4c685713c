"""One carrier as one set of subscribers meets it: records, clock, faults, policy."""
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from app.domain.calendar import BusinessCalendar
from app.domain.change import ChangeState, MethodChange
from app.domain.masking import mask_phone
from app.domain.message import Channel
from app.domain.policy import CarrierPolicy
from app.sandbox.clock import VirtualClock
from app.sandbox.faults import Faults
from app.sandbox.policy_file import load_policy
from app.sandbox.problems import Refused
from app.sandbox.records import Records, StoredChange, StoredMessage, Subscriber


class Owned(Protocol):
    subscriber: str


class Owner(Protocol):
    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=Owned)


@dataclass(slots=True)
class World:
    records: Records
    clock: VirtualClock
    faults: Faults
    public_url: str = ""  # where people reach this carrier; empty: as the request came
    codes: dict[str, str] = field(default_factory=dict, repr=False)  # by attempt; gone with the process
    latest_code: dict[str, str] = field(default_factory=dict, repr=False)  # by phone: what that phone last read
    running_keys: set[str] = field(default_factory=set)
    unsaved: bool = False

    @property
    def policy(self) -> CarrierPolicy:
        return load_policy(self.records.carrier).policy

    @property
    def calendar(self) -> BusinessCalendar:
        return load_policy(self.records.carrier).calendar

    def now(self) -> datetime:
        return self.clock.now()

    def fingerprint(self, *parts: str) -> str:
        """Compares secrets without keeping them: keyed, so that a number cannot be guessed from it without the key."""
        return hashlib.blake2b(
            "\x1f".join(parts).encode(), key=bytes.fromhex(self.records.secret), digest_size=16
        ).hexdigest()

    def new_receipt(self) -> str:
        self.records.receipts += 1
        return f"{self.now():%Y%m%d}-{self.records.receipts:04}"

    def new_id(self) -> str:
        """Nobody without this world's secret guesses the address of a provider page; a seeded world gives the same."""
        self.records.ids += 1
        key = bytes.fromhex(self.records.secret)
        digest = hashlib.blake2b(str(self.records.ids).encode(), key=key, digest_size=16).digest()
        return str(uuid.UUID(bytes=digest, version=4))

    def notify(self, subscriber: Subscriber, subject: str, text: str, at: datetime, *, push: bool = False) -> None:
        """Sends an SMS to the subscriber's own line, or a push message to the app on it (R99, C17)."""
        channel = Channel.PUSH if push else Channel.SMS
        message = StoredMessage(self.new_id(), subscriber.id, self.policy.name, subject, text, at, channel)
        self.records.messages[message.id] = message

    def open_change(self, subscriber: Subscriber) -> StoredChange | None:
        return next((change for change in of(subscriber, self.records.changes) if change.state.is_open), None)

    def to_domain(self, change: StoredChange, base_url: str = "") -> MethodChange:
        methods, waits = self.records.methods, change.state is ChangeState.PENDING_EXTERNAL_APP
        return MethodChange(
            id=change.id,
            receipt=change.receipt,
            state=change.state,
            requested_at=change.requested_at,
            from_method=methods[change.from_method].to_domain(),
            to_method=methods[change.to_method].to_domain(),
            effective=change.effective,
            first_charge=change.first_charge,
            last_on_old=change.last_on_old,
            cancellable_until=change.cancellable_until,
            notified_to=mask_phone(self.records.subscribers[change.subscriber].msisdn),
            external_app_url=f"{base_url}/provider/wallet/{change.id}" if waits else "",
        )


def of(subscriber: Owner, records: Mapping[str, Record]) -> list[Record]:
    """The subscriber's own, in the order they came."""
    return [record for record in records.values() if record.subscriber == subscriber.id]


def own(subscriber: Owner, records: Mapping[str, Record], record_id: str) -> Record:
    """Raises NOT_FOUND for what does not exist and for what is somebody else's: nobody can tell which (S34)."""
    record = records.get(record_id)
    if record is None or record.subscriber != subscriber.id:
        raise Refused("NOT_FOUND")
    return record


def newest_first(records: Iterable[Record]) -> list[Record]:
    return list(records)[::-1]
