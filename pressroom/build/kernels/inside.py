"""What both engines settle in the process that runs a report's cells.

As an IPython extension (``--ext pressroom.build.kernels.inside``) it does for a plain kernel what
the worker does for its own shell, so that a notebook cannot tell them apart.
"""

import json
import os
import random
import re
import site
import sys
import sysconfig
import tempfile
import warnings
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from pressroom import context, nearest, project
from pressroom.build import stamp
from pressroom.build.job import UNSEEN
from pressroom.build.kernels import system
from pressroom.errors import RunError

SYSTEM = (
    *("/usr", "/lib", "/lib64", "/opt", "/bin", "/sbin", "/dev", "/proc", "/sys"),
    *("/etc/fonts", "/etc/localtime", "/etc/ssl", "/etc/mime.types", "/etc/nsswitch.conf"),
    *("/etc/hosts", "/etc/resolv.conf", "/etc/ld.so.cache"),
    *("/System", "/Library", "/var/cache/fontconfig"),
)
SECRETS = re.compile(r"/proc/[^/]+(/task/[^/]+)?/(environ|mem|auxv)")
HOME = (".cache", ".config/matplotlib", ".fonts", ".local/share/fonts", ".local/lib", ".ipython")


SENDS = ("socket.connect", "socket.sendto", "socket.sendmsg")
STARTS = (
    *("subprocess.Popen", "os.system", "os.posix_spawn", "os.spawn", "os.exec"),
    *("os.fork", "os.forkpty", "pty.spawn"),
)
KNOWN = ("matplotlib", "ctypes", "platform", "uuid")  # they ask the system about itself
CHANGES = {
    "os.rename": (2, 2),
    "os.remove": (1, 1),
    "os.rmdir": (1, 1),
    "os.mkdir": (1, 2),
    "os.symlink": (2, 2),
    "os.link": (2, 2),
    "os.truncate": (1, 2),
    "os.chmod": (1, 2),
    "os.chown": (1, 3),
}  # how many of their arguments are places; from which on they are open folders
FOLLOWING = ("os.truncate", "os.chmod", "os.chown")  # they change what a link leads to, not it


class InputError(RunError):
    """A notebook read, or would have changed, what is no part of the record."""


