"""Build the wheel twice and compare: `make wheel-check`. Says which files differ, and what should be in it and is not."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
MUST = (
    "matcher/programs/providers.yaml",
    "matcher/programs/LICENSE",
    "matcher/programs/program.schema.json",
    "matcher/locale/fr.po",
    "matcher/vocabulary/uses.yaml",
    "matcher/workspace/migrations/script.py.mako",
    "matcher/ui/app.py",
    "matcher/ui/.streamlit/config.toml",
    "matcher/watch/templates/digest.html",
)
"""Beside the code: the catalogue, the words, the licences and what the app needs. French is read from fr.po; there is no .mo."""
NEVER = (".env", "secrets.toml", ".db", ".sqlite", ".pem", ".key", "tests/", "__pycache__")


def built(folder: Path, *, elsewhere: bool) -> Path:
    """Build a wheel; `elsewhere`: from a copy with other dates, another mask and another zone, as somebody else would."""
    source = ROOT
    environment = os.environ | {"SOURCE_DATE_EPOCH": _epoch()}
    if elsewhere:
        source = folder / "copy"
        left_out = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "test-artifacts", "dist")
        shutil.copytree(ROOT, source, ignore=left_out, copy_function=shutil.copyfile)
        environment |= {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-build-isolation",
    ]
    subprocess.run([*command, "-w", str(folder), str(source)], check=True, env=environment)  # noqa: S603
    return next(folder.glob("*.whl"))


def _epoch() -> str:
    """Return the second of the last commit, so that whoever has the commit has the wheel."""
    git = shutil.which("git")
    if os.environ.get("SOURCE_DATE_EPOCH") or git is None:
        return os.environ.get("SOURCE_DATE_EPOCH", "1577836800")
    said = subprocess.run([git, "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return said.stdout.strip() or "1577836800"


def differences(one: Path, other: Path) -> list[str]:
    """Return the files that are not the same in two wheels."""
    with zipfile.ZipFile(one) as left, zipfile.ZipFile(other) as right:
        first, second = ({info.filename: (info.date_time, info.external_attr, book.read(info)) for info in book.infolist()}
                         for book in (left, right))  # fmt: skip
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def wrong(wheel: Path) -> list[str]:
    """Return what lacks in a wheel, and what must never be in one."""
    with zipfile.ZipFile(wheel) as book:
        names = set(book.namelist())
    programs = {f"matcher/{path.relative_to(ROOT)}" for path in (ROOT / "programs").glob("*/*.yaml")}
    code = {str(path.relative_to(ROOT)) for path in (ROOT / "matcher").rglob("*.*") if path.is_file() and path.suffix != ".pyc"}
    lacks = [f"lacks {name}" for name in sorted({*MUST, *programs, *code} - names)]
    lacks += [f"lacks the licence {name}" for name in ("LICENSE", "programs/LICENSE")
              if not any(one.endswith(f".dist-info/licenses/{name}") for one in names)]  # fmt: skip
    return lacks + [f"holds {name}" for name in sorted(names) if any(part in name for part in NEVER)]


def main() -> int:
    """Build, compare, and keep the wheel if all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "dist")
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        wheel, again = built(Path(one), elsewhere=False), built(Path(other), elsewhere=True)
        same = wheel.read_bytes() == again.read_bytes()
        found = wrong(wheel) + [f"differs {name}" for name in differences(wheel, again)] + ([] if same else ["the bytes differ"])
        folder.mkdir(exist_ok=True)
        kept = Path(shutil.copy(wheel, folder))
    for line in found:
        print(line, file=sys.stderr)  # noqa: T201
    print(f"{hashlib.sha256(kept.read_bytes()).hexdigest()}  {kept.name}")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
