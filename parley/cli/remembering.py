"""An answer that held, kept with the hash of all that it rests on: nothing heavy is imported."""

import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import parley
import pressroom
from pressroom import paths

FILE, MOST = "checked.json", 8
CODE = (".py", ".toml", ".txt")


class Kept:
    """The answer to a question about the record in a folder, where it was given before.

    Parameters
    ----------
    folder : Path
        The record.
    words : str
        What else was asked.

    Notes
    -----
    It counts as the same question while no byte of the record's files and of the program has
    changed, nor the version of Python or of what is installed. Outside a project none is kept.
    """

    def __init__(self, folder: Path, words: str):
        made = hashlib.sha256(f"{folder} {words} {sys.version}".encode())
        for path in rests_on(folder):
            made.update(f"\n{path.name} {path.stat().st_size}\n".encode())
            made.update(path.read_bytes())
        installed = Path(sysconfig.get_path("purelib")).iterdir()
        made.update("\n".join(sorted(path.name for path in installed)).encode())
        self.key = made.hexdigest()

    @property
    def path(self) -> Path:
        """The file that holds the newest answers."""
        return paths.build() / FILE

    def held(self) -> dict[str, str]:
        """Return the answers kept, by the hash of their question; none if the file is no such."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}  # none was kept, or what was is spoilt: then it is found anew
        return found if isinstance(found, dict) else {}

    def answer(self) -> str | None:
        """Return the answer; None where it must be found anew."""
        try:
            return self.held().get(self.key)
        except paths.NotFoundHereError:
            return None

    def keep(self, text: str) -> None:
        """Keep an answer for the next time, if there is a place for it."""
        try:
            newest = [*self.held().items()][-MOST + 1 :]
            self.path.parent.mkdir(exist_ok=True)
            fresh = self.path.with_suffix(f".{os.getpid()}")
            fresh.write_text(json.dumps(dict(newest) | {self.key: text}), encoding="utf-8")
            fresh.replace(self.path)
        except (OSError, paths.NotFoundHereError):
            return  # a project that cannot be written is checked anew each time


def rests_on(folder: Path) -> Iterator[Path]:
    """Yield the files of a record, and those of the program that checks it."""
    yield from sorted(path for path in folder.iterdir() if path.is_file())
    for package in (parley, pressroom):
        inside = Path(package.__path__[0]).rglob("*")
        yield from sorted(path for path in inside if path.suffix in CODE)
