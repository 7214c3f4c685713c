"""What the edge answers over HTTP: headers, caching, the cookie, and nothing that is not the page's."""
import re

import httpx
import pytest

from app.assets_dir import assets_dir
from app.web import Edge, cache_dir, engine_dir
from app.web_files import WebFiles, page_policy, with_versioned_addresses

pytestmark = pytest.mark.anyio


async def versioned(visitor: httpx.AsyncClient) -> str:
    found = re.search(r'const versioned = "(/-/[0-9a-f]+/)"', (await visitor.get("/")).text)
    assert found
    return found[1]


async def test_page_is_korean_and_locked_to_its_own_origin(visitor):
    """S32: policy without outside hosts or inline permission, no sniffing, no framing, no reading from elsewhere."""
    answer = await visitor.get("/")
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200 and '<html lang="ko">' in answer.text
    assert "default-src 'none'" in policy and "'wasm-unsafe-eval'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    assert "http:" not in policy and "https:" not in policy and "*" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers


async def test_policy_knows_every_inline_script(visitor):
    answer = await visitor.get("/")
    scripts = re.findall(r"<script>", answer.text)
    assert len(scripts) >= 3
    assert answer.headers["content-security-policy"].count("'sha256-") == len(scripts)
    assert page_policy("<script>a</script>") != page_policy("<script>b</script>")


@pytest.mark.parametrize("address", ["/method/change/confirm", "/alerts?from=sms", "/모르는/주소", "/docs", "/openapi.json/x"])
async def test_deep_link_answers_the_page(visitor, address):
    answer = await visitor.get(address)
    assert answer.status_code == 200 and "<title>알뜰지기</title>" in answer.text


@pytest.mark.parametrize("address", ["/openapi.json", "/missing.js", "/assets/../app/web.py", "/%2e%2e/pyproject.toml", "/python.js", "/pyodide/pyodide.mjs"])
async def test_what_is_not_the_pages_is_not_there(visitor, address):
    answer = await visitor.get(address)
    assert answer.status_code == 404 and answer.content == b""


async def test_only_reading_is_allowed(visitor):
    assert (await visitor.post("/")).status_code == 405
    head = await visitor.head("/")
    assert head.status_code == 200 and head.content == b"" and int(head.headers["content-length"]) > 1000


