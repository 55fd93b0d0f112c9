"""``environment.yml`` for conda people: conda-forge's names, the bounds of ``pyproject.toml``."""

import re
import tomllib
from pathlib import Path

from pressroom.errors import UsageError

EXTRAS = ("lab", "tables")

CONDA_NAMES = {
    "httpx": "httpx",
    "ipykernel": "ipykernel",
    "ipywidgets": "ipywidgets",
    "jinja2": "jinja2",
    "jupyterlab": "jupyterlab",
    "matplotlib": "matplotlib-base",
    "mistune": "mistune",
    "nbclient": "nbclient",
    "nbconvert": "nbconvert-core",
    "nbformat": "nbformat",
    "numpy": "numpy",
    "openpyxl": "openpyxl",
    "pandas": "pandas",
    "papermill": "papermill",
    "pre-commit": "pre-commit",
    "pyarrow": "pyarrow",
    "pyyaml": "pyyaml",
    "rich": "rich",
    "ruptures": "ruptures",
    "scipy": "scipy",
    "setuptools": "setuptools",
    "statsmodels": "statsmodels",
}

OPENING = """\
# Made by `make generated` from pyproject.toml: conda-forge's names, the same bounds.
# `conda env create -f environment.yml`, then `PYTHON=python make report`.
name: parley
channels:
  - conda-forge
dependencies:
"""

CLOSING = """\
  - pip
  - pip:
      - -e .
"""


def text(root: Path) -> str:
    """Return the file's text: Python, every runtime library, and the package itself."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in EXTRAS:
        wanted += project["optional-dependencies"][extra]
    specs = [f"python {project['requires-python']}", *sorted(map(conda_spec, wanted))]
    return OPENING + "".join(f"  - {spec}\n" for spec in specs) + CLOSING


def conda_spec(requirement: str) -> str:
    """Return a requirement of pyproject.toml as conda-forge names it.

    Raises
    ------
    UsageError
        If `CONDA_NAMES` has no entry for it.

    Notes
    -----
    A marker (``; python_version < …``) is left out: conda's solver picks a Python that every
    package supports.

    Examples
    --------
    >>> conda_spec("matplotlib>=3.9")
    'matplotlib-base >=3.9'
    """
    name, bounds = split(requirement)
    if name not in CONDA_NAMES:
        raise UsageError(f"{name} has no conda-forge name: add it to CONDA_NAMES")
    return f"{CONDA_NAMES[name]} {bounds}".strip()


def split(requirement: str) -> tuple[str, str]:
    """Return name and bounds of a requirement, extras and marker left out."""
    bare = requirement.partition(";")[0].strip()
    name = re.match(r"[A-Za-z0-9._-]+", bare)[0]
    return name.lower(), re.sub(r"^\[[^\]]*\]", "", bare[len(name) :])
