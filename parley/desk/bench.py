"""What JupyterLab opens with: a start page, autoreload, and notebooks kept clean for git."""

import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from parley.desk.new import template
from pressroom import context, paths
from pressroom.errors import PressError, UsageError

START = "start.md"
ATTRIBUTES = "*.ipynb filter=notebook diff=notebook"
EARLIER = "*.ipynb filter=nbstripout diff=jupyternotebook"  # of clones set up before
WORKSPACE = "parley"
# JupyterLab asks nobody over the network whether it has news, and no reader whether it may.
QUIET = {
    "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"}
}


def folder() -> Path:
    """Return where everything of a bench lies: ``build/lab``, made when it is opened."""
    return paths.build() / "lab"


def prepare() -> dict[str, str]:
    """Write the start page and the settings; return the environment that makes Lab use them.

    Its terminals find `parley` there, active environment or not.
    """
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    place = folder()
    for name, text in texts().items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, "utf-8")
    workspaces = place / "workspaces"
    workspaces.mkdir(exist_ok=True)
    WorkspacesManager(str(workspaces)).save(WORKSPACE, template("workspace.json"))
    given = {
        "PATH": [str(Path(sys.executable).parent), os.environ.get("PATH", "")],
        "JUPYTER_PATH": [str(place), os.environ.get("JUPYTER_PATH", "")],
        "JUPYTER_CONFIG_PATH": [str(place), os.environ.get("JUPYTER_CONFIG_PATH", "")],
    }
    return {name: os.pathsep.join(filter(None, listed)) for name, listed in given.items()} | {
        "IPYTHONDIR": str(place / "ipython"),
        "JUPYTERLAB_WORKSPACES_DIR": str(workspaces),
    }


def texts() -> dict[str, str]:
    """Return the files of a bench by where they lie in its folder."""
    script = template("fill.js.txt").replace("__NAMES__", json.dumps(names_by_default()))
    held = {"load": "static/entry.js", "extension": "./extension"}
    about = {"name": "parley", "version": "1.0.0", "jupyterlab": {"_build": held}}
    return {
        "ipython/profile_default/ipython_config.py": template("ipython_config.py.txt"),
        "jupyter_server_config.py": template("jupyter_server_config.py.txt"),
        "labconfig/default_setting_overrides.json": json.dumps(QUIET),
        START: start_page(),
        "labextensions/parley/package.json": json.dumps(about),
        "labextensions/parley/static/entry.js": script.replace("__FILL__", context.FILL),
    }


def served(command: list[str], surroundings: Mapping[str, str]) -> int:
    """Run JupyterLab to its end; return its exit code.

    Notes
    -----
    Ctrl-C reaches it too, and is its own to answer: it asks whether to stop, and stops its kernels.
    What ends this process from outside ends it as well.
    """
    with subprocess.Popen(command, env=surroundings) as server:
        before = signal.signal(signal.SIGINT, lambda *struck: None)
        try:
            return server.wait()
        except SystemExit:
            server.terminate()
            raise
        finally:
            signal.signal(signal.SIGINT, before)


def names_by_default() -> dict[str, dict[str, str]]:
    """Return what the fields of each notebook's prose stand for before it is run, by its path."""
    from parley import record
    from pressroom import parameters
    from pressroom.build import matrix

    try:
        rec = record.load()
    except (PressError, OSError):  # the first cell of any notebook says what is wrong with it
        return {}
    found = {}
    for path in sorted(paths.notebooks().glob("*.ipynb")):
        with suppress(PressError, ValueError):
            known = parameters.names_of(matrix.declared(path), {}, rec)
            found[f"{paths.NOTEBOOKS}/{path.name}"] = known
    return found


def renew() -> list[Path]:
    """Write the start page anew where JupyterLab was opened; return what was written.

    A notebook has come or gone.
    """
    page = folder() / START
    if not page.is_file() or page.read_text("utf-8") == (text := start_page()):
        return []
    page.write_text(text, "utf-8")
    return [page]


def start_page() -> str:
    """Return the start page: every notebook by its question, its parameters, and what to do."""
    benches, reports, forms = benches_named(), [], []
    for path in sorted(paths.notebooks().glob("*.ipynb")):
        (forms if path.stem in benches else reports).extend(filter(None, [entry(path)]))
    text = template("start.md").replace("__NOTEBOOKS__", "\n".join(reports))
    return text.replace("__BENCHES__", "\n".join(forms) or "No notebook here is for that.")


