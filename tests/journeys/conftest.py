"""One customer of one carrier, at the app in this process and once more in Chromium."""
from collections.abc import Iterator

import pytest

from app.sandbox.carrier import SandboxCarrier
from tests.conftest import Opener
from tests.support.robots import Customer
from tests.support.running_app import RunningApp


@pytest.fixture
def carrier(request: pytest.FixtureRequest) -> Iterator[SandboxCarrier]:
    """The sandbox in the scenario of the test's mark: `@pytest.mark.scenario("ktm")`; `happy` without one."""
    asked = request.node.get_closest_marker("scenario")
    yield SandboxCarrier.open(asked.args[0] if asked else "happy")


@pytest.fixture
def app(carrier: SandboxCarrier) -> RunningApp:
    return RunningApp(carrier)


@pytest.fixture
async def customer(opens: Opener, app: RunningApp) -> Customer:
    """Somebody who has just opened the app."""
    return Customer(await opens(app, idle=app.idle), app)
