"""The web server's edge: opens the port at once, serves the page, and lets people through to the Flet app."""
import asyncio
import contextlib
import gc
import logging
import socket
import sys
import weakref
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.assets_dir import assets_dir
from app.person_key import current_person, new_person
from app.person_key import serve as serve_person
from app.web_files import VERSIONED, WebFile, WebFiles, page_policy, with_versioned_addresses
from app.web_sockets import Asgi, Door, Message, Receive, Scope, Send, cookie_for, header, is_secure, person_of

if TYPE_CHECKING:
    import flet as ft

SESSION_SECONDS = 300
"""How long a disconnected person's screens wait for them (S35)."""
SHUTDOWN_SECONDS = 3
FRAME_BYTES = 256 * 1024
COLLECT_AFTER = (50_000, 20, 50)
"""Screens of hundreds of people are a million objects that live long: Python's own pace would look through them at every few taps."""

_FOR_GOOD = b"public, max-age=31536000, immutable"
_ASK_EACH_TIME = b"no-cache"
_EVERY_ANSWER = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_PLAIN_PAGE_POLICY = b"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

log = logging.getLogger(__name__)

PageMain = Callable[["ft.Page"], Any]
"""What `load` answers: called with every new page; a `provider_asgi` attribute takes the paths below /provider/."""


@dataclass(frozen=True, slots=True)
class WebOptions:
    """Where to listen, and the address people use when a proxy stands in front. Port 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 8550
    public_url: str | None = None


class Edge:
    """The ASGI app. `load` imports and builds the Flet app in a thread, so that the port need not wait for it."""

    def __init__(self, load: Callable[[], PageMain], files: WebFiles, *, public_url: str | None = None, door: Door | None = None) -> None:
        self._load = load
        self._files = files
        self._owners: dict[str, str] = {}
        self._door = door or Door(self._owners.get, urlsplit(public_url).netloc if public_url else None)
        self._loading: asyncio.Task[PageMain] | None = None
        self._page: tuple[bytes, bytes] | None = None
        self.failed: BaseException | None = None
        self.on_failure: Callable[[], None] = lambda: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "lifespan":
                await self._live(receive, send)
            case "websocket":
                await self._door.admit(scope, receive, send, self._flet)
            case "http":
                await self._http(scope, receive, send)

    # -- life ---------------------------------------------------------------
    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._files.start()
        self._loading = asyncio.create_task(self._loaded())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await self._loading
            from flet_web.fastapi import app_manager

            await app_manager.shutdown()
        await send({"type": "lifespan.shutdown.complete"})

    async def _loaded(self) -> PageMain:
        try:
            main = await asyncio.to_thread(self._import)
        except BaseException as error:
            self.failed = error
            log.exception("the app could not be started")
            self.on_failure()
            raise
        from flet_web.fastapi import app_manager

        await app_manager.start()
        return main

    def _import(self) -> PageMain:
        import flet_web.fastapi  # noqa: F401  (half a second that people need not wait for)

        from app import flet_guard

        flet_guard.install()
        return self._load()

    async def _app(self) -> PageMain:
        if self._loading is None:
            raise RuntimeError("the server runs without lifespan events")
        return await asyncio.shield(self._loading)

    # -- WebSocket ------------------------------------------------------------
    async def _flet(self, scope: Scope, receive: Receive, send: Send) -> None:
        main = await self._app()
        from flet_web.fastapi import FletApp, app_manager
        from starlette.websockets import WebSocket

        await FletApp(
            loop=asyncio.get_running_loop(),
            executor=app_manager.executor,
            main=main,
            before_main=self._remember_owner,
            session_timeout_seconds=SESSION_SECONDS,
        ).handle(WebSocket(scope, receive, send))

    def _remember_owner(self, page: "ft.Page") -> None:
        session = page.session
        self._owners[session.id] = current_person()
        weakref.finalize(session, self._owners.pop, session.id, None)

    # -- HTTP -----------------------------------------------------------------
    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path.startswith("/provider/"):
            await self._provider(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await _answer(scope, send, 405, [(b"allow", b"GET, HEAD")])
        else:
            await self._files.ready()
            versioned, name = _split(path, self._files.version)
            file = self._files.find(name)
            if file is not None and name != "index.html":
                await self._file(scope, send, file, _FOR_GOOD if versioned else _ASK_EACH_TIME)
            elif _is_place(name):
                await self._html(scope, send)
            else:
                await _answer(scope, send, 404, [(b"cache-control", b"no-store")])

    async def _provider(self, scope: Scope, receive: Receive, send: Send) -> None:
        provider: Asgi | None = getattr(await self._app(), "provider_asgi", None)
        if provider is None:
            await _answer(scope, send, 404, [(b"cache-control", b"no-store")])
            return
        serve_person(person_of(scope) or new_person())
        await provider(scope, receive, _adding(send, [
            *_EVERY_ANSWER, (b"content-security-policy", _PLAIN_PAGE_POLICY), (b"cache-control", b"no-store"),
        ]))

    async def _file(self, scope: Scope, send: Send, file: WebFile, keep: bytes) -> None:
        headers = [(b"etag", _etag(file.digest)), (b"cache-control", keep)]
        if file.worth_compressing:
            headers.append((b"vary", b"accept-encoding"))
        if _has_it(scope, file.digest):
            await _answer(scope, send, 304, headers)
            return
        body = await self._files.body(file, header(scope, b"accept-encoding"))
        if body.encoding:
            headers.append((b"content-encoding", body.encoding.encode()))
        await _answer(scope, send, 200, [*headers, (b"content-type", _content_type(file.kind))], body.data)

    async def _html(self, scope: Scope, send: Send) -> None:
        if self._page is None:
            self._page = await asyncio.to_thread(self._draw_page)
        page, policy = self._page
        headers = [(b"etag", _etag(self._files.version)), (b"cache-control", _ASK_EACH_TIME), (b"content-security-policy", policy)]
        # A visit from another site brings no SameSite=Strict cookie: a new one here would replace the person's own.
        if person_of(scope) is None and header(scope, b"sec-fetch-site") in ("", "none", "same-origin"):
            headers.append((b"set-cookie", cookie_for(new_person(), is_secure(scope))))
        if _has_it(scope, self._files.version):
            await _answer(scope, send, 304, headers)
        else:
            await _answer(scope, send, 200, [*headers, (b"content-type", b"text/html; charset=utf-8")], page)

    def _draw_page(self) -> tuple[bytes, bytes]:
        file = self._files.find("index.html")
        if file is None:
            raise FileNotFoundError("index.html")
        page = with_versioned_addresses(file.path.read_text(encoding="utf-8"), self._files.version)
        return page.encode(), page_policy(page).encode()


def serve(load: Callable[[], PageMain], options: WebOptions, opened: Callable[[int], None]) -> int:
    """Runs until stopped and answers an exit code; `opened` hears the port as soon as it takes connections."""
    import uvicorn

    try:
        listening = socket.create_server((options.host, options.port), family=socket.AF_INET6 if ":" in options.host else socket.AF_INET, backlog=512)
    except OSError as error:
        print(f"{options.host}:{options.port}에서 시작할 수 없어요 ({error.strerror}). 다른 포트로 해 보세요: --port 0", file=sys.stderr)  # noqa: T201
        return 2
    edge = Edge(load, WebFiles(assets_dir(), engine_dir(), cache_dir()), public_url=options.public_url)
    server = uvicorn.Server(server_config(edge))

    def give_up() -> None:
        server.should_exit = True

    edge.on_failure = give_up
    gc.set_threshold(*COLLECT_AFTER)
    opened(listening.getsockname()[1])
    with listening, contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    return 1 if edge.failed else 0


def server_config(edge: Edge) -> Any:
    """uvicorn as this app needs it: small frames, no compression state per person, a short goodbye (S35)."""
    import uvicorn

    return uvicorn.Config(
        edge,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
        ws="websockets-sansio",
        ws_max_size=FRAME_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def engine_dir() -> Path:
    """Flet's web client, found without importing it."""
    package = find_spec("flet_web")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("flet-web is not installed: pip install 'altteul[web]'")
    return Path(package.submodule_search_locations[0]) / "web"


