"""Provider pages are reachable on a desktop, where the app is no web server."""
import httpx
import pytest

from app.loopback import Loopback

pytestmark = pytest.mark.anyio


async def page(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


async def test_page_is_served_on_this_device_only():
    loopback = Loopback(page)
    try:
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.get(f"{loopback.url}/provider/abc/provider/identity/1")
        assert loopback.url.startswith("http://127.0.0.1:")
        assert answer.text == "/provider/abc/provider/identity/1"
    finally:
        await loopback.close()
