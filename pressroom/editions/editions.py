"""Editions: frozen when they are published, never changed, one of them in front.

``editions/<key>/`` holds each as it was published, with a banner that stays true;
``editions/<key>.json`` the hash of every file in it; ``editions/front`` the key of the one that
stands in front. The front of a published site, ``editions/site``, is made from them, from the log
of corrections, and from nothing else; `release` puts it there. ``build/site`` is the working site.
"""

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pressroom import paths, project
from pressroom.build import stamp
from pressroom.editions import signing
from pressroom.editions.verify import CANNOT, MATCH, MISMATCH, Answer, Mismatch
from pressroom.errors import GateError, UsageError
from pressroom.nearest import nearest
from pressroom.page.bundle import Bundle, Correction, Edition, Past, Shell
from pressroom.page.dress import templates
from pressroom.site import assemble, listing, pages

FRONT = "front"
_KEY = re.compile(r"\d{4}-\d{2}(-[a-z0-9]+)?")
_BANNER = re.compile(r'<p class="notice" id="frozen-edition">.*?</p>\n?', re.DOTALL)
_CORRECTED = re.compile(r'<div class="notice" id="corrected">.*?</div>\n?', re.DOTALL)
# What the front has of its own: it lists every edition, where a frozen one knows only itself.
_OWN = ("editions/index.html", "corrections/index.html", "feed.xml", "404.html", "manifest.json")


def listed(folder: Path) -> list[Past]:
    """Return every published edition, newest first.

    Parameters
    ----------
    folder : Path
        The folder of editions; an empty list if there is none.
    """
    notes, states = map(read_note, folder.glob("*.json")), {in_front(folder): "in front"}
    return [
        Past(note["key"], note["label"], note["published"], states.get(note["key"], "published"))
        for note in sorted(notes, key=lambda note: (note["published"], note["key"]), reverse=True)
    ]


def read_note(path: Path) -> dict:
    """Return what is written down of an edition: key, label, day, hash of each file."""
    return json.loads(path.read_text(encoding="utf-8"))


def in_front(folder: Path) -> str | None:
    """Return the key of the edition that stands in front; None before the first."""
    path = folder / FRONT
    return path.read_text(encoding="utf-8").strip() if path.is_file() else None


def last(folder: Path, but: str = "") -> Path | None:
    """Return the folder of the newest published edition; None before the first.

    Parameters
    ----------
    folder : Path
        The folder of editions.
    but : str
        Key of an edition to pass over.
    """
    past = [each for each in listed(folder) if each.key != but]
    return folder / past[0].key if past else None


def label_of(key: str) -> str:
    """Return an edition's name in words.

    Examples
    --------
    >>> label_of("2026-11"), label_of("2026-11-b")
    ('November 2026', 'November 2026, b')

    Raises
    ------
    UsageError
        If the key is not a year and month, with a short word after it at most.
    """
    if not _KEY.fullmatch(key) or not 1 <= int(key[5:7]) <= 12:
        raise UsageError(f"{key!r} is no edition's key: write it like 2026-11 or 2026-11-b")
    month = date(int(key[:4]), int(key[5:7]), 1).strftime("%B %Y")
    return f"{month}, {key[8:]}" if key[8:] else month


def freeze(
    bundles: Iterable[Bundle],
    rec: Any,
    folder: Path,
    key: str,
    published: str,
    run: dict | None = None,
    corrections: Sequence[Correction] = (),
) -> Edition:
    """Write an edition that never changes.

    Parameters
    ----------
    bundles : iterable of Bundle
        Its reports, with what changed since the edition before it.
    rec : Record
        The record that they were made from.
    folder : Path
        The folder of editions, made if need be.
    key : str
        As in ``2026-11``.
    published : str
        ISO date.
    run : dict, optional
        What ``manifest.json`` says of its making. It must be the same when it is made again.
    corrections : sequence of Correction
        The log as it was on the day of publication, newest first: the pages that it names say
        so for ever.

    Returns
    -------
    Edition
        The frozen edition. One that exists and would be the same is left as it is.

    Raises
    ------
    UsageError
        If an edition of that key exists and differs, or the key is not one.
    """
    log = tuple(corrections)
    edition = Edition(key, label_of(key), published, frozen=True, corrections=log)
    stage = folder / f".{key}.staged"
    shutil.rmtree(stage, ignore_errors=True)
    assemble(bundles, rec, stage, edition, run)
    note = {"key": key, "label": edition.label, "published": published, "files": hashes(stage)}
    if (folder / f"{key}.json").is_file():
        shutil.rmtree(stage)
        if read_note(folder / f"{key}.json") != note:
            raise UsageError(
                f"the edition {key} is published and this one differs: an edition never changes. "
                f"Publish under another key, such as {key[:7]}-b"
            )
        return edition
    # Without its note an edition does not count, so a kill between the two leaves no half one.
    shutil.rmtree(folder / key, ignore_errors=True)
    stage.rename(folder / key)
    _write(folder / f"{key}.json", json.dumps(note, indent=1, sort_keys=True) + "\n")
    return edition


