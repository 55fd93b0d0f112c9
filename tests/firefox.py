"""Firefox without a screen, driven by WebDriver BiDi, which it speaks by itself."""

import asyncio
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TAB, ENTER = "\ue004", "\ue007"
QUIET = {
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}


def found() -> str | None:
    """Return the path of the machine's Firefox; None if there is none."""
    return next((path for name in ("firefox-esr", "firefox") if (path := shutil.which(name))), None)


class Window:
    """A window that has the focus; one without it takes keys and shows nothing of it."""

    def __init__(self, socket: Any, loop: asyncio.AbstractEventLoop):
        self._socket, self._loop, self._asked = socket, loop, 0
        self("session.new", capabilities={})
        self.context = self("browsingContext.create", type="window")["context"]

    def __call__(self, method: str, **given: Any) -> dict:
        """Ask for something and return the answer."""
        asked = asyncio.run_coroutine_threadsafe(self._ask(method, given), self._loop)
        return asked.result(60)

    async def _ask(self, method: str, given: dict) -> dict:
        self._asked += 1
        await self._socket.write_message(
            json.dumps({"id": self._asked, "method": method, "params": given})
        )
        while (told := json.loads(await self._socket.read_message())).get("id") != self._asked:
            pass  # an event that nobody asked for
        assert told["type"] == "success", told
        return told["result"]

    def goto(self, address: str) -> None:
        self("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def widen(self, width: int) -> None:
        size = {"width": width, "height": 900}
        self("browsingContext.setViewport", context=self.context, viewport=size)

    def type(self, *keys: str) -> None:
        pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        keyboard = [{"type": "key", "id": "keyboard", "actions": pressed}]
        self("input.performActions", context=self.context, actions=keyboard)

    def value(self, expression: str) -> Any:
        """Return what an expression of the page's script is worth."""
        asked = {"context": self.context}
        told = self(
            "script.evaluate",
            expression=f"JSON.stringify({expression} ?? null)",
            target=asked,
            awaitPromise=True,
        )
        assert told["type"] == "success", told
        return json.loads(told["result"]["value"])

    def count(self, selector: str) -> int:
        """Return how many elements there are, with scripts or without."""
        sought = {"type": "css", "value": selector}
        told = self(
            "browsingContext.locateNodes",
            context=self.context,
            locator=sought,
            maxNodeCount=9999,
        )
        return len(told["nodes"])


@contextmanager
def window(home: Path, scripts: bool = True) -> Iterator[Window]:
    """Give a window of a Firefox of its own, with scripts or without, closed at the end."""
    from tornado.websocket import websocket_connect

    home.mkdir(parents=True, exist_ok=True)
    chosen = QUIET | {"javascript.enabled": scripts}
    lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in chosen.items()]
    (home / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [found(), "--headless", "--no-remote", "--profile", str(home)]
    command += ["--remote-debugging-port", "0", "about:blank"]
    running = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    try:
        said = (re.search(r"BiDi listening on (ws://\S+)", line) for line in running.stderr)
        address = next(match[1] for match in said if match)

        async def connect():
            return await websocket_connect(f"{address}/session", max_message_size=2**26)

        thread.start()  # its own: playwright keeps a loop of its own in the main thread
        yield Window(asyncio.run_coroutine_threadsafe(connect(), loop).result(60), loop)
    finally:
        running.terminate()
        running.wait(30)
        running.stderr.close()
        loop.call_soon_threadsafe(loop.stop)
