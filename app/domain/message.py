"""What the carrier told the subscriber: SMS and push, as kept in 알림함."""
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    SMS = "SMS"
    PUSH = "Mobile app push notification"
    EMAIL = "Email"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    channel: Channel
    sender: str
    subject: str
    text: str
    sent_at: datetime  # KST