def _write(path: Path, text: str) -> None:
    staged = path.with_name(f".{path.name}.staged")
    staged.write_text(text, encoding="utf-8", newline="\n")
    staged.rename(path)


def hashes(site: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by path."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): stamp.of_file(path) for path in files}


def changed(folder: Path) -> list[str]:
    """Return every file of every edition that is not as it was published; empty if all are.

    Examples
    --------
    >>> changed(Path("no-such-folder"))
    []
    """
    found = []
    for note in (read_note(path) for path in sorted(folder.glob("*.json"))):
        names = stamp.differences(note["files"], hashes(folder / note["key"]))
        found += [f"{note['key']}/{name}" for name in names]
    return found


def held_to_notes(site: Path) -> list[Answer]:
    """Return for each frozen edition under a site whether it is as it was published.

    Parameters
    ----------
    site : Path
        The front of a published site. The hashes are read from the folder of editions around it.
    """
    found = []
    for folder in sorted(path for path in (site / "editions").glob("*") if path.is_dir()):
        page, note = f"editions/{folder.name}/", paths.editions() / f"{folder.name}.json"
        if not note.is_file():
            found.append(Answer(page, CANNOT, reason="the hashes of its files are not here"))
            continue
        then, now = read_note(note)["files"], hashes(folder)
        unlike = [
            Mismatch(f"{page}{name}, SHA-256", *(h.get(name, "no file")[:12] for h in (then, now)))
            for name in stamp.differences(then, now)
        ]
        stands, said = signing.signed(note)
        if not stands:
            unlike.append(Mismatch(f"editions/{note.name}", "the publisher's signature", said))
        outcome = MISMATCH if unlike else MATCH
        found.append(Answer(page, outcome, 0, tuple(unlike), said))
    return found


def bring_forward(folder: Path, key: str) -> None:
    """Put an edition in front: the newest when it is published, an earlier one to roll back.

    Raises
    ------
    UsageError
        If there is no such edition.
    """
    must_be_there(folder, key)
    _write(folder / FRONT, f"{key}\n")


def must_be_there(folder: Path, key: str) -> None:
    """Raise UsageError if there is no such edition."""
    keys = [past.key for past in listed(folder)]
    if key not in keys:
        raise UsageError(f"there is no edition {key!r}. {nearest(key, keys)}")


def front(
    folder: Path, out: Path, corrections: Sequence[Correction] = (), run: dict | None = None
) -> Edition:
    """Write the published site: the edition in front at its root, every edition beneath.

    Parameters
    ----------
    folder : Path
        The folder of editions.
    out : Path
        Where the site goes: an empty staging folder.
    corrections : sequence of Correction
        The log, newest first.
    run : dict, optional
        What ``manifest.json`` says of the run.

    Raises
    ------
    UsageError
        If no edition stands in front.
    GateError
        If a file of a frozen edition is not as it was published.
    """
    if (key := in_front(folder)) is None:
        raise UsageError(
            f"no edition has been published: {project.command('publish')} --edition YYYY-MM"
        )
    if broken := changed(folder):
        raise GateError(f"editions never change, and these files did: {', '.join(broken[:5])}")
    shutil.copytree(folder / key, out, dirs_exist_ok=True)
    past = listed(folder)
    edition = bring_out(out, past, corrections, run)
    for each in past:
        shutil.copytree(folder / each.key, out / "editions" / each.key)
    return edition


def bring_out(
    site: Path, past: Sequence[Past], corrections: Sequence[Correction], run: dict | None = None
) -> Edition:
    """Make the front of a site out of a copy of a frozen edition, and return its edition.

    Parameters
    ----------
    site : Path
        The copy: its banner goes, each page that the log names says so, and the pages that
        speak of other editions are written anew.
    past : sequence of Past
        Every published edition, newest first.
    corrections : sequence of Correction
        The log, newest first.
    run : dict, optional
        What ``manifest.json`` says of the run.
    """
    held = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    held["run"] |= run or {}
    own = {"past": tuple(past), "corrections": tuple(corrections)}
    edition = replace(Edition.of(held["edition"]), frozen=False, **own)
    layout = templates(project.current()).get_template("layout.html.j2").module
    for path in site.rglob("*.html"):
        # A frozen page knows the corrections of its day; the front has the log as it is now, and
        # says of a page that came out before its correction that it still has the error.
        shell = Shell(edition, path.relative_to(site).as_posix())
        told = str(layout.corrected(shell)).strip()
        page = _CORRECTED.sub("", path.read_text(encoding="utf-8"))
        page = _BANNER.sub(lambda _, told=told: f"{told}\n" if told else "", page)
        path.write_text(page, encoding="utf-8", newline="\n")
    for name in _OWN:
        (site / name).unlink()
    writer = pages.Writer(site, edition)
    mended = (site / "data" / "corrections.csv").is_file()
    writer.page("corrections/index.html", "corrections", mended=mended)
    writer.page("editions/index.html", "editions")
    writer.page("404.html", "404")
    writer.text("feed.xml", listing.atom(edition, edition.published or "", held["reports"]))
    made = held["tables"], held["reports"], held["run"], held.get("pages", "")
    writer.text("manifest.json", listing.manifest(edition, *made))
    return edition
