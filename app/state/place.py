"""Where the subscriber looks: every screen's address, and what lies behind it on Back."""
from enum import StrEnum


class Place(StrEnum):
    HOME = "/"
    METHOD = "/method"
    NOTICE = "/method/change"
    PAYER = "/method/change/payer"
    CARD_NUMBER = "/method/change/card-number"
    CARD_ISSUER = "/method/change/card-issuer"
    CARD_EXPIRY = "/method/change/card-expiry"
    BANK = "/method/change/bank"
    ACCOUNT = "/method/change/account"
    CONSENT = "/method/change/consent"
    CONFIRM = "/method/change/confirm"
    IDENTITY = "/method/change/identity"
    CODE = "/method/change/identity/code"
    PROVIDER = "/method/change/identity/provider"
    PAYER_IDENTITY = "/method/change/payer-identity"
    PAYER_CODE = "/method/change/payer-identity/code"
    DONE = "/method/changed"
    ALERTS = "/alerts"
    HELP = "/help"
    DIRECTOR = "/director"  # in a demo only
    LOST = "/lost"

    @classmethod
    def at(cls, route: str) -> "Place":
        """The place an address names; query and fragment are ignored, an unknown address is LOST."""
        path = route.partition("?")[0].partition("#")[0].rstrip("/") or "/"
        return next((place for place in cls if place.value == path), cls.LOST)


TABS = (Place.HOME, Place.METHOD, Place.ALERTS, Place.HELP)
