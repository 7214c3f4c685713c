"""Who comes in through the WebSocket, as whom, and what happens to those who should not (S32, S33, S35)."""
import asyncio
import socket
import time

import msgpack
import pytest
import uvicorn
from flet.messaging.protocol import MessageAction
from flet_web.fastapi.flet_app_manager import app_manager
from websockets.exceptions import InvalidStatus

from app.assets_dir import assets_dir
from app.person_key import looks_issued, new_person
from app.web import FRAME_BYTES, SESSION_SECONDS, SHUTDOWN_SECONDS, Edge, cache_dir, engine_dir, server_config
from app.web_files import WebFiles
from app.web_sockets import COOKIE, REGISTER_DEADLINE_SECONDS, Door
from tests.support.client_tree import pack
from tests.web.small_app import small_app
from tests.web.socket_client import SocketClient, registration

pytestmark = pytest.mark.anyio


def cookie(person: str) -> str:
    return f"other=1; {COOKIE}={person}"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_another_sites_page_cannot_open_a_socket(base, origin):
    """S32: WebSocket Origin allow-list."""
    with pytest.raises(InvalidStatus) as refused:
        await SocketClient(base, origin=origin).open()
    assert refused.value.response.status_code == 403


async def test_own_page_opens_a_socket_and_counts(base):
    tab = await (await SocketClient(base).open()).register()
    await tab.until_it_sees("0번 눌렀어요")
    await tab.tap("더하기")
    await tab.until_it_sees("1번 눌렀어요")
    await tab.close()


async def test_socket_serves_the_person_of_its_cookie(base):
    person = new_person()
    tab = await (await SocketClient(base, cookie=cookie(person)).open()).register()
    await tab.until_it_sees(f"손님 {person[:6]}")
    assert "set-cookie" not in tab.socket.response.headers
    await tab.close()


async def test_socket_without_a_cookie_serves_somebody_new_and_hands_out_the_cookie(base):
    tabs = [await (await SocketClient(base).open()).register() for _ in range(2)]
    for tab in tabs:
        given = tab.socket.response.headers["set-cookie"].partition("=")[2].partition(";")[0]
        assert looks_issued(given)
        await tab.until_it_sees(f"손님 {given[:6]}")
    assert tabs[0].tree.texts() != tabs[1].tree.texts()
    for tab in tabs:
        await tab.close()


async def leave_a_session(base: str, person: str) -> str:
    tab = await (await SocketClient(base, cookie=cookie(person)).open()).register()
    await tab.until_it_sees("0번 눌렀어요")
    await tab.tap("더하기")
    await tab.until_it_sees("1번 눌렀어요")
    await tab.close()
    await left(tab.tree.session_id)
    return tab.tree.session_id


async def left(session_id: str) -> None:
    """Until the server has noticed that the session's person is away."""
    async with asyncio.timeout(20):
        while session_of(session_id).connection is not None:
            await asyncio.sleep(0)


def session_of(session_id: str):
    return next(session for key, session in app_manager._FletAppManager__sessions.items() if f"_{session_id}_" in key)


async def test_person_comes_back_to_their_own_session(base):
    person = new_person()
    session_id = await leave_a_session(base, person)
    tab = await (await SocketClient(base, cookie=cookie(person)).open()).register(session_id)
    await tab.until_it_sees("1번 눌렀어요")
    assert tab.tree.session_id == session_id
    await tab.close()


@pytest.mark.parametrize("thief", ["another person", "nobody"])
async def test_stolen_session_id_shows_nothing(base, thief):
    """S33: a session opens only for the cookie it began with."""
    owner = new_person()
    session_id = await leave_a_session(base, owner)
    tab = await (await SocketClient(base, cookie=cookie(new_person()) if thief == "another person" else "").open()).register(session_id)
    await tab.until_it_sees("0번 눌렀어요")
    assert tab.tree.session_id != session_id
    assert not any(owner[:6] in text for text in tab.tree.texts())
    await tab.close()


async def test_registering_a_second_time_with_a_stolen_session_id_ends_the_connection(base):
    session_id = await leave_a_session(base, new_person())
    tab = await (await SocketClient(base).open()).register()
    await tab.until_it_sees("0번 눌렀어요")
    await tab.socket.send(registration(session_id))
    assert await tab.until_closed() == 1008
    assert tab.tree.session_id != session_id


