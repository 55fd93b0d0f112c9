"""An edition's note is signed with the publisher's own key, and nobody else's counts."""

import shutil
import subprocess

import pytest

from pressroom.editions import signing
from pressroom.errors import UsageError

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen is not here: nothing can be signed"
)


def key(folder, name):
    """A key pair of somebody."""
    path = folder / name
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


@pytest.fixture
def edition(tmp_path):
    """A note, two people's keys, and the list in which one of them stands."""
    note = tmp_path / "2026-11.json"
    note.write_text('{"files": {}}')
    ours, theirs = key(tmp_path, "ours"), key(tmp_path, "theirs")
    signers = tmp_path / "signers"
    signers.write_text(f"me@example.org {ours.with_suffix('.pub').read_text()}")
    return note, ours, theirs, signers


def test_an_unsigned_edition_may_stand_and_says_so(edition):
    note, _, _, signers = edition
    stands, said = signing.signed(note, signers)
    assert stands
    assert said.startswith("unsigned")


def test_a_signed_one_names_who_signed_it(edition):
    note, ours, _, signers = edition
    signing.sign(note, ours)
    assert signing.signed(note, signers) == (True, "signed by me@example.org")
    assert "no file signers vouches for" in signing.signed(note, note.with_name("none"))[1]


def test_a_note_that_was_changed_another_key_and_rubbish_do_not_stand(edition):
    note, ours, theirs, signers = edition
    signing.sign(note, ours)
    note.write_text('{"files": {"index.html": "other"}}')
    assert signing.signed(note, signers)[0] is False
    assert signing.signed(note, note.with_name("none"))[0] is False
    signing.sign(note, theirs)
    assert signing.signed(note, signers) == (False, "signed by a key that is not in signers")
    note.with_name(f"{note.name}.sig").write_text("rubbish")
    assert signing.signed(note, signers)[0] is False


def test_a_key_that_is_none_is_refused(edition):
    note, _, _, signers = edition
    with pytest.raises(UsageError, match="cannot be signed with"):
        signing.sign(note, signers)
