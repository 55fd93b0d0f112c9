"""Generated files are current; the environment for conda people is one that conda can read."""

import json
import re
import shutil
import tomllib

import pytest
import yaml

from parley import generated, tables
from parley.generated import files


@pytest.mark.slow  # `make lint` checks them
def test_every_generated_file_is_current_and_a_changed_one_is_seen_and_mended(root, data):
    project = data.parent
    shutil.copytree(root / "notebooks", project / "notebooks")
    for name in ("pyproject.toml", "benchmarks/measured.json", *generated.MAKERS):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_bytes((root / name).read_bytes())
    (data / "README.md").write_text("spoilt", encoding="utf-8")
    assert generated.write(project) == ["data/README.md"], "run make generated"
    assert (data / "README.md").read_bytes() == (root / "data" / "README.md").read_bytes()


def test_what_is_stale_is_told_and_left_as_it_is(data, monkeypatch):
    name = "data/README.md"
    monkeypatch.setattr(generated, "MAKERS", {name: generated.MAKERS[name]})
    assert generated.stale(data.parent) == []
    (data / "README.md").write_text("spoilt", encoding="utf-8")
    assert generated.stale(data.parent) == [name]
    (data / "README.md").unlink()
    assert generated.stale(data.parent) == [name] and not (data / "README.md").exists()


def test_every_csv_has_a_table_and_every_table_a_csv(root):
    names = {table.Config.name for table in tables.TABLES}
    assert {csv.stem for csv in (root / "data").glob("*.csv")} == names


def test_the_dictionary_names_every_column(root):
    text = (root / "data" / "README.md").read_text(encoding="utf-8")
    for table in tables.TABLES:
        assert f"## {table.file()}" in text
        for column in table.columns():
            assert f"| `{column}` |" in text


def specs(root) -> list[str]:
    book = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    return [line for line in book["dependencies"] if isinstance(line, str)]


def locked(root) -> dict[str, str]:
    text = "".join(path.read_text(encoding="utf-8") for path in root.glob("requirements*.lock"))
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", text, re.M))


def test_conda_reads_every_line_and_the_lock_meets_it(root):
    from rattler import MatchSpec, Version, VersionSpec

    by_conda = {conda: name for name, conda in files.CONDA_NAMES.items()}
    held = locked(root)
    assert len(specs(root)) == len({line.split()[0] for line in specs(root)})
    for line in specs(root):
        spec = MatchSpec(line)
        name = str(spec.name.normalized if hasattr(spec.name, "normalized") else spec.name)
        if name in ("python", "pip"):
            continue
        bounds = line.partition(" ")[2]
        assert VersionSpec(bounds).matches(Version(held[by_conda[name]])), line


def test_a_bound_that_the_lock_misses_is_seen():
    from rattler import Version, VersionSpec

    assert not VersionSpec(">=99").matches(Version("3.11.2"))


def test_every_dependency_has_a_conda_name(root):
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in files.EXTRAS:
        wanted += project["optional-dependencies"][extra]
    assert {files.split(w)[0] for w in wanted} == files.CONDA_NAMES.keys()


def test_a_dependency_without_a_conda_name_is_refused():
    with pytest.raises(Exception, match="add it to CONDA_NAMES"):
        files.conda_spec("unheard-of>=1")


LOCKS = ("", "-lab", "-browser", "-cluster", "-coding", "-test")


def pins(root, name) -> list[tuple[str, str]]:
    text = (root / f"requirements{name}.lock").read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.M)


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_has_hashes_and_no_address(root, name):
    text = (root / f"requirements{name}.lock").read_text(encoding="utf-8")
    assert "index-url" not in text
    assert "://" not in text
    assert 0 < len(pins(root, name)) <= text.count("--hash=sha256:")


def test_the_base_holds_what_the_main_job_needs_and_no_more(root):
    base = {name for name, _ in pins(root, "")}
    assert {"pandas", "papermill", "statsmodels"} <= base
    assert not base & {"jupyterlab", "playwright", "pyarrow", "distributed", "pytest", "ruff", "uv"}


def test_the_desk_reads_workbooks_and_builds_with_no_other_strings(root):
    """pyarrow would change how pandas holds text, and so what a build reads."""
    lab = {name for name, _ in pins(root, "-lab")}
    assert {"openpyxl", "et-xmlfile", "ruff"} <= lab and "pyarrow" not in lab


def test_the_further_locks_repeat_nothing_of_the_base_and_agree(root):
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    everywhere = r"^([a-z0-9._-]+)==(?!.*(?:sys_platform|os_name|implementation_name) == )"
    base = set(re.findall(everywhere, text, re.M))
    assert {"pandas", "matplotlib"} < base and "colorama" not in base
    assert not any(name in base for lock in LOCKS[1:] for name, _ in pins(root, lock))
    every = {*pins(root, "-coding"), *pins(root, "-test")}  # `make test` installs both
    assert all(set(pins(root, lock)) <= every for lock in LOCKS[1:])
    assert len({name for name, _ in every}) == len(every)


def test_the_data_package_is_valid_for_frictionless(root):
    from frictionless import Package

    report = Package(str(root / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:10]


def test_frictionless_sees_a_spoilt_table(root, data):
    """Of that table alone: the whole package is validated above."""
    from frictionless import Package, system

    package = json.loads((data / "datapackage.json").read_text("utf-8"))
    package["resources"] = [each for each in package["resources"] if each["name"] == "topics"]
    (data / "datapackage.json").write_text(json.dumps(package), "utf-8")
    with system.use_context(trusted=True):
        assert Package(str(data / "datapackage.json")).validate().valid
    spoilt = data / "topics.csv"
    spoilt.write_text(spoilt.read_text("utf-8").replace(",issue,", ",matter,", 1), "utf-8")
    with system.use_context(trusted=True):
        assert not Package(str(data / "datapackage.json")).validate().valid


def test_the_data_package_says_hash_bytes_licence_and_origin_of_every_table(root):
    import hashlib

    package = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["name"] for r in package["resources"]] == [t.Config.name for t in tables.TABLES]
    for resource in package["resources"]:
        raw = (root / "data" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(raw)
        assert resource["hash"] == "sha256:" + hashlib.sha256(raw).hexdigest()
        assert resource["licenses"][0]["name"] != "other-closed"
        assert resource["sources"]
