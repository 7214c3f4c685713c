"""The pages of others that this carrier plays: i-PIN, certificate, KakaoPay, PAYCO. Credentials are typed here only (S04).

What is typed is looked at once and dropped: never kept, never logged, never sent back.
"""
from html import escape
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

DECLINING = "거절"  # typed as id or password, it plays a provider that says no
LARGEST_FORM = 10_000  # bytes
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
PROVIDERS = {
    IdentityMethod.IPIN: "아이핀 본인확인",
    IdentityMethod.JOINT_CERTIFICATE: "공동인증서 본인확인",
    MethodKind.KAKAOPAY: "카카오페이",
    MethodKind.PAYCO: "페이코",
}
STYLE = """
:root{color-scheme:light dark;--ink:#1b1b1f;--soft:#55565f;--paper:#fff;--ground:#f1f2f6;--line:#8a8c97;--act:#2f4bb3;--on-act:#fff;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e6e6ec;--soft:#b4b6c2;--paper:#1f2026;--ground:#131418;--line:#8a8c97;--act:#b5c4ff;--on-act:#12235e;--bad:#ffb4ab}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1.0625rem/1.6 system-ui,"Apple SD Gothic Neo","Noto Sans KR",sans-serif;word-break:keep-all;overflow-wrap:anywhere}
.demo{margin:0;padding:.5rem 1rem;text-align:center;background:var(--ink);color:var(--paper);font-size:.9375rem}
main{max-width:26rem;margin:1rem auto;padding:1.5rem 1.25rem;background:var(--paper);border-radius:1rem}
h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.35}
p{margin:.5rem 0}.soft{color:var(--soft)}.bad{color:var(--bad);font-weight:600}
label{display:block;margin-top:1rem;font-weight:600}
input[type=text],input[type=password]{width:100%;min-height:3.5rem;margin-top:.25rem;padding:.5rem .875rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.75rem}
fieldset{margin:1rem 0 0;padding:.5rem .875rem;border:1px solid var(--line);border-radius:.75rem}
fieldset label{display:flex;align-items:center;gap:.75rem;min-height:3rem;margin:0;font-weight:400}
input[type=radio]{width:1.25rem;height:1.25rem;accent-color:var(--act)}
button{display:block;width:100%;min-height:3.5rem;margin-top:1rem;font:inherit;font-weight:700;border-radius:.75rem;border:1px solid var(--act);background:var(--act);color:var(--on-act);cursor:pointer}
button.quiet{background:transparent;color:var(--act)}
:focus-visible{outline:3px solid var(--act);outline-offset:3px}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0}dt{color:var(--soft)}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
"""

router = APIRouter(prefix="/provider", include_in_schema=False)


@router.get("/identity/{id}", operation_id="showIdentityPage")
async def show_identity_page(id: str, request: Request, world: TheWorld) -> Response:
    session = _session(world, id)
    return _lost() if session is None else _identity_page(world, session, incomplete=request.query_params.get("incomplete") == "1")


@router.post("/identity/{id}", operation_id="answerIdentityPage")
async def answer_identity_page(id: str, request: Request, world: TheWorld) -> Response:
    session = _session(world, id)
    form = await _form(request)
    if session is None or form is None:
        return _lost()
    accepts = form.get("answer") == "accept"
    needed = ("account", "password") if session.method is IdentityMethod.IPIN else ("certificate", "password")
    typed = [form.get(name, "") for name in needed]
    if accepts and not all(typed):
        return _again(request, incomplete=True)
    complete_at_provider(world, session, accepts and DECLINING not in typed)
    return _again(request)


@router.get("/wallet/{id}", operation_id="showWalletPage")
async def show_wallet_page(id: str, world: TheWorld) -> Response:
    change = world.records.changes.get(id)
    return _lost() if change is None or not _is_wallet(world, change) else _wallet_page(world, change)


@router.post("/wallet/{id}", operation_id="answerWalletPage")
async def answer_wallet_page(id: str, request: Request, world: TheWorld) -> Response:
    change = world.records.changes.get(id)
    form = await _form(request)
    if change is None or form is None or not _is_wallet(world, change):
        return _lost()
    complete_wallet(world, change, form.get("answer") == "accept")
    return _again(request)


def _session(world: World, id_: str) -> AuthSession | None:
    session = world.records.sessions.get(id_)
    return session if session and session.method in PROVIDERS else None


def _is_wallet(world: World, change: StoredChange) -> bool:
    return world.records.methods[change.to_method].kind in PROVIDERS


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