def benches_named() -> set[str]:
    """Return the notebooks that reports.toml marks as for work on the record.

    Raises
    ------
    UsageError
        If reports.toml is not TOML.
    """
    try:
        said = tomllib.loads(paths.reports().read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"reports.toml is not TOML: {error}") from error
    return {name for name, entry in said.items() if isinstance(entry, dict) and entry.get("bench")}


def entry(notebook: Path) -> str:
    """Return one notebook as a line of the start page; blank if it asks no question."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    heading = re.match(r"# (.+)", sources[0]) if sources else None
    if not heading:
        return ""
    both = zip(cells, sources, strict=True)
    tagged = [said for cell, said in both if "parameters" in cell["metadata"].get("tags", [])]
    names = re.findall(r"^(\w+):", "\n".join(tagged), flags=re.MULTILINE)
    given = f": may be asked for `{'`, `'.join(names)}`" if names else ""
    question = heading[1].replace("“{label}”", "one topic")
    return f"- [{question}](../../notebooks/{notebook.name}){given}"


def settings(root: Path) -> dict[str, str]:
    """Return the git settings that leave out of commits what a run leaves, and compare cells.

    Notes
    -----
    git runs a filter at the top of each of its work trees, and they share one configuration: a
    Python that lies in the project is named from there, so that each takes its own.
    """
    python = Path(sys.executable)
    own = python.relative_to(root) if python.is_relative_to(root) else python
    tidy = f'"{own}" -m pressroom.tidy'
    return {
        "filter.notebook.clean": f"{tidy} clean",
        "filter.notebook.smudge": "cat",
        "diff.notebook.textconv": f"{tidy} text",
    }


def keep_clean(root: Path) -> list[str]:
    """Set up the git filter in this clone alone; return what was set, empty outside of git."""
    if (attributes := attributes_of(root)) is None:
        return []
    for name, value in settings(root).items():
        git(root, "config", "--local", name, value)
    attributes.parent.mkdir(exist_ok=True)
    lines = attributes.read_text("utf-8").splitlines() if attributes.is_file() else []
    if ATTRIBUTES not in lines:
        kept = [line for line in lines if line != EARLIER]
        attributes.write_text("\n".join([*kept, ATTRIBUTES, ""]), "utf-8")
    return [*settings(root), ATTRIBUTES]


def leave_as_is(root: Path) -> list[str]:
    """Take the git filter away again; return what was taken away."""
    if (attributes := attributes_of(root)) is None:
        return []
    taken = [n for n in settings(root) if git(root, "config", "--local", "--get", n) is not None]
    for name in taken:
        git(root, "config", "--local", "--unset", name)
    if attributes.is_file():
        lines = attributes.read_text("utf-8").splitlines()
        if ATTRIBUTES in lines:
            rest = [line for line in lines if line != ATTRIBUTES]
            attributes.write_text("\n".join([*rest, ""]) if rest else "", "utf-8")
            taken.append(ATTRIBUTES)
    return taken


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell the server where `_load_jupyter_server_extension` is found: here."""
    return [{"module": __name__}]


def _load_jupyter_server_extension(server) -> None:
    """Have the server call `saved` after each save; set in its configuration, it would warn."""
    server.contents_manager.register_post_save_hook(saved)


def saved(os_path: str, **rest) -> None:
    """Renew the start page, and tell git of a notebook that is the same to it as before.

    Notes
    -----
    git takes a file of another size to be modified, and asks no filter whether it is. A notebook
    with a change of its author's is left alone: it is modified.
    """
    path = Path(os_path)
    if is_book := path.suffix == ".ipynb":
        with suppress(OSError, ValueError, KeyError, PressError):  # half written: the next tells
            renew()
    held = is_book and git(path.parent, "ls-files", "-s", "--", path.name)
    if held and git(path.parent, "hash-object", "--", path.name) == held.split()[1]:
        git(path.parent, "update-index", "--", path.name)


def attributes_of(root: Path) -> Path | None:
    """Return the file of a clone's own attributes, which is never committed; None without git."""
    found = git(root, "rev-parse", "--git-path", "info/attributes")
    return root / found if found else None


def git(root: Path, *command: str) -> str | None:
    """Return what a git command says; None if it fails or git is not there."""
    asked = ["git", "-C", str(root), *command]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None
