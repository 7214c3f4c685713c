"""What Flet 1.0.5 does wrong without app/flet_guard.py, and no longer does (findings A, B, F; S37)."""
import asyncio
import logging

import flet as ft
import pytest
from flet.messaging.protocol import MessageAction

from app.person_key import current_person, new_person
from app.ui.strings.system import COULD_NOT_START, SOMETHING_BROKE
from app.web_sockets import COOKIE
from tests.support.client_tree import pack
from tests.support.serving import served
from tests.web.socket_client import SocketClient
from tests.web.test_door import left

pytestmark = pytest.mark.anyio

SECRET = "4111111111111111"
CRASHED = 6


@pytest.fixture
def expects_errors(caplog):
    """Errors are what these tests provoke: they go to the log, whole, and nowhere else. Empties it for no_error_is_logged."""
    yield
    errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    caplog.get_records("call").clear()
    assert errors


async def tab(base: str, person: str | None = None, session_id: str = "") -> SocketClient:
    client = SocketClient(base, cookie=f"{COOKIE}={person or new_person()}")
    return await (await client.open()).register(session_id)


async def test_one_persons_press_never_lands_on_anothers_screen():
    """Finding A: a setter called while another person's event runs must draw its own page, not the caller's."""
    setters: dict[str, object] = {}

    @ft.component
    def Note(person):
        note, set_note = ft.use_state("아직 없음")
        setters[person] = set_note

        def tell_everybody():
            for setter in setters.values():
                setter(f"{person[:6]}의 비밀")

        return ft.View(route="/", controls=[ft.Text(f"나 {person[:6]}"), ft.Text(note), ft.Button("알리기", on_click=lambda e: tell_everybody())])

    async with served(lambda page: page.render_views(Note, current_person())) as running:
        base = running.base
        people = [new_person(), new_person()]
        ana, ben = [await tab(base, person) for person in people]
        for client, person in ((ana, people[0]), (ben, people[1])):
            await client.until_it_sees(f"나 {person[:6]}")
        await ben.tap("알리기")
        for client, person in ((ana, people[0]), (ben, people[1])):
            await client.until_it_sees(f"{people[1][:6]}의 비밀")
            assert f"나 {person[:6]}" in client.tree.texts()
        assert not any(people[0][:6].encode() in frame for frame in ben.frames), "a stranger's screen came down this socket"
        await ana.close()
        await ben.close()


async def test_failed_drawing_does_not_freeze_the_app_and_says_so(expects_errors):
    """Finding B: without the guard the first failed drawing is the last drawing of that session."""

    @ft.component
    def Fragile():
        count, set_count = ft.use_state(0)
        if count == 1:
            raise RuntimeError(SECRET)
        return ft.View(route="/", controls=[ft.Text(f"{count}번째"), ft.Button("다음", on_click=lambda e: set_count(lambda now: now + 1))])

    async with served(lambda page: page.render_views(Fragile)) as running:
        base = running.base
        client = await tab(base)
        await client.until_it_sees("0번째")
        await client.tap("다음")
        await client.until_it_sees(SOMETHING_BROKE)
        await client.tap("다음")
        await client.until_it_sees("2번째")
        assert_nothing_leaked(client)
        await client.close()


async def test_failed_press_shows_a_sentence_and_no_traceback(expects_errors):
    """Finding F, S37: Flet would replace the app by the message and ship the traceback."""

    @ft.component
    def Breaking():
        def fail():
            raise RuntimeError(SECRET)

        return ft.View(route="/", controls=[ft.Text("그대로"), ft.Button("고장", on_click=lambda e: fail())])

    async with served(lambda page: page.render_views(Breaking)) as running:
        base = running.base
        client = await tab(base)
        await client.until_it_sees("그대로")
        await client.tap("고장")
        await client.until_it_sees(SOMETHING_BROKE)
        assert "그대로" in client.tree.texts()
        assert_nothing_leaked(client)
        await client.close()


async def test_failing_effect_shows_a_sentence_and_no_traceback(expects_errors):
    @ft.component
    def Restless():
        def fail():
            raise RuntimeError(SECRET)

        ft.use_effect(fail, dependencies=[], cleanup=lambda: None)
        return ft.View(route="/", controls=[ft.Text("그대로")])

    async with served(lambda page: page.render_views(Restless)) as running:
        base = running.base
        client = await tab(base)
        await client.until_it_sees(SOMETHING_BROKE)
        assert_nothing_leaked(client)
        await client.close()


