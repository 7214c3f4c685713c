"""The whole app's state for one person, and the events of moving about in it. Pure."""
from dataclasses import dataclass
from datetime import datetime

from app.state.account.flow import Account
from app.state.change_method.flow import Change
from app.state.inbox.flow import Inbox
from app.state.place import Place


@dataclass(frozen=True, slots=True)
class AppState:
    """What every screen is drawn from."""

    now: datetime  # the carrier's clock in KST; screens and guards reckon with this, never with the device's
    place: Place = Place.HOME
    account: Account = Account()
    change: Change = Change()
    inbox: Inbox = Inbox()
    demo: bool = False  # runs against the embedded sandbox: the 데모 mark, and the code shown to testers


# Events
@dataclass(frozen=True, slots=True)
class AddressVisited:
    """The browser's address bar, its Back, or a deep link."""

    route: str


@dataclass(frozen=True, slots=True)
class BackPressed: ...


@dataclass(frozen=True, slots=True)
class PlacePressed:
    """A destination the person chose: bottom bar, a link on home, the help button."""

    place: Place


@dataclass(frozen=True, slots=True)
class Resumed:
    """Back in the foreground, or the connection is back."""
