"""Makes an offline folder: ``python -m styring_xl.bundle --platform win_amd64 -o Styring-XL-0.3-windows``.

Run in the repository, with network: the packages are fetched by pip at the versions and hashes of ``pylock.toml``,
which ``--lock`` makes anew.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import styring_xl
from styring_xl.errors import StyringError
from styring_xl.runs.trouble import clear_errors

ROOT = Path(__file__).resolve().parents[3]
LOCK = ROOT / "pylock.toml"


def main() -> int:
    """The exit code: 0 done, 2 not done and why."""
    try:
        from styring_xl.bundle.target import PYTHONS, TARGETS
    except ModuleNotFoundError as error:
        print(f"{error.name} is missing: pip install -e '.[bundle]'", file=sys.stderr)
        return 2
    parser = argparse.ArgumentParser("python -m styring_xl.bundle", description=__doc__.partition("\n\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--platform", choices=list(TARGETS), help="the kind of computer the folder is for")
    what.add_argument("--lock", action="store_true", help="choose the newest versions, and write pylock.toml")
    parser.add_argument(
        "-o", "--output", type=Path, help="the folder to make; named by edition and system if not stated"
    )
    parser.add_argument(
        "--python", action="append", choices=PYTHONS, metavar="3.12", help="for this Python; may be repeated; else all"
    )
    parser.add_argument("--wheels", type=Path, help="where fetched packages are kept and looked for first")
    asked = parser.parse_args()
    if not (ROOT / "pyproject.toml").is_file():
        print("an offline folder is made in the repository", file=sys.stderr)
        return 2
    try:
        with clear_errors():
            if asked.lock:
                _lock()
            else:
                _make(asked.platform, asked.output, tuple(asked.python or PYTHONS), asked.wheels)
    except StyringError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _lock() -> None:
    """One version of each package for all platforms and Pythons, by uv."""
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--fork-strategy", "fewest",
        "--python-version", "3.11", "--extra", "memo", "--only-binary", ":all:", "--format", "pylock.toml",
        "--custom-compile-command", "python -m styring_xl.bundle --lock", "--upgrade",
        "pyproject.toml", "--output-file", str(LOCK),
    ]  # fmt: skip
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode:
        last = answer.stderr.strip().splitlines()[-1:] or [""]
        raise StyringError(f"pylock.toml er ikke lavet (pip install -e '.[bundle]'): {last[0]}")


def _make(platform: str, output: Path | None, pythons: tuple[str, ...], kept: Path | None) -> None:
    import tempfile

    from styring_xl import demo
    from styring_xl.bundle import folder, guide, installation, lock, wheels
    from styring_xl.bundle.target import TARGETS
    from styring_xl.calc.build import extension
    from styring_xl.calc.workbook import for_calc

    target = TARGETS[platform]
    version = styring_xl.__version__
    path = output or Path(f"Styring-XL-{version}-{platform}")
    packages = lock.read(LOCK)
    with tempfile.TemporaryDirectory(prefix="styring-xl-") as work:
        source = kept or Path(work)
        source.mkdir(parents=True, exist_ok=True)
        all_wheels = {wheels.build(ROOT, source)}
        for python in pythons:
            of_python = lock.chosen(packages, target, python)
            wheels.fetch(of_python, source, target, python)
            all_wheels.update(of_python)
        site = Path(work) / "site"
        guide.build(ROOT, site)
        shipped = demo.workbook(macro_enabled=True)
        contents = folder.FolderContents(version, shipped, for_calc(shipped), extension(), site)
        folder.make(path, target, pythons, sorted(all_wheels), source, contents)
    size = sum(wheel.size for wheel in all_wheels)
    print(f"{path}: {len(all_wheels)} packages for Python {', '.join(pythons)}, {size / 10**6:.0f} MB")
    print(f"  {target.installer}, {target.uninstaller}; a page for IT: {installation.IT_PAGE}; {installation.GUIDE}")


if __name__ == "__main__":
    sys.exit(main())
