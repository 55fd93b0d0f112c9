"""Errors on their way between processes: their kind, code and text stay."""

import errno
import traceback
from dataclasses import astuple
from typing import Any

from pressroom import errors
from pressroom.errors import DataError, Fault, PressError

DISK = (errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EACCES, errno.EIO)


def packed(error: BaseException) -> dict[str, Any]:
    """Return an error as plain values."""
    if isinstance(error, DataError):
        return {"kind": "DataError", "faults": [astuple(fault) for fault in error.faults]}
    if isinstance(error, PressError | FileNotFoundError):
        return {"kind": type(error).__name__, "text": str(error)}
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError) and error.errno in DISK:
        text = f"{error.strerror}; make room, or let it be written, and run again"
    return {"kind": "RunError", "text": text, "detail": "".join(traceback.format_exception(error))}


def unpacked(values: dict[str, Any]) -> PressError:
    """Return the error that `packed` took apart; an unknown kind becomes UsageError."""
    if values["kind"] == "DataError":
        return DataError([Fault(*fault) for fault in values["faults"]])
    kind = getattr(errors, values["kind"], errors.UsageError)
    error = kind.__new__(kind)
    Exception.__init__(error, values["text"])
    if detail := values.get("detail"):
        error.add_note(detail)
    return error