@dataclass
class Watch:
    """An audit hook that knows what one report may read.

    Attributes
    ----------
    root, record, out : Path
        The project; the record; the report's own folder.
    on : bool
        True while a cell runs.
    refused : list of str
        What was refused so far, also where the notebook caught the error.
    """

    root: Path
    record: Path
    out: Path
    on: bool = False
    refused: list[str] = field(default_factory=list)
    readable: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()

    def __post_init__(self):
        places = (self.root, self.record, self.out)
        self.root, self.record, self.out = (Path(os.path.realpath(place)) for place in places)
        self.readable = prefixes(installed())
        self.inside = tuple(p for p in self.readable if p.startswith(f"{self.root}/"))

    def __call__(self, event: str, arguments: tuple) -> None:
        """Take one audit event; raise InputError if it is a read or write out of bounds."""
        if not self.on:
            return
        if event == "open":
            self.opened(arguments[0], arguments[2] or 0)
        elif event == "socket.getaddrinfo" or (event in SENDS and remote(arguments[1])):
            self.refuse("the network", "the notebook calls it")
        elif event in STARTS:
            if not any(map(called_by, KNOWN)):
                context.current().used.add(UNSEEN)
        elif event in CHANGES:
            self.changed(event, arguments)
        elif event == "sqlite3.connect" and "memory" not in os.fsdecode(arguments[0] or ":memory:"):
            self.opened(arguments[0], os.O_RDWR)

    def start(self, info) -> None:
        """Judge from now on: a cell starts."""
        self.on = True

    def stop(self, result) -> None:
        """Judge no more: the cell has ended."""
        self.on = False

    def changed(self, event: str, arguments: tuple) -> None:
        """Judge what makes, moves or removes a file, as a write to each place that it names."""
        count, folders = CHANGES[event]
        if any(folder >= 0 for folder in arguments[folders:]):
            return  # beside an open folder, whose opening was judged
        if event == "os.link":
            self.opened(arguments[0], os.O_RDONLY)
        first = 1 if event in ("os.link", "os.symlink") else 0
        for target in arguments[first:count]:
            if event in FOLLOWING:
                self.opened(target, os.O_WRONLY)
            elif isinstance(target, str | bytes | os.PathLike):
                whole = Path(os.path.normpath(Path(os.fsdecode(target)).absolute()))
                self.judge(str(whole.parent.resolve() / whole.name), writes=True)

    def opened(self, target: object, flags: int) -> None:
        """Judge the opening of a file; note the table if it is one of the record."""
        if not isinstance(target, str | bytes | os.PathLike):
            return
        real = os.path.realpath(os.fsdecode(target))
        self.judge(real, bool(flags & (os.O_WRONLY | os.O_RDWR)))

    def judge(self, real: str, writes: bool) -> None:
        """Refuse what is out of bounds at `real`, in which no folder is a link."""
        if below(real, self.out):
            return
        if below(real, self.record) and not writes:
            self.note(Path(real))
        elif below(real, self.record) or not self.harmless(real, writes):
            if not writes and not Path(real).exists():
                return  # nothing is read: Python looks for its modules in many places
            verb = "writes" if writes else "reads"
            shown = os.path.relpath(real, self.root) if below(real, self.root) else real
            self.refuse(f"{shown}, which is no part of the record", f"the notebook {verb} it")

    def harmless(self, real: str, writes: bool) -> bool:
        """Return True for the library, Python, fonts, and temporary files outside the project."""
        if SECRETS.fullmatch(real):
            return False
        if below(real, self.root):
            return real.startswith(self.inside) and (not writes or "__pycache__" in real)
        return f"{real}/".startswith(self.readable)

    def note(self, path: Path) -> None:
        """Count a table as used that was read past the record's own loader."""
        if path.suffix == ".csv" and not called_by(project.current().loader):
            context.current().used.add(path.stem)

    def refuse(self, what: str, remedy: str) -> None:
        """Raise InputError, and remember it."""
        text = f"{what}: {remedy}; read through the record"
        self.refused.append(text)
        raise InputError(text)


def installed() -> list[str]:
    """Return the folders of Python, its libraries, this library, fonts and temporary files."""
    home = Path.home()
    python = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()]
    packages = [
        *site.getsitepackages(),
        site.getusersitepackages(),
        *(str(stamp.place(name)) for name in stamp.packages()),
        *(f"{stamp.place(name)}.py" for name in stamp.packages()),
    ]
    # What an installation notes beside a project: libraries look for their plugins in it.
    notes = [str(egg) for p in sys.path for egg in Path(p or ".").glob("*.egg-info")]
    caches = [os.environ.get(name) for name in ("MPLCONFIGDIR", "IPYTHONDIR", "XDG_CACHE_HOME")]
    places = [*python, *packages, *notes, *(c for c in caches if c), tempfile.gettempdir()]
    return [*places, *(str(home / part) for part in HOME), *SYSTEM]


def prefixes(places: list[str]) -> tuple[str, ...]:
    """Return places as prefixes of paths, both as written and with links resolved.

    Notes
    -----
    The root folder would allow everything, and is left out.
    """
    both = {form for p in places for form in (str(Path(p).absolute()), os.path.realpath(p))}
    return tuple(sorted(f"{one}/" for one in both if one != "/"))


def below(path: str, folder: Path) -> bool:
    """Return True if `path` is `folder` or lies in it; both resolved."""
    return path == str(folder) or path.startswith(f"{folder}/")


