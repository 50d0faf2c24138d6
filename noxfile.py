"""The tasks of whoever works on Styring-XL: ``nox`` checks and tests, ``nox -s build`` makes what is committed anew.

    nox -s check      form, style, types and the rooms' imports
    nox -s test       the tests one waits for: no office program, nothing slow; what follows -- goes to pytest
    nox -s slow       the tests that take long by their nature, without an office program
    nox -s cover      all tests without an office program, and whether they reach enough of the code
    nox -s office     the tests that click in LibreOffice or let it recalculate
    nox -s build      macros, workbook, extension and generated docs, in the order they depend on each other
    nox -s site       the guide as a site in build/site, where a link that leads nowhere is a failure
    nox -s pictures   the guide's pictures, by LibreOffice and its window; what follows -- names some sheets
    nox -s profile    where the time of a refresh goes; what follows -- goes to the demo (--cases 20000 …)

Each makes an environment of its own at first; ``nox --no-venv`` uses the one it is run from.
"""

from __future__ import annotations

from pathlib import Path

import nox

ROOT = Path(__file__).parent
BUILD = ROOT / "build"

nox.options.sessions = ["check", "test"]
nox.options.reuse_existing_virtualenvs = True


def ready(session: nox.Session) -> None:
    """The package and what its developers need, unless the environment is the user's own."""
    if session.venv_backend != "none":
        session.install("--require-hashes", "--no-deps", "-r", ".ci/pinned.txt")
        session.install("-e", ".[dev]")


KEPT = {"PYTHONDONTWRITEBYTECODE": ""}
"""What was compiled is kept, whatever the surroundings say: each worker and each program a test starts needs it."""


@nox.session
def check(session: nox.Session) -> None:
    """Form, style, types, and the contract that imports point down."""
    ready(session)
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session
def test(session: nox.Session) -> None:
    """The tests one waits for: those that need no office program and are not slow."""
    ready(session)
    session.run("pytest", "-m", "not office and not slow", *session.posargs, env=KEPT)


@nox.session
def slow(session: nox.Session) -> None:
    """The tests that take long by their nature, without an office program; properties with CI's many examples."""
    ready(session)
    session.run("pytest", "-m", "slow and not office", *session.posargs, env={"CI": "true", **KEPT})


@nox.session
def soak(session: nox.Session) -> None:
    """Half an hour of commands on spoilt workbooks, killed at random; what follows -- is seconds and a seed."""
    ready(session)
    session.run("python", "-m", "tests.books.soak", *(session.posargs or ("1800",)))


@nox.session
def cover(session: nox.Session) -> None:
    """The tests that need no office program, held to the floor in ``pyproject.toml``; they take half as long again."""
    ready(session)
    session.run("pytest", "-m", "not office", "--cov", "--cov-report", "term:skip-covered", *session.posargs)


@nox.session
def office(session: nox.Session) -> None:
    """The tests that need LibreOffice, which must be there."""
    ready(session)
    session.run("pytest", "-m", "office", *session.posargs, env={"STYRING_XL_REQUIRE_LIBREOFFICE": "1"})


@nox.session
def build(session: nox.Session) -> None:
    """The workbook holds the macros, and the docs are told by the code: so in this order."""
    ready(session)
    BUILD.mkdir(exist_ok=True)
    session.run("python", "-m", "styring_xl.vba")
    session.run("python", "-m", "styring_xl.workbook", "xl/Styringsark.xlsm")
    session.run("python", "-m", "styring_xl.calc", "build", str(BUILD / "styring-xl.oxt"))
    for module, page in (("styring_udf", "funktioner.md"), ("styring_xl.checks", "kontroller.md")):
        # Written only once it is whole: a page that stops halfway is worse than yesterday's.
        text = session.run("python", "-m", module, silent=True, log=False)
        (ROOT / "docs" / page).write_text(str(text), encoding="utf-8")
    session.run("python", "-m", "styring_xl.reports", "docs/ark.md")


@nox.session
def site(session: nox.Session) -> None:
    """The guide as a site that is opened from the disk: build/site/index.html."""
    ready(session)
    session.run("mkdocs", "build", "--strict", env={"NO_MKDOCS_2_WARNING": "1"})


@nox.session
def pictures(session: nox.Session) -> None:
    """The sheets of the demonstration as they are today, into ``docs/billeder``, and what each picture shows."""
    ready(session)
    session.run("python", "-m", "tests.pictures", *session.posargs)


@nox.session
def profile(session: nox.Session) -> None:
    """A demo is made and refreshed; the functions that cost the most are listed."""
    ready(session)
    BUILD.mkdir(exist_ok=True)
    demo, noted = BUILD / "profile.xlsm", BUILD / "refresh.prof"
    demo.unlink(missing_ok=True)
    session.run("python", "-m", "styring_xl.cli", "demo", "-o", str(demo), *session.posargs)
    session.run(
        "python", "-m", "cProfile", "-o", str(noted), "-m", "styring_xl.cli", "refresh", str(demo), "--json",
        success_codes=[0, 1], silent=True,
    )  # fmt: skip
    session.run("python", "-c", f"import pstats; pstats.Stats({str(noted)!r}).sort_stats('cumulative').print_stats(40)")
