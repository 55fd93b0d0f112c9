"""Open JupyterLab on a page that lists the notebooks by their question."""

import argparse
import os
import subprocess
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    add = parser.add_argument
    add("--no-browser", action="store_true", help="start the server, open no browser")
    add("--port", type=int, default=8888, help="port of the server (8888, or the next free)")
    add("--no-git", action="store_true", help="set up no filter that keeps outputs out of git")
    add("rest", nargs="*", metavar="-- OPTION", help="what stands behind -- goes to JupyterLab")
    add("--undo", action="store_true", help="take that filter away again, and stop")


def run(args: argparse.Namespace) -> int:
    """Return the exit code of JupyterLab."""
    from parley.desk import bench
    from pressroom import paths

    root = paths.root()
    if args.undo:
        taken = bench.leave_as_is(root)
        print("\n".join(f"taken away: {what}" for what in taken) or "there was nothing set up")
        return 0
    surroundings = os.environ | bench.prepare()
    if not args.no_git and bench.keep_clean(root):
        print("git sees notebooks without outputs in this clone; parley lab --undo ends that")
    command = [
        sys.executable, "-m", "jupyter", "lab", f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/workspaces/{bench.WORKSPACE}", f"--port={args.port}",
        *(["--no-browser"] if args.no_browser else []), *args.rest,
    ]  # fmt: skip
    return subprocess.run(command, env=surroundings, check=False).returncode