@pytest.mark.parametrize(("accepted", "encoding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None), ("br;q=0, gzip", "gzip"), ("identity", None)])
async def test_engine_arrives_as_the_browser_takes_it(visitor, accepted, encoding):
    base = await versioned(visitor)
    answer = await visitor.get(f"{base}main.dart.wasm", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["content-type"] == "application/wasm"
    original = (engine_dir() / "main.dart.wasm").stat().st_size
    assert (int(answer.headers["content-length"]) < original / 3) is (encoding is not None)
    assert len(answer.content) == original


async def test_versioned_files_are_kept_for_good_and_the_page_is_asked_for_each_time(visitor):
    base = await versioned(visitor)
    assert (await visitor.get(f"{base}flutter_bootstrap.js")).headers["cache-control"].endswith("immutable")
    assert (await visitor.get("/flutter_bootstrap.js")).headers["cache-control"] == "no-cache"
    page = await visitor.get("/")
    assert page.headers["cache-control"] == "no-cache"
    again = await visitor.get("/", headers={"if-none-match": page.headers["etag"]})
    assert again.status_code == 304 and again.content == b""


async def test_page_from_before_an_upgrade_is_not_told_to_keep_new_files(visitor):
    answer = await visitor.get("/-/0000000000000000/flutter_bootstrap.js")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-cache"


async def test_upgrade_changes_every_address_at_once(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text((assets_dir() / "index.html").read_text() if name == "a" else "changed")
    versions = []
    for name in ("a", "b"):
        files = WebFiles(tmp_path / name, tmp_path / "a", tmp_path / "cache")
        files.start()
        await files.ready()
        versions.append(files.version)
    assert versions[0] != versions[1]


def test_page_without_its_marks_is_refused_rather_than_served_uncached():
    with pytest.raises(ValueError, match="versioned"):
        with_versioned_addresses("<html></html>", "1")


async def test_first_visit_hands_out_a_person_that_scripts_cannot_read(visitor):
    cookie = (await visitor.get("/")).headers["set-cookie"]
    assert re.match(r"altteul_person=[A-Za-z0-9_-]{43};", cookie)
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/"))
    assert "Secure" not in cookie
    assert "set-cookie" not in (await visitor.get("/")).headers  # it came along this time


async def test_cookie_is_secure_behind_https(visitor):
    answer = await visitor.get("/", headers={"x-forwarded-proto": "https"})
    assert "Secure" in answer.headers["set-cookie"]


async def test_visit_from_another_site_does_not_replace_the_person(visitor):
    """Such a visit brings no SameSite=Strict cookie; the WebSocket, which does, hands one out if there is none."""
    assert "set-cookie" not in (await visitor.get("/", headers={"sec-fetch-site": "cross-site"})).headers


async def test_forged_cookie_counts_as_none(visitor):
    answer = await visitor.get("/", headers={"cookie": "altteul_person=../../etc/passwd"})
    assert "set-cookie" in answer.headers


async def test_compressed_copies_outlive_the_server(tmp_path):
    engine, cache = tmp_path / "engine", tmp_path / "cache"
    engine.mkdir()
    (engine / "main.dart.mjs").write_text("export const a = 1;\n" * 500)
    first = WebFiles(engine, engine, cache)
    first.start()
    await first.ready()
    file = first.find("main.dart.mjs")
    made = await first.body(file, "br")
    kept = {path.name: path.stat().st_ino for path in cache.iterdir() if path.name.endswith("quick.br")}
    second = WebFiles(engine, engine, cache)
    second.start()
    await second.ready()
    assert len(made.data) < 200 and (await second.body(second.find("main.dart.mjs"), "br")).encoding == "br"
    assert {path.name: path.stat().st_ino for path in cache.iterdir() if path.name.endswith("quick.br")} == kept


async def test_cache_that_cannot_be_written_does_not_stop_the_page(tmp_path):
    (tmp_path / "file").write_text("in the way")
    files = WebFiles(assets_dir(), assets_dir(), tmp_path / "file" / "cache")
    files.start()
    await files.ready()
    assert (await files.body(files.find("index.html"), "br")).encoding == "br"


async def test_provider_pages_come_from_the_app_with_the_edges_headers():
    seen = []

    class App:
        def __call__(self, page):
            raise AssertionError("no page was opened")

        async def provider_asgi(self, scope, receive, send):
            seen.append(scope["path"])
            headers = [(b"content-type", b"text/html"), (b"access-control-allow-origin", b"*")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": "아이핀".encode()})

    edge = Edge(App, WebFiles(assets_dir(), engine_dir(), cache_dir()))
    async with alive(edge), httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url="http://test") as client:
        answer = await client.post("/provider/abc/provider/sessions/1", data={"accept": "yes"})
    assert answer.status_code == 200 and answer.text == "아이핀" and seen == ["/provider/abc/provider/sessions/1"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store" and "access-control-allow-origin" not in answer.headers


async def test_app_that_cannot_start_stops_the_server(caplog):
    def broken():
        raise RuntimeError("no such scenario")

    stopped = []
    edge = Edge(broken, WebFiles(assets_dir(), engine_dir(), cache_dir()))
    edge.on_failure = lambda: stopped.append(True)
    async with alive(edge), httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url="http://test") as client:
        with pytest.raises(RuntimeError, match="no such scenario"):
            await client.get("/provider/x")
    assert stopped == [True] and str(edge.failed) == "no such scenario"
    caplog.clear()


class alive:  # noqa: N801  (reads as a statement)
    """Runs an ASGI app's lifespan around a block."""

    def __init__(self, edge):
        import asyncio

        self._edge, self._in, self._out = edge, asyncio.Queue(), asyncio.Queue()

    async def __aenter__(self):
        import asyncio

        self._task = asyncio.create_task(self._edge({"type": "lifespan"}, self._in.get, self._out.put))
        await self._in.put({"type": "lifespan.startup"})
        assert (await self._out.get())["type"] == "lifespan.startup.complete"

    async def __aexit__(self, *_):
        await self._in.put({"type": "lifespan.shutdown"})
        await self._task
