"""A running server with the small app, and people who visit it."""
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.support.serving import Served, served
from tests.web.small_app import small_app


@pytest.fixture
async def server() -> AsyncIterator[Served]:
    async with served(small_app) as running:
        yield running


@pytest.fixture
def base(server: Served) -> str:
    return server.base


@pytest.fixture
async def visitor(base: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser's requests: same site, brotli, no redirects followed."""
    headers = {"accept-encoding": "br, gzip", "sec-fetch-site": "none"}
    async with httpx.AsyncClient(base_url=base, headers=headers, trust_env=False, timeout=30) as client:
        yield client
