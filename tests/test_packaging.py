"""What the distributions hold: the sources in the sdist, and what users and extension authors need in the package.

What it is not: a build from nothing, which `.ci/run` does with both.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import seraphscript

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(seraphscript.__file__).parent
FOLDERS = ("api", "compiler", "modules", "registry", "vm")
SOURCES = (".pyx", ".pxd", ".py", ".pyi", ".h", ".as")


@pytest.mark.row("CARD-01")
def test_the_source_distribution_is_complete(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "setup.py", "-q", "egg_info", "-e", tmp_path, "sdist", "-d", tmp_path],
        cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {
        str(found.relative_to(ROOT))
        for folder in FOLDERS
        for found in (ROOT / folder).rglob("*")
        if found.suffix in SOURCES and "__pycache__" not in found.parts
    }
    assert wanted - packed == set()
    assert {"setup.py", "pyproject.toml", "README.md", "LICENSE", "tests/conftest.py", ".ci/run"} <= packed
    built = [name for name in packed if name.startswith(FOLDERS) and name.endswith(".c")]
    assert not [*built, *(name for name in packed if name.endswith((".so", ".pyc", ".html")))]


@pytest.mark.row("CARD-01")
def test_every_module_is_compiled() -> None:
    for folder in ("compiler", "modules", "registry", "vm"):
        for source in (ROOT / folder).glob("*.pyx"):
            spec = importlib.util.find_spec(f"seraphscript.{folder}.{source.stem}")
            assert spec is not None and spec.origin is not None, source
            assert not spec.origin.endswith(".py"), source


@pytest.mark.row("CARD-01")
def test_files_for_users_and_extension_authors() -> None:
    assert (PACKAGE / "py.typed").is_file()
    assert (Path(seraphscript.get_include()) / "seraph_native.h").is_file()
    assert list(PACKAGE.rglob("*.sfr")) or list((ROOT / "modules").rglob("*.sfr"))
