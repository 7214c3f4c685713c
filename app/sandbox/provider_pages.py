"""The pages of others that this carrier plays: i-PIN, certificate, KakaoPay, PAYCO. Credentials go nowhere else (S04).

What is typed is looked at once and dropped: never kept, never logged, never sent back.
"""
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.domain.change import ChangeState
from app.domain.identity import IdentityMethod, IdentityState
from app.domain.payment_method import MethodKind
from app.sandbox.exchange import TheWorld
from app.sandbox.identity_checks import complete_at_provider
from app.sandbox.notices import day, named
from app.sandbox.payment_method_changes import complete_wallet
from app.sandbox.records import AuthSession, StoredChange
from app.sandbox.world import World

FOLDER = Path(__file__).parent / "pages"
DECLINING = "거절"  # typed as id or password, it plays a provider that says no
LARGEST_FORM = 10_000  # bytes
CONTENT_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {"Content-Security-Policy": CONTENT_POLICY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
TITLES = {
    IdentityMethod.IPIN: "아이핀 본인확인",
    IdentityMethod.JOINT_CERTIFICATE: "공동인증서 본인확인",
    MethodKind.KAKAOPAY: "카카오페이",
    MethodKind.PAYCO: "페이코",
}
TYPED = {IdentityMethod.IPIN: ("account", "password"), IdentityMethod.JOINT_CERTIFICATE: ("certificate", "password")}
BACK_TO_APP = "이 창을 닫고 앱으로 돌아가 주세요."
ENDED = {
    IdentityState.VERIFIED: ("본인확인을 마쳤어요", BACK_TO_APP),
    IdentityState.DECLINED: ("본인확인을 하지 못했어요", f"바뀐 것은 없어요. {BACK_TO_APP}"),
    IdentityState.EXPIRED: ("시간이 지났어요", "바뀐 것은 없어요. 앱으로 돌아가 다시 시도해 주세요."),
}
INCOMPLETE = '<p class="bad" role="alert">빈칸을 모두 채워 주세요.</p>'

router = APIRouter(prefix="/provider", include_in_schema=False)


@router.get("/identity/{id}", operation_id="showIdentityPage")
async def show_identity_page(id: str, request: Request, world: TheWorld) -> Response:
    session = _session(world, id)
    if session is None:
        return _lost()
    title, state = TITLES[session.method], session.state_at(world.now())
    if state in ENDED:
        return _ended(title, *ENDED[state])
    problem = INCOMPLETE if request.query_params.get("incomplete") else ""
    return _page(title, _drawn(session.method, title=title, problem=problem))


@router.post("/identity/{id}", operation_id="answerIdentityPage")
async def answer_identity_page(id: str, request: Request, world: TheWorld) -> Response:
    session, form = _session(world, id), await _form(request)
    if session is None or form is None:
        return _lost()
    accepts, typed = form.get("answer") == "accept", [form.get(name, "") for name in TYPED[session.method]]
    if accepts and not all(typed):
        return _again(request, "?incomplete=1")
    complete_at_provider(world, session, accepts and DECLINING not in typed)
    return _again(request)


@router.get("/wallet/{id}", operation_id="showWalletPage")
async def show_wallet_page(id: str, world: TheWorld) -> Response:
    change = _wallet_change(world, id)
    return _lost() if change is None else _wallet_page(world, change)


@router.post("/wallet/{id}", operation_id="answerWalletPage")
async def answer_wallet_page(id: str, request: Request, world: TheWorld) -> Response:
    change, form = _wallet_change(world, id), await _form(request)
    if change is None or form is None:
        return _lost()
    complete_wallet(world, change, form.get("answer") == "accept")
    return _again(request)


def _session(world: World, id_: str) -> AuthSession | None:
    session = world.records.sessions.get(id_)
    return session if session and session.method in TYPED else None


def _wallet_change(world: World, id_: str) -> StoredChange | None:
    change = world.records.changes.get(id_)
    return change if change and world.records.methods[change.to_method].kind.is_wallet else None


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a small form; None for anything else."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return None
    try:
        return {name: values[-1].strip() for name, values in parse_qs(body.decode(), max_num_fields=10).items()}
    except ValueError:
        return None


def _again(request: Request, query: str = "") -> Response:
    """Shows the page anew, so that a reload sends nothing twice. Relative: a server in front knows the origin."""
    return RedirectResponse(request.url.path.rsplit("/", 1)[-1] + query, 303, HEADERS)


def _wallet_page(world: World, stored: StoredChange) -> HTMLResponse:
    change, title = world.to_domain(stored), TITLES[world.records.methods[stored.to_method].kind]
    when = day(change.effective, world.now().date())
    match change.state:
        case ChangeState.PENDING_EXTERNAL_APP:
            facts = {"carrier": world.policy.name, "current": named(change.from_method), "until": when}
            return _page(title, _drawn("wallet", title=title, new=change.to_method.masked_number, **facts))
        case ChangeState.SCHEDULED | ChangeState.APPLIED:
            return _ended(title, "신청을 마쳤어요", f"{when}부터 적용돼요. {BACK_TO_APP}")
    return _ended(title, "신청하지 않았어요", f"납부방법은 바뀌지 않았어요. {BACK_TO_APP}")


def _ended(title: str, heading: str, text: str) -> HTMLResponse:
    return _page(title, _drawn("ended", heading=heading, text=text))


def _lost() -> HTMLResponse:
    drawn = _drawn("ended", heading="찾을 수 없는 페이지예요", text="앱으로 돌아가 다시 열어 주세요.")
    return _page("찾을 수 없는 페이지", drawn, 404)


def _page(title: str, content: str, status: int = 200) -> HTMLResponse:
    page = _template("frame.html").substitute(title=title, style=_template("style.css").template, content=content)
    return HTMLResponse(page, status, HEADERS)


def _drawn(name: str, problem: str = "", **facts: str) -> str:
    """A part of a page; whatever is put in is text."""
    escaped = {fact: escape(text) for fact, text in facts.items()}
    return _template(f"{name}.html").substitute(escaped, problem=problem)


@cache
def _template(name: str) -> Template:
    return Template((FOLDER / name).read_text(encoding="utf-8"))
