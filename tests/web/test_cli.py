"""The command line: what it asks for, what it says when something is missing, and how soon the port answers."""
import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import httpx
import pytest

from app.cli import main

ROOT = Path(__file__).resolve().parents[2]


def test_carrier_without_a_token_is_refused_before_anything_starts(monkeypatch, capsys):
    monkeypatch.delenv("ALTTEUL_TOKEN", raising=False)
    assert main(["run", "--carrier", "https://carrier.example"]) == 2
    assert "ALTTEUL_TOKEN" in capsys.readouterr().err


def test_token_is_taken_from_the_environment_and_never_shown(monkeypatch):
    asked = []
    monkeypatch.setenv("ALTTEUL_TOKEN", "secret-token")
    monkeypatch.setattr("app.cli._desktop", lambda options: asked.append(options) or 0)
    assert main(["run", "--desktop", "--carrier", "https://carrier.example", "--scenario", "unpaid", "--data", "here"]) == 0
    (options,) = asked
    assert options.token == "secret-token" and options.carrier_url == "https://carrier.example"
    assert options.scenario == "unpaid" and options.data_dir == Path("here").resolve()
    assert "secret-token" not in repr(options)


@pytest.mark.parametrize("arguments", [[], ["fly"], ["run", "--port", "70000"], ["run", "--port", "x"]])
def test_what_makes_no_sense_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    assert "usage: altteul" in capsys.readouterr().err


def test_taken_port_is_said_so(capsys):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["run", "--port", str(taken.getsockname()[1]), "--no-open"]) == 2
    assert "--port 0" in capsys.readouterr().err


def test_command_imports_nothing_heavy_before_the_port_is_open():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, app.cli, app.web; print(*(set(sys.modules) & {'flet', 'fastapi', 'pydantic', 'httpx', 'app.app'}))"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )
    assert loaded.stdout.split() == []


def test_installed_command_is_this_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"altteul": "app.cli:main"}
    assert "flet==1.0.5" in project["dependencies"]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-desktop.lock"])
def test_locks_pin_every_package_with_hashes_and_name_no_registry(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.findall(r"^([a-z0-9._-]+)==\S+", text, flags=re.MULTILINE | re.IGNORECASE)
    assert "flet" in packages and len(packages) > 20
    assert len(re.findall(r"^[a-z0-9._-]+==[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", text, flags=re.MULTILINE | re.IGNORECASE)) == len(packages)
    assert "://" not in text and "--index" not in text


@pytest.mark.slow
def test_command_serves_the_app_and_stops_when_told(tmp_path):
    """The whole app, in a process of its own, as `make run` starts it."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "run", "--port", "0", "--no-open", "--data", str(tmp_path)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )
    try:
        assert running.stdout is not None
        said = ""
        while "Ctrl+C" not in said:
            line = running.stdout.readline()
            assert line, "it ended before it served"
            said += line
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address and "납부방법" in said
        with httpx.Client(trust_env=False, timeout=30) as client:
            assert "<title>알뜰지기</title>" in client.get(address[0]).text
            assert client.get(f"{address[0]}/provider/nobody/provider/x").status_code == 404  # the app is loaded
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=10) == 0
        running.stdout.close()
