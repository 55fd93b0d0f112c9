"""Signatures of editions, by ``ssh-keygen`` and the publisher's own key: no dependency, no new key.

``publish --sign KEY`` signs the note of an edition, ``editions/KEY.json.sig``. Whose keys count
stands in ``signers`` at the project's root, in the format of OpenSSH's allowed signers:
``name ssh-ed25519 AAAA…``.
"""

import os
import shutil
import subprocess
from pathlib import Path

from pressroom import paths
from pressroom.errors import UsageError, where

NAMESPACE, SIGNERS, PROGRAM = "pressroom-edition", "signers", "ssh-keygen"


def sign(note: Path, key: Path) -> Path:
    """Return the signature of an edition's note, made with a private key.

    Raises
    ------
    UsageError
        If ``ssh-keygen`` is not here, or cannot sign with that key.
    """
    if shutil.which(PROGRAM) is None:
        raise UsageError(f"{PROGRAM} is not here: install OpenSSH, or publish without --sign")
    made = note.with_name(f"{note.name}.sig")
    made.unlink(missing_ok=True)
    done = asked("sign", "-f", key, "-n", NAMESPACE, note)
    if done.returncode or not made.is_file():
        raise UsageError(f"the edition cannot be signed with {where(key)}: {last_line(done)}")
    return made


def signed(note: Path, signers: Path | None = None) -> tuple[bool, str]:
    """Return whether an edition's signature may stand, and what is to be said of it.

    Parameters
    ----------
    note : Path
        ``editions/KEY.json``.
    signers : Path, optional
        The list of those whose keys count; the project's if left out.

    Notes
    -----
    An edition without a signature may stand, and says so; one with a wrong signature may not.
    """
    signature = note.with_name(f"{note.name}.sig")
    signers = signers or paths.root() / SIGNERS
    if not signature.is_file():
        return True, "unsigned: nothing but its hashes speaks for it"
    if shutil.which(PROGRAM) is None:
        return True, f"signed, but not checked: {PROGRAM} is not here"
    text = note.read_bytes()
    if not signers.is_file():
        done = asked("check-novalidate", "-n", NAMESPACE, "-s", signature, text=text)
        if done.returncode:
            return False, f"wrong signature: {last_line(done)}"
        return True, f"signed by a key that no file {SIGNERS} vouches for"
    found = asked("find-principals", "-s", signature, "-f", signers)
    if found.returncode:
        return False, f"signed by a key that is not in {SIGNERS}"
    name = found.stdout.decode(errors="replace").splitlines()[0]
    known = ("-f", signers, "-I", name, "-n", NAMESPACE, "-s", signature)
    done = asked("verify", *known, text=text)
    if done.returncode:
        return False, f"the signature of {name} is not of this note: {last_line(done)}"
    return True, f"signed by {name}"


def asked(what: str, *options: str | Path, text: bytes = b"") -> subprocess.CompletedProcess:
    """Return what ``ssh-keygen`` answers; it asks nobody for a password."""
    surroundings = os.environ | {"SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"}
    command = [PROGRAM, "-Y", what, *map(str, options)]
    return subprocess.run(command, input=text, capture_output=True, env=surroundings, check=False)


def last_line(done: subprocess.CompletedProcess) -> str:
    """Return the last line that a program complained with."""
    lines = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"exit code {done.returncode}"