async def test_app_that_fails_before_its_first_screen_says_so(expects_errors):
    def broken(page):
        raise RuntimeError(SECRET)

    async with served(broken) as running:
        base = running.base
        client = await tab(base)
        await client.until_it_sees(COULD_NOT_START)
        assert_nothing_leaked(client)
        await client.close()


async def test_what_changed_while_a_person_was_away_is_there_when_they_come_back():
    """Flet drops such changes and sends the screen as it was."""
    setters = []

    @ft.component
    def Inbox():
        text, set_text = ft.use_state("확인 중")
        setters.append(set_text)
        return ft.View(route="/", controls=[ft.Text(text)])

    async with served(lambda page: page.render_views(Inbox)) as running:
        base = running.base
        person = new_person()
        client = await tab(base, person)
        await client.until_it_sees("확인 중")
        await client.close()
        await left(client.tree.session_id)
        setters[-1]("변경했어요")
        back = await tab(base, person, client.tree.session_id)
        assert back.tree.session_id == client.tree.session_id
        await back.until_it_sees("변경했어요")
        await back.close()


async def test_keys_that_arrive_in_one_packet_are_all_kept():
    """Findings D and E: a field shows what the state holds, and what is typed is never rewritten on the way."""
    from app.ui import kit

    typed: list[str] = []

    @ft.component
    def Form():
        text, set_text = ft.use_state("")

        def remember(now: str) -> None:
            typed.append(now)
            set_text(now)

        return ft.View(route="/", controls=[kit.text_field("카드번호", text, remember, digits=True), ft.Text(f"{len(text)}자")])

    async with served(lambda page: page.render_views(Form)) as running:
        base = running.base
        client = await tab(base)
        await client.until(lambda: bool(client.tree.named("카드번호")))
        await type_at_once(client, "카드번호", "1234567812345678")
        await client.until_it_sees("16자")
        assert typed[-1] == "1234567812345678"
        assert client.tree.the("카드번호").control["value"] == "1234567812345678"
        await client.close()


async def type_at_once(client: SocketClient, label: str, text: str) -> None:
    """Every key a property and an event, none waiting for the one before."""
    control = client.tree.the(label).control
    for end in range(1, len(text) + 1):
        typed = text[:end]
        await client.socket.send(pack(MessageAction.UPDATE_CONTROL_PROPS, {"id": control.id, "props": {"value": typed}}))
        await client.socket.send(pack(MessageAction.CONTROL_EVENT, {"target": control.id, "name": "change", "data": typed}))
    client.tree.set(control.id, value=text)


def assert_nothing_leaked(client: SocketClient) -> None:
    assert client.frames and client.tree.crash is None
    assert not [frame for frame in client.frames if SECRET.encode() in frame or b"Traceback" in frame or frame[1:3] == bytes([0x92, CRASHED])]


def test_guard_can_be_installed_twice():
    from flet.messaging.session import Session

    from app import flet_guard

    flet_guard.install()
    before = Session.start_updates_scheduler
    flet_guard.install()
    assert Session.start_updates_scheduler is before


def test_boundary_draws_the_fallback(caplog):
    from app.flet_guard import boundary

    @boundary(lambda: "대신")
    def draw(what):
        return {"a": "그림"}[what]

    assert draw("a") == "그림"
    assert draw("b") == "대신"
    assert "draw could not be drawn" in caplog.text
    caplog.clear()


async def test_loop_is_free_when_the_app_is_slow_to_load():
    """The port answers before the app is imported; a person who is early waits."""
    import threading

    import httpx

    from app.assets_dir import assets_dir
    from app.web import Edge, cache_dir, engine_dir
    from app.web_files import WebFiles
    from tests.web.test_edge import alive

    gate = threading.Event()

    def slow():
        gate.wait()
        return lambda page: None

    edge = Edge(slow, WebFiles(assets_dir(), engine_dir(), cache_dir()))
    async with alive(edge), httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url="http://test") as client:
        assert (await client.get("/")).status_code == 200
        early = asyncio.create_task(client.get("/provider/x"))
        await client.get("/manifest.json")
        assert not early.done()
        gate.set()
        assert (await early).status_code == 404
