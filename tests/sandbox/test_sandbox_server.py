"""The sandbox started by itself: its page, its document, and the app's own client against it over HTTP."""
import json
import os
import re
import subprocess
import sys

import httpx
import pytest
from jsonschema import Draft202012Validator

from app.api.client import CarrierClient
from app.api.http_adapter import CarrierHttp
from app.sandbox.scenario_file import scenario_names
from tests.sandbox.line import line_to

pytestmark = pytest.mark.anyio


@pytest.fixture
def started():
    """`altteul sandbox` as a process; its address and the token it printed."""
    command = [sys.executable, "-m", "app.cli", "sandbox", "--port", "0"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, encoding="utf-8") as process:
        said = ""
        while "ALTTEUL_TOKEN" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        yield re.search(r"http://[\d.]+:\d+", said)[0], re.search(r"ALTTEUL_TOKEN=(\S+)", said)[1]
        process.terminate()


async def test_apps_client_runs_against_the_started_sandbox(started):
    address, token = started
    connection = CarrierHttp(address)
    client = CarrierClient(connection, token)
    line = await client.line()
    assert (line.carrier, (await client.policy(line.carrier)).carrier) == ("umobile", "umobile")
    await connection.close()
    async with httpx.AsyncClient(base_url=address, headers={"Authorization": f"Bearer {token}"}) as http:
        bill = (await http.get("/tmf-api/customerBillManagement/v4/customerBill")).json()[0]
        assert bill["href"].startswith(address)
        again = await http.get(bill["href"])
        assert again.json() == bill
        assert len(again.headers.get_list("date")) == 1
        assert again.headers["date"].split()[3] == "2026", "the carrier's time, not the server's alone"


async def test_start_page_lists_scenarios_tokens_and_lines_to_try():
    async with line_to("happy") as line:
        page = await line.http.get("/", headers={"Authorization": ""})
        assert page.headers["content-type"].startswith("text/html")
        assert all(name in page.text for name in scenario_names())
        assert line.carrier.token in page.text
        found = (await line.http.get("/", headers={"Accept": "application/json"})).json()
        assert {one["name"] for one in found["scenarios"]} == set(scenario_names())
        assert found["tokens"]["subscriber"]["token"] == line.carrier.token
        assert all(one["line"].startswith(("curl ", "ALTTEUL_TOKEN=")) for one in found["try"])


async def test_each_token_of_the_start_page_is_what_it_says():
    async with line_to("happy") as line:
        found = (await line.http.get("/", headers={"Accept": "application/json"})).json()["tokens"]

        async def status(name, path):
            headers = {"Authorization": f"Bearer {found[name]['token']}"}
            return (await line.http.get(path, headers=headers)).status_code

        bill, payments = "/tmf-api/customerBillManagement/v4/customerBill", "/carrier-billing/v0.5/payments"
        assert {name: await status(name, bill) for name in found} == {"subscriber": 200, "neighbour": 200, "app": 403, "no-scope": 200}
        assert {name: await status(name, payments) for name in found} == {"subscriber": 200, "neighbour": 200, "app": 200, "no-scope": 403}
        assert len({one["token"] for one in found.values()}) == 4


async def test_document_describes_every_operation_of_the_extension():
    async with line_to("happy") as line:
        document = (await line.get("/openapi.json")).json()
        assert document["openapi"].startswith("3.1")
        operations = [operation for path in document["paths"].values() for operation in path.values()]
        assert len(operations) >= 11
        for operation in operations:
            assert operation["summary"], operation["operationId"]
            assert len(operation.get("description", "")) > 20, operation["operationId"]
            ok = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
            assert ok["content"]["application/json"]["schema"], operation["operationId"]
        assert all(path.startswith("/selfcare/v1/") for path in document["paths"])
        references = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
        assert references <= document["components"]["schemas"].keys()
        for schema in document["components"]["schemas"].values():
            Draft202012Validator.check_schema(schema)