FRAMES = {
    "empty": b"",
    "no MessagePack": b"\x00\xc1",
    "cut short": registration()[:40],
    "not a list": b"\x00" + msgpack.packb({"a": 1}),
    "no body": b"\x00" + msgpack.packb([1]),
    "unknown action": b"\x00" + msgpack.packb([99, {}]),
    "action in disguise": b"\x00" + msgpack.packb([True, {"session_id": "", "page": {}}]),
    "nested without end": b"\x00" + b"\x91" * 2000,
    "data channel": b"\x01\x00\x00\x00\x00abc",
    "unknown kind": b"\x07abc",
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
async def test_frame_no_client_sends_ends_the_connection(base, frame):
    """S35: malformed frames never leave a socket hanging, before registration or after."""
    stranger = await SocketClient(base).open()
    await stranger.socket.send(frame)
    assert await stranger.until_closed() == 1008
    tab = await (await SocketClient(base).open()).register()
    await tab.until_it_sees("0번 눌렀어요")
    await tab.socket.send(frame)
    assert await tab.until_closed() == 1008
    await left(tab.tree.session_id)


async def test_event_before_registration_ends_the_connection(base):
    stranger = await SocketClient(base).open()
    await stranger.socket.send(pack(MessageAction.CONTROL_EVENT, {"target": 1, "name": "close", "data": None}))
    assert await stranger.until_closed() == 1008


async def test_frame_over_the_limit_ends_the_connection(base):
    """S35: 256 KiB."""
    tab = await (await SocketClient(base).open()).register()
    await tab.socket.send(registration(pad="x" * FRAME_BYTES))
    assert await tab.until_closed() == 1009


async def test_visitors_who_never_register_leave_nothing_behind(base):
    """S35: fifty connect and go; Flet alone keeps two tasks for each of them, for good."""
    await (await (await SocketClient(base).open()).register()).close()
    async with asyncio.timeout(20):
        before = len(asyncio.all_tasks())
        for _ in range(50):
            await (await SocketClient(base).open()).close()
        while len(asyncio.all_tasks()) > before:
            await asyncio.sleep(0)


async def test_registration_flet_itself_cannot_read_leaves_nothing_behind(base):
    before = len(asyncio.all_tasks())
    stranger = await SocketClient(base).open()
    await stranger.socket.send(b"\x00" + msgpack.packb([1, {"page": {}, "surprise": 1}]))
    await stranger.close()
    async with asyncio.timeout(20):
        while len(asyncio.all_tasks()) > before:
            await asyncio.sleep(0.01)


async def test_dawdler_is_sent_away():
    """S35: a deadline to register."""
    assert REGISTER_DEADLINE_SECONDS <= 10
    sent: list[dict[str, object]] = []
    waiting: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    waiting.put_nowait({"type": "websocket.connect"})

    async def send(message):
        sent.append(message)

    async def never(scope, receive, send):
        raise AssertionError("Flet was let in on it")

    scope = {"type": "websocket", "path": "/ws", "scheme": "ws", "headers": [(b"host", b"a"), (b"origin", b"http://a")]}
    await Door({}.get, None, register_deadline=0).admit(scope, waiting.get, send, never)
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.close"]


async def test_message_to_a_person_who_vanished_is_dropped():
    """Flet 1.0.5 keeps a session 'connected' for ever when such a message raises."""
    gone = asyncio.Event()
    waiting = asyncio.Queue()
    waiting.put_nowait({"type": "websocket.connect"})
    waiting.put_nowait({"type": "websocket.receive", "bytes": registration()})
    heard = []

    async def send(message):
        if message["type"] == "websocket.send":
            gone.set()
            raise ConnectionResetError

    async def flet(scope, receive, send):
        heard.append((await receive())["type"])
        heard.append((await receive())["type"])
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "bytes": b"x"})
        assert gone.is_set()
        waiting.put_nowait({"type": "websocket.disconnect"})
        heard.append((await receive())["type"])
        await send({"type": "websocket.send", "bytes": b"x"})

    scope = {"type": "websocket", "path": "/ws", "scheme": "ws", "headers": [(b"host", b"a"), (b"origin", b"http://a")]}
    await Door({}.get, None).admit(scope, waiting.get, send, flet)
    assert heard == ["websocket.connect", "websocket.receive", "websocket.disconnect"]


async def test_address_of_the_page_is_the_one_the_person_used():
    """A proxy's public host is an allowed origin; everybody else's is not."""
    door = Door({}.get, "altteul.example")
    for origin, welcome in ((b"https://altteul.example", True), (b"https://altteul.example.evil", False)):
        sent = []
        waiting = asyncio.Queue()
        waiting.put_nowait({"type": "websocket.connect"})
        waiting.put_nowait({"type": "websocket.disconnect"})

        async def send(message, sent=sent):
            sent.append(message["type"])

        scope = {"type": "websocket", "path": "/ws", "scheme": "wss", "headers": [(b"host", b"10.0.0.7:8550"), (b"origin", origin)]}
        await door.admit(scope, waiting.get, send, None)
        assert (sent == ["websocket.accept"]) is welcome


async def test_server_says_goodbye_in_time_with_people_connected():
    """S35: stops within five seconds; a session waits at most five minutes."""
    assert SHUTDOWN_SECONDS <= 5 and SESSION_SECONDS <= 300
    edge = Edge(lambda: small_app, WebFiles(assets_dir(), engine_dir(), cache_dir()))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(server_config(edge))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        tab = await (await SocketClient(base).open()).register()
        unregistered = await SocketClient(base).open()
        server.should_exit = True
        begun = time.monotonic()
        await asyncio.wait_for(running, 5)
        assert time.monotonic() - begun < 5
    await tab.until_closed()
    await unregistered.until_closed()
    await app_manager.delete_session(next(key for key in app_manager._FletAppManager__sessions if tab.tree.session_id in key))
