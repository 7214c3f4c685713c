"""Retries without their pauses, for every test of the api."""

from collections.abc import Iterator

import pytest
import stamina


@pytest.fixture(autouse=True)
def retries_do_not_pause() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield
