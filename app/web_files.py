"""The files of the web page: one tree out of our assets and Flet's engine, each compressed once and kept."""
import asyncio
import base64
import contextlib
import gzip
import hashlib
import mimetypes
import os
import queue
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import brotli

VERSIONED = "/-/"
"""Below this lies the whole tree again under its version; such addresses never change what they answer."""

FIRST_VISIT = (
    "main.dart.wasm",
    "canvaskit/skwasm.wasm",
    "main.dart.mjs",
    "canvaskit/skwasm.js",
    "flutter_bootstrap.js",
    "fonts/AltteulSans-Regular.otf",
    "fonts/AltteulSans-Bold.otf",
    "assets/FontManifest.json",
    "fonts/MaterialIcons-Regular.otf",
)
"""What Chromium asks for first: compressed ahead, in this order."""

_UNUSED = ("pyodide/", "python.js", "python-worker.js", "flutter_service_worker.js")
_TEXTLIKE = (".html", ".js", ".mjs", ".json", ".wasm", ".otf", ".ttf", ".frag", ".bin", ".txt", ".svg", "NOTICES")
_KINDS = {".mjs": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2", ".otf": "font/otf"}
_KEPT_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class WebFile:
    """One file to serve; `digest` names its content, so an unchanged file keeps its name across upgrades."""

    path: Path
    kind: str
    digest: str
    worth_compressing: bool


@dataclass(frozen=True, slots=True)
class Body:
    """What goes over the wire: the bytes and how they are encoded (empty for not at all)."""

    data: bytes
    encoding: str


class WebFiles:
    """Serves what `assets` and `engine` hold; a file of ours hides the engine's of the same name.

    `start` reads every file and compresses the first visit's in a thread of its own; `ready` answers
    once the names are known. Compressed copies lie in `cache` under the digest of what they hold.
    """

    def __init__(self, assets: Path, engine: Path, cache: Path) -> None:
        self._roots = (engine, assets)
        self._cache = _writable(cache)
        self._files: dict[str, WebFile] = {}
        self._named = threading.Event()
        self._wanted: queue.SimpleQueue[WebFile] = queue.SimpleQueue()
        self._one_at_a_time = threading.Lock()
        self.version = ""

    def start(self) -> None:
        threading.Thread(target=self._prepare, name="web-files", daemon=True).start()

    async def ready(self) -> None:
        if not self._named.is_set():
            await asyncio.to_thread(self._named.wait)

    def find(self, name: str) -> WebFile | None:
        return self._files.get(name)

    async def body(self, file: WebFile, accepted: str) -> Body:
        """The file as this browser takes it; the best copy there is at this moment."""
        encoding = _encoding(accepted) if file.worth_compressing else ""
        if not encoding:
            return Body(await asyncio.to_thread(file.path.read_bytes), "")
        return Body(await asyncio.to_thread(self._compressed, file, encoding), encoding)

    def read_names(self) -> None:
        """Takes in what there is; every file is read once for its digest."""
        self._files = dict(_tree(self._roots))
        whole = "".join(f"{name}{file.digest}" for name, file in sorted(self._files.items()))
        self.version = hashlib.blake2b(whole.encode(), digest_size=8).hexdigest()
        self._named.set()

    def _prepare(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        self.read_names()
        first = [self._files[name] for name in FIRST_VISIT if name in self._files]
        for file in first:
            self._quick(file)
        for file in first:
            self._best(file)
        self._forget_old()
        while True:
            self._best(self._wanted.get())

    def _compressed(self, file: WebFile, encoding: str) -> bytes:
        if encoding == "gzip":
            return self._kept(file, "gz", lambda data: gzip.compress(data, 9, mtime=0))
        with contextlib.suppress(FileNotFoundError):
            return self._place(file, "br").read_bytes()
        self._wanted.put(file)
        return self._quick(file)

    def _quick(self, file: WebFile) -> bytes:
        return self._kept(file, "quick.br", lambda data: brotli.compress(data, quality=5))

    def _best(self, file: WebFile) -> None:
        if not self._place(file, "br").exists():
            _write_whole(self._place(file, "br"), brotli.compress(file.path.read_bytes(), quality=11, lgwin=24))

    def _kept(self, file: WebFile, suffix: str, compress: Callable[[bytes], bytes]) -> bytes:
        place = self._place(file, suffix)
        with self._one_at_a_time:
            with contextlib.suppress(FileNotFoundError):
                return place.read_bytes()
            data = compress(file.path.read_bytes())
            _write_whole(place, data)
            return data

    def _place(self, file: WebFile, suffix: str) -> Path:
        return self._cache / f"{file.digest}.{suffix}"

    def _forget_old(self) -> None:
        current = {file.digest for file in self._files.values()}
        for kept in self._cache.iterdir():
            with contextlib.suppress(OSError):
                if kept.name.partition(".")[0] not in current and time.time() - kept.stat().st_mtime > _KEPT_SECONDS:
                    kept.unlink()


def page_policy(html: str) -> str:
    """The page's content security policy: this origin alone, its inline scripts by their hashes."""
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts)
    return (
        f"default-src 'none'; script-src 'self' 'wasm-unsafe-eval' blob: {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
        "manifest-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


def with_versioned_addresses(html: str, version: str) -> str:
    """The page with every address that may be kept for good put under its version. Raises ValueError when one is gone."""
    base = f"{VERSIONED}{version}/"
    changes: Mapping[str, str] = {
        'const versioned = "/";': f'const versioned = "{base}";',
        'src="flutter_bootstrap.js"': f'src="{base}flutter_bootstrap.js"',
    }
    for before, after in changes.items():
        if html.count(before) != 1:
            raise ValueError(f"index.html should hold {before!r} once")
        html = html.replace(before, after)
    return html


def _tree(roots: tuple[Path, ...]) -> Iterator[tuple[str, WebFile]]:
    for root in roots:
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and not name.startswith(_UNUSED):
                digest = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
                kind = _KINDS.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
                yield name, WebFile(path, kind, digest, name.endswith(_TEXTLIKE))


def _encoding(accepted: str) -> str:
    offered = {part.partition(";")[0].strip() for part in accepted.lower().split(",") if not part.replace(" ", "").endswith(";q=0")}
    return "br" if "br" in offered else "gzip" if "gzip" in offered else ""


def _writable(cache: Path) -> Path:
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(cache, os.W_OK):
            return cache
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="altteul-web-"))


def _write_whole(place: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(name, place)
