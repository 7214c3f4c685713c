"""Everyone this process serves, each with their own carrier line, memory and journal, shared by that person's tabs."""
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.api.client import CarrierClient
from app.api.http_adapter import CarrierHttp
from app.api.in_process import InProcessTransport
from app.options import RunOptions
from app.state.journal import IntentJournal
from app.state.local_store import LocalStore, person_directory

if TYPE_CHECKING:
    from app.demo import DemoDirector
    from app.sandbox.carrier import SandboxCarrier

IN_PROCESS_URL = "http://127.0.0.1"


@dataclass(eq=False)
class Person:
    """One subscriber as this process knows them."""

    key: str
    handle: str  # names the person in addresses, says nothing about them
    carrier: CarrierClient
    store: LocalStore
    journal: IntentJournal
    sandbox: "SandboxCarrier | None" = None  # in a demo only, like its director
    director: "DemoDirector | None" = None
    tabs: int = 0


class People:
    """Opens a person at their first tab; closes them with the last one when nothing would be lost."""

    def __init__(self, options: RunOptions, open_sandbox: "Callable[[str, Path | None], SandboxCarrier] | None" = None) -> None:
        self._options = options
        self._open_sandbox = open_sandbox
        self._by_key: dict[str, Person] = {}
        self._shared_http = CarrierHttp(options.carrier_url) if options.carrier_url else None

    def join(self, key: str, public_url: str) -> Person:
        """The person with this key. public_url is where their browser reaches this server."""
        person = self._by_key.get(key) or self._open(key)
        self._by_key[key] = person
        if person.sandbox is not None and public_url:
            person.sandbox.public_url = f"{public_url.rstrip('/')}/provider/{person.handle}"
        person.tabs += 1
        return person

    def leave(self, person: Person) -> None:
        person.tabs -= 1
        if person.tabs > 0 or self._by_key.get(person.key) is not person:
            return
        if person.sandbox is not None:
            person.sandbox.save()
        person.store.close()
        person.journal.close()
        del self._by_key[person.key]

    def sandbox_of(self, handle: str) -> "SandboxCarrier | None":
        return next((person.sandbox for person in self._by_key.values() if person.handle == handle), None)

    def _open(self, key: str) -> Person:
        handle = hashlib.sha256(key.encode()).hexdigest()[:24]
        root = self._options.data_dir
        directory = person_directory(root, key) if root else None
        store, journal = LocalStore.open(directory), IntentJournal.open(directory)
        if self._shared_http is not None:
            return Person(key, handle, CarrierClient(self._shared_http, self._options.token or ""), store, journal)
        from app import demo  # where a real carrier is, nothing of the sandbox is even loaded (S36)

        sandbox = (self._open_sandbox or demo.open_sandbox)(self._options.scenario, directory / "carrier.json" if directory else None)
        http = CarrierHttp(IN_PROCESS_URL, transport=InProcessTransport(sandbox.asgi))
        return Person(key, handle, CarrierClient(http, sandbox.token), store, journal, sandbox, demo.DemoDirector(sandbox, store, journal))
