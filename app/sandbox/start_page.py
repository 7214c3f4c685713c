"""Where whoever starts the sandbox by itself begins: scenarios, tokens, lines to try; and the OpenAPI document."""
from html import escape
from string import Template
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from app.sandbox.access import token_of, tokens
from app.sandbox.exchange import BaseUrl, TheWorld
from app.sandbox.openapi import extension_document
from app.sandbox.provider_pages import FOLDER, HEADERS
from app.sandbox.scenario_file import load_scenario, scenario_names
from app.sandbox.world import World

TOKENS = {
    "subscriber": ("가입자", "가입자의 앱이 쓰는 토큰이에요."),
    "neighbour": ("다른 가입자", "남의 것을 찾을 수 없는지 볼 때 써요."),
    "app": ("앱 서버", "가입자를 가리키지 않아요. 전화번호를 함께 보내세요."),
    "no-scope": ("권한 없음", "CAMARA 요청이 403으로 거절되는지 볼 때 써요."),
}

router = APIRouter(include_in_schema=False)


@router.get("/", operation_id="showStartPage")
async def show_start_page(request: Request, world: TheWorld, url: BaseUrl) -> Response:
    found = _facts(world, url)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse(found, headers={"Cache-Control": "no-store"})
    return HTMLResponse(_drawn(found), headers=HEADERS)


@router.get("/openapi.json", operation_id="retrieveOpenApi")
async def retrieve_open_api(request: Request, url: BaseUrl) -> JSONResponse:
    return JSONResponse(extension_document(url))


def lines_to_try(token: str, url: str) -> tuple[tuple[str, str], ...]:
    """What each does, and the line for a terminal."""
    with_token = f"-H 'Authorization: Bearer {token}'"
    body = """-H 'Content-Type: application/json' -d '{"phoneNumber": "+821012345678", "message": "인증번호 {{code}}"}'"""
    return (
        ("이번 달 청구서를 봐요", f"curl {with_token} {url}/tmf-api/customerBillManagement/v4/customerBill"),
        ("쓰고 있는 납부방법을 봐요", f"curl {with_token} '{url}/tmf-api/paymentMethod/v4/paymentMethod?status=Active'"),
        ("인증번호를 보내요", f"curl {with_token} {body} {url}/one-time-password-sms/v1/send-code"),
        ("이 통신사로 앱을 열어요", f"ALTTEUL_TOKEN={token} altteul run --carrier {url}"),
    )


def _facts(world: World, url: str) -> dict[str, Any]:
    return {
        "scenario": world.records.scenario,
        "scenarios": [{"name": name, **load_scenario(name).title.model_dump()} for name in scenario_names()],
        "clock": world.now().isoformat(timespec="seconds"),
        "tokens": {
            name: {
                "token": token_of(world, name),
                "phoneNumber": access.subscriber.msisdn if access.subscriber else None,
                "scopes": sorted(access.scopes),
            }
            for name, access in tokens(world).items()
        },
        "openApi": f"{url}/openapi.json",
        "try": [{"what": what, "line": line} for what, line in lines_to_try(token_of(world, "subscriber"), url)],
    }


def _drawn(found: dict[str, Any]) -> str:
    rows = "".join(
        f"<dt>{escape(TOKENS[name][0])}</dt><dd><code>{escape(one['token'])}</code><br>"
        f"{escape(TOKENS[name][1])}{' ' + escape(one['phoneNumber']) if one['phoneNumber'] else ''}</dd>"
        for name, one in found["tokens"].items()
    )
    scenarios = "".join(
        f"<li{' class=now' if one['name'] == found['scenario'] else ''}><code>{escape(one['name'])}</code> "
        f"{escape(one['ko'])} <span lang=en>{escape(one['en'])}</span></li>"
        for one in found["scenarios"]
    )
    lines = "".join(f"<h3>{escape(one['what'])}</h3><pre>{escape(one['line'])}</pre>" for one in found["try"])
    return Template((FOLDER / "start.html").read_text(encoding="utf-8")).substitute(
        style=(FOLDER / "start.css").read_text(encoding="utf-8"),
        scenario=escape(found["scenario"]),
        clock=escape(found["clock"]),
        tokens=rows,
        scenarios=scenarios,
        lines=lines,
    )
