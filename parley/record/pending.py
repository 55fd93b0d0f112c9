"""What a commit to the record leaves while it is under way, and who may finish it."""

import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path

from pressroom.errors import LockedError, where

PENDING, COMPLETE = ".pending", "complete"
_held: set[Path] = set()


@contextmanager
def locked(folder: Path):
    """Hold the record's lock inside a ``with`` block: the folder itself is locked, no file made.

    Raises
    ------
    LockedError
        If another process holds it. The lock dies with its holder, so none is ever stale.

    Notes
    -----
    Within the block it may be asked for again.
    """
    if (place := folder.resolve()) in _held:
        yield
        return
    handle = os.open(place, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LockedError(
                f"another program is writing to the record in {where(folder)}; wait for it to "
                "end, and do it again"
            ) from error
        _held.add(place)
        try:
            yield
        finally:
            _held.discard(place)
    finally:
        os.close(handle)


def recover(folder: Path) -> None:
    """Finish a commit that was cut off, or drop one that had not yet been whole.

    Notes
    -----
    One that is still under way is left to the process that holds the lock.
    """
    if (folder / PENDING).is_dir():
        with suppress(LockedError), locked(folder):
            finish(folder)


def finish(folder: Path) -> None:
    """Move what is pending into place if it is whole, else drop it; for the holder of the lock."""
    pending = folder / PENDING
    if (pending / COMPLETE).is_file():
        for path in sorted(pending.iterdir()):
            if path.name != COMPLETE:
                path.replace(folder / path.name)
    shutil.rmtree(pending)