def called_by(module: str) -> bool:
    """Return True if a function of `module` or below it is at work."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name == module or name.startswith(f"{module}."):
            return True
        frame = frame.f_back
    return False


def remote(address: object) -> bool:
    """Return True for the address of another machine."""
    return isinstance(address, tuple) and str(address[0]) not in ("127.0.0.1", "::1", "localhost")


_watch: Watch | None = None


def hook(event: str, arguments: tuple) -> None:
    """Hand an audit event to the watch in force: hooks cannot be removed, so one serves all."""
    if _watch is not None:
        _watch(event, arguments)


def begin(root: Path, record: Path, out: Path) -> Watch:
    """Return a watch in force for this process, off until a cell runs."""
    global _watch
    if _watch is None:
        sys.addaudithook(hook)
    _watch = Watch(root, record, out)
    return _watch


def settle(shell, root: Path | None, record: Path | None) -> Watch | None:
    """Return the watch over the cells of `shell`, after seeding and drawing have been settled.

    Parameters
    ----------
    shell : InteractiveShell
        It exists already: what plots registers itself with it.
    root, record : Path or None
        The project and the record; None outside a project, where nothing is watched.
    """
    from pressroom.figures import draw

    run = context.current()
    seed_before_first_cell(shell, run.slug)
    draw_inline(shell)
    draw.in_style()
    shell.user_ns.setdefault("preview", Looked)
    # pandas has the width that it has in a kernel, also if it was imported without one.
    if (pandas := sys.modules.get("pandas")) and pandas.get_option("display.max_columns") == 0:
        pandas.set_option("display.max_columns", 20)
    nearest.load_ipython_extension(shell)
    # The page's own fonts may show what matplotlib's cannot measure.
    warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from", UserWarning)
    if root is None or record is None:
        return None
    watched = begin(root, record, run.out)
    shell.events.register("pre_run_cell", watched.start)
    shell.events.register("post_run_cell", watched.stop)
    return watched


class Looked:
    """What ``preview()`` gives in a run: a frame of nothing, which no page takes."""

    def __init__(self, *given):
        self.given = given

    def _repr_html_(self) -> str:
        return "<iframe></iframe>"


def seed_before_first_cell(shell, slug: str) -> None:
    """Seed Python's and numpy's shared generators from the report's slug at the first cell.

    Notes
    -----
    Until it starts a kernel draws numbers itself. numpy's legacy generator is copied by a fork:
    without this every report would draw the same numbers, and a plain kernel others.
    """

    def once(info) -> None:
        shell.events.unregister("pre_run_cell", once)
        number = zlib.crc32(slug.encode())
        random.seed(number)
        if "numpy" in sys.modules or project.value("USED"):
            import numpy

            numpy.random.seed(number)  # noqa: NPY002 - the very generator that is shared

    shell.events.register("pre_run_cell", once)


def draw_inline(shell) -> None:
    """Have ``plt.show()`` put charts into the notebook.

    Notes
    -----
    matplotlib_inline registers with the shell when it is imported. Imported before there is a
    shell, it registers with none, and charts come out as text, silently.
    """
    if "matplotlib_inline.backend_inline" not in sys.modules:
        return
    from matplotlib_inline import backend_inline

    if backend_inline.flush_figures not in shell.events.callbacks["post_execute"]:
        backend_inline.configure_inline_support.current_backend = "unset"
        backend_inline._enable_matplotlib_integration()


def load_ipython_extension(shell) -> None:
    """Settle a plain kernel that the runner started; does nothing in JupyterLab."""
    if not project.value("USED"):
        return
    note = Path(project.value("USED"))
    system.prctl(system.PDEATHSIG, 9)
    system.limit_memory(int(project.value("MEMORY") or 0))
    run = context.current()
    watched = settle(shell, Path.cwd(), Path(project.value("DATA")))

    def write(result=None) -> None:
        text = json.dumps({"used": sorted(run.used), "refused": watched.refused})
        note.write_text(text, encoding="utf-8")

    shell.events.register("post_run_cell", write)