def _again(request: Request, *, incomplete: bool = False) -> Response:
    """Shows the page anew, so that a reload sends nothing twice. Relative: the server in front knows the origin."""
    page = request.url.path.rsplit("/", 1)[-1]
    return RedirectResponse(f"{page}?incomplete=1" if incomplete else page, 303, HEADERS)


def _identity_page(world: World, session: AuthSession, *, incomplete: bool) -> HTMLResponse:
    title = PROVIDERS[session.method]
    match session.state_at(world.now()):
        case IdentityState.VERIFIED:
            return _page(title, "<h1>본인확인을 마쳤어요</h1><p>이 창을 닫고 앱으로 돌아가 주세요.</p>")
        case IdentityState.DECLINED:
            return _page(title, "<h1>본인확인을 하지 못했어요</h1><p>바뀐 것은 없어요. 앱으로 돌아가 다시 시도해 주세요.</p>")
        case IdentityState.EXPIRED:
            return _page(title, "<h1>시간이 지났어요</h1><p>바뀐 것은 없어요. 앱으로 돌아가 다시 시도해 주세요.</p>")
    problem = '<p class="bad" role="alert">빈칸을 모두 채워 주세요.</p>' if incomplete else ""
    return _page(title, f"<h1>{title}</h1>{problem}{_CREDENTIALS[session.method]}")


_BUTTONS = (
    '<button name="answer" value="accept">{accept}</button>'
    '<button class="quiet" name="answer" value="decline" formnovalidate>{decline}</button></form>'
)
_PASSWORD = '<label for="password">{label}</label><input id="password" name="password" type="password" autocomplete="off" required>'
_CREDENTIALS: dict[object, str] = {
    IdentityMethod.IPIN: (
        "<p>아이핀 아이디와 비밀번호를 입력해 주세요. 통신사와 앱에는 전달되지 않아요.</p>"
        '<form method="post"><label for="account">아이핀 아이디</label>'
        '<input id="account" name="account" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" required autofocus>'
        + _PASSWORD.format(label="비밀번호")
        + '<p class="soft">데모에서는 아무 값이나 넣어도 돼요. ‘거절’을 넣으면 본인확인이 거절돼요.</p>'
        + _BUTTONS.format(accept="본인확인", decline="취소")
    ),
    IdentityMethod.JOINT_CERTIFICATE: (
        "<p>쓸 인증서를 고르고 비밀번호를 입력해 주세요. 통신사와 앱에는 전달되지 않아요.</p>"
        '<form method="post"><fieldset><legend>인증서</legend>'
        '<label><input type="radio" name="certificate" value="bank" checked required> 홍*동 · 은행·보험용</label>'
        '<label><input type="radio" name="certificate" value="general"> 홍*동 · 범용</label></fieldset>'
        + _PASSWORD.format(label="인증서 비밀번호")
        + '<p class="soft">데모에서는 아무 값이나 넣어도 돼요. ‘거절’을 넣으면 본인확인이 거절돼요.</p>'
        + _BUTTONS.format(accept="본인확인", decline="취소")
    ),
}


def _wallet_page(world: World, stored: StoredChange) -> HTMLResponse:
    change, now = world.to_domain(stored), world.now()
    title = PROVIDERS[change.to_method.kind]
    match change.state:
        case ChangeState.PENDING_EXTERNAL_APP:
            facts = {
                "받는 곳": world.policy.name,
                "지금": named(change.from_method),
                "새로": change.to_method.masked_number,
                "기한": f"{day(change.effective, now.date())} 전까지",
            }
            listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
            form = '<form method="post">' + _BUTTONS.format(accept="자동납부 신청 완료", decline="신청하지 않기")
            return _page(title, f"<h1>{title} 자동납부를 신청할까요?</h1><dl>{listed}</dl>{form}")
        case ChangeState.SCHEDULED | ChangeState.APPLIED:
            when = day(change.effective, now.date())
            return _page(title, f"<h1>신청을 마쳤어요</h1><p>{when}부터 적용돼요. 이 창을 닫고 앱으로 돌아가 주세요.</p>")
    return _page(title, "<h1>신청하지 않았어요</h1><p>납부방법은 바뀌지 않았어요. 이 창을 닫고 앱으로 돌아가 주세요.</p>")


def _lost() -> HTMLResponse:
    return _page("찾을 수 없는 페이지", "<h1>찾을 수 없는 페이지예요</h1><p>앱으로 돌아가 다시 열어 주세요.</p>", 404)


def _page(title: str, content: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(
        '<!doctype html><html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{title} (데모)</title><style>{STYLE}</style></head>'
        f'<body><p class="demo">데모 화면이에요. 실제 아이디나 비밀번호를 넣지 마세요.</p><main>{content}</main></body></html>',
        status,
        HEADERS,
    )