def cache_dir() -> Path:
    """Where compressed copies are kept between starts."""
    import platformdirs

    return platformdirs.user_cache_path("altteul") / "web"


def _split(path: str, version: str) -> tuple[bool, str]:
    """Whether the address carries the current version, and the name of the file it asks for."""
    if not path.startswith(VERSIONED):
        return False, path.strip("/") or "index.html"
    asked, _, name = path.removeprefix(VERSIONED).partition("/")
    return asked == version, name


def _is_place(name: str) -> bool:
    last = name.rpartition("/")[2]
    return "." not in last or last.endswith(".html")


def _content_type(kind: str) -> bytes:
    return f"{kind}; charset=utf-8".encode() if kind.startswith("text/") or kind == "application/json" else kind.encode()


def _etag(digest: str) -> bytes:
    return f'W/"{digest}"'.encode()


def _has_it(scope: Scope, digest: str) -> bool:
    return f'"{digest}"' in header(scope, b"if-none-match")


async def _answer(scope: Scope, send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    length = [] if status == 304 else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*_EVERY_ANSWER, *headers, *length]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _adding(send: Send, headers: list[tuple[bytes, bytes]]) -> Callable[[Message], Awaitable[None]]:
    """`send` that adds each header an answer does not set itself, and never lets another origin read it."""

    async def added(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [(name, value) for name, value in message.get("headers", []) if name.lower() != b"access-control-allow-origin"]
            given = {name.lower() for name, _ in own}
            message = {**message, "headers": [*own, *(pair for pair in headers if pair[0] not in given)]}
        await send(message)

    return added
