"""Against a real carrier nothing of the demo is there: no mark, no panel, no address, no code of it in memory (S14, S36)."""
import subprocess
import sys

import pytest

from app.api.client import CarrierClient
from app.api.http_adapter import CarrierHttp
from app.api.in_process import InProcessTransport
from app.app import AltteulApp
from app.options import RunOptions
from app.people import IN_PROCESS_URL, People, Person
from app.sandbox.carrier import SandboxCarrier
from app.state.journal import IntentJournal
from app.state.local_store import LocalStore
from app.state.place import Place
from tests.support.headless import HeadlessDriver
from tests.support.running_app import RunningApp
from tests.support.source import ROOT

LOADED = """
import sys
from app.app import build
from app.options import RunOptions
app = build(RunOptions(carrier_url="https://carrier.example", token="t"))
person = app.people.join("somebody", "https://altteul.example")
assert person.sandbox is None and person.director is None
print(*(name for name in sys.modules if name.startswith(("app.", "fastapi", "tests"))))
"""


def test_nothing_of_the_demo_is_loaded_for_a_real_carrier():
    """No switch in the environment either: the same with every variable that could mean one."""
    asked = {f"ALTTEUL_{name}": "1" for name in ("DEMO", "SANDBOX", "DIRECTOR", "SCENARIO")}
    ended = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, cwd=ROOT, env={"PATH": "", "PYTHONPATH": str(ROOT), **asked})
    assert ended.returncode == 0, ended.stderr
    loaded = ended.stdout.split()
    assert "app.people" in loaded
    assert [name for name in loaded if name.startswith(("app.demo", "app.sandbox", "app.screens.director", "app.ui.strings.director", "fastapi"))] == []


class RealCarrier(People):
    """Somebody at a carrier that is not the embedded sandbox, as far as the app can tell."""

    def _open(self, key: str) -> Person:
        carrier = SandboxCarrier.open("happy")
        client = CarrierClient(CarrierHttp(IN_PROCESS_URL, transport=InProcessTransport(carrier.asgi)), carrier.token)
        return Person(key, "handle", client, LocalStore.open(None), IntentJournal.open(None))


@pytest.mark.anyio
@pytest.mark.parametrize("route", ["/director", "/director?scenario=overdue&go=/method", "/director/"])
async def test_the_panels_address_leads_nowhere(route):
    options = RunOptions()
    driver = await HeadlessDriver.open(AltteulApp(options, people=RealCarrier(options)), route=route)
    assert await driver.sees("주소를 찾을 수 없어요")
    assert not await driver.sees("연출판") and not await driver.sees("데모")
    await driver.close()


@pytest.mark.anyio
@pytest.mark.parametrize("place", [Place.HOME, Place.METHOD, Place.ALERTS, Place.HELP])
async def test_no_screen_carries_the_mark(place):
    options = RunOptions()
    driver = await HeadlessDriver.open(AltteulApp(options, people=RealCarrier(options)), route=place)
    assert not await driver.offers("데모 연출판 열기") and not await driver.sees("데모")
    await driver.close()


@pytest.mark.anyio
async def test_the_same_address_opens_the_panel_in_a_demo():
    """So the tests above look at the right address."""
    app = RunningApp(SandboxCarrier.open("happy"))
    driver = await HeadlessDriver.open(app, route="/director", idle=app.idle)
    assert await driver.sees("연출판")
    await driver.close()
