"""A real JupyterLab on loopback, opened in Chromium, in a project of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress

import pytest

from pressroom.gate.browser import chromium
from tests.conftest import ROOT

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
TOKEN = "walk"
NOTEBOOKS = ("topic-profile", "topic-frequency", "add-a-meeting")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    place = tmp_path_factory.mktemp("bench")
    (place / "notebooks").mkdir()
    for name in NOTEBOOKS:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", place / "notebooks")
    shutil.copytree(ROOT / "data", place / "data")
    shutil.copytree(ROOT / "parley", place / "parley", ignore=shutil.ignore_patterns("__pycache__"))
    (place / "reports.toml").write_text("[add-a-meeting]\nbench = true\n")
    return place


@pytest.fixture(scope="session")
def lab(project):
    """The address of a server that `parley lab` has started."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    port = free_port()
    given = {"PYTHONPATH": str(project), "JUPYTER_TOKEN": TOKEN}
    command = [sys.executable, "-m", "parley.cli", "lab", "--no-browser", f"--port={port}"]
    command += ["--", "--expose-app-in-browser"]
    command += ["--allow-root"] if os.geteuid() == 0 else []
    with (project / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            command,
            cwd=project,
            env=os.environ | given,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, 90)
        yield address
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def wait_for(address: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            asked(address, "/api/status")
            return
        except OSError:
            assert time.monotonic() < end, "JupyterLab did not start"
            time.sleep(0.5)


def asked(address: str, what: str) -> dict:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"{address}{what}?token={TOKEN}", timeout=30) as answer:
        return json.load(answer)


@pytest.fixture(scope="session")
def tab(lab):
    """A browser window of the size of a laptop's screen."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if chromium() is None:
        pytest.skip("no Chromium was found: JupyterLab was not walked")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(90_000)
        yield page
        browser.close()
