"""A workbook that is known to be up to date tells what a whole refresh told, and nothing else is known."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import styring_xl
from styring_xl import inspection, job, known, program, state
from styring_xl.books.file.log import log_path
from styring_xl.books.file.preview import previewed
from styring_xl.books.file.sent import SentBook, unpacked
from styring_xl.books.fingerprint import Fingerprint
from styring_xl.check_outcome import CheckOutcome
from styring_xl.cli import app
from styring_xl.forget import forget
from styring_xl.refresh_outcome import RefreshOutcome
from styring_xl.setup.computer import Computer
from styring_xl.setup.install import uninstall
from tests.command_line import CliRunner, Invoked
from tests.examples import examples
from tests.runs.departments import folder_of


def recalled(file: Path, settings: str = "valg") -> RefreshOutcome | None:
    return known.recall(file, settings, RefreshOutcome, is_in_place=True)


OUTCOME = RefreshOutcome(2026, 6, {"result": -5}, 3, 1, 900, [{"role": "budget"}], ("Budget: 1 række",), {}, 0, 2)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_own", lambda: tmp_path / "bruger")


def run(*words: str | Path) -> Invoked:
    done = CliRunner().invoke(app, [*map(str, words)])
    assert done.exception is None, done.exception
    return done


def entries() -> list[Path]:
    return sorted(state.known_folder().glob("*")) if state.known_folder().exists() else []


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that have been computed."""
    found: list[Path] = []
    whole = job.run

    def counting(file: Path, *arguments: Any, **named: Any) -> Any:
        found.append(file)
        return whole(file, *arguments, **named)

    monkeypatch.setattr(job, "run", counting)
    return found


def up_to_date(folder: Path) -> Path:
    """A workbook that a refresh has found nothing to change in."""
    file = folder_of(1, folder / "mappe")[0]
    for _ in range(2):
        run("refresh", file)
    return file


def test_what_is_known_to_be_up_to_date_is_told_again_and_not_touched(tmp_path: Path, computed: list[Path]) -> None:
    file = folder_of(1, tmp_path / "mappe")[0]
    told = [run("refresh", file) for _ in range(4)]
    # The first writes, the second finds nothing to change, and from then on that is known.
    assert [len(computed), "celler ændret" in told[0].output] == [2, True]
    assert "Ingen celler ændret: projektmappen er allerede opdateret" in told[1].output
    assert told[3] == told[2] == told[1]
    before, there = file.stat(), sorted(file.parent.iterdir())
    assert run("refresh", file) == told[1]
    assert (file.stat(), sorted(file.parent.iterdir())) == (before, there)


def test_json_and_a_dry_run_are_told_as_the_whole_refresh_tells_them(tmp_path: Path, computed: list[Path]) -> None:
    file = up_to_date(tmp_path)
    ways = [(), ("--json",), ("--dry-run",), ("--dry-run", "--json")]
    again = [run("refresh", file, *way) for way in ways]
    assert len(computed) == 2
    known.clear()
    for way, said in zip(ways, again, strict=True):
        assert run("refresh", file, *way) == said
        known.clear()
    assert len(computed) == 2 + len(ways)


def test_a_copy_is_made_of_the_whole_refresh(tmp_path: Path, computed: list[Path]) -> None:
    file = up_to_date(tmp_path)
    target = tmp_path / "kopi.xlsx"
    said = run("refresh", file, "-o", target)
    assert (len(computed), "en kopi er gemt" in said.output, target.exists()) == (3, True, True)


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_answer_is_that_of_the_whole_refresh(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("mappe")
    number = data.draw(st.integers(0, 13))
    file = folder_of(number + 1, folder)[number]
    words = data.draw(
        st.lists(st.sampled_from((("--closed-month", "1"), ("--closed-month", "0"), ("--year", "2025"))), max_size=2)
    )
    options = [*(word for pair in words for word in pair), *data.draw(st.sampled_from(((), ("--json",))))]
    for _ in range(2):
        run("refresh", file, *options)
    again = run("refresh", file, *options)
    known.clear()
    assert run("refresh", file, *options) == again


# What is known, and of what.


def kept(tmp_path: Path, name: str = "Styring.xlsx", data: bytes = b"bytes") -> Path:
    """A file whose outcome is kept for the options »valg«."""
    file = tmp_path / name
    file.write_bytes(data)
    known.keep(file, "valg", Fingerprint.of(data), OUTCOME)
    return file


def test_an_outcome_comes_back_as_it_was(tmp_path: Path) -> None:
    found = recalled(kept(tmp_path))
    assert found is not None
    assert json.dumps(found.to_json(Path("a"), Path("b"), saved=False, cells=0, sheets=())) == json.dumps(
        OUTCOME.to_json(Path("a"), Path("b"), saved=False, cells=0, sheets=())
    )
    assert (list(found.lines), found.errors, found.warnings) == (list(OUTCOME.lines), 0, 2)


def _another_byte(file: Path, patch: pytest.MonkeyPatch) -> Path:
    stamp = file.stat()
    file.write_bytes(b"bytez")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    return file


def _longer(file: Path, patch: pytest.MonkeyPatch) -> Path:
    file.write_bytes(b"bytes ")
    return file


def _another_name(file: Path, patch: pytest.MonkeyPatch) -> Path:
    return file.rename(file.with_name("Styring 2027.xlsx"))


def _another_link(file: Path, patch: pytest.MonkeyPatch) -> Path:
    link = file.with_name("Styring 2025.xlsx")
    link.symlink_to(file)
    return link


def _gone(file: Path, patch: pytest.MonkeyPatch) -> Path:
    file.unlink()
    return file


def _changed_program(file: Path, patch: pytest.MonkeyPatch) -> Path:
    patch.setattr(program, "stamp", lambda: "en anden udgave")
    return file


def _unseen_program(file: Path, patch: pytest.MonkeyPatch) -> Path:
    patch.setattr(program, "stamp", lambda: "")
    return file


def test_a_check_is_told_again_and_is_not_a_refresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder_of(7, tmp_path / "mappe")[6]
    ways = [(), ("--json",), ("--all",), ("--closed-month", "1"), ("--layout",)]
    whole = [run("check", file, *way) for way in ways]
    layouts = []
    check = inspection.check

    def counting(file: Path, *, layout: bool, year: int | None, closed: int | None) -> inspection.Checked:
        layouts.append(layout)
        return check(file, layout=layout, year=year, closed=closed)

    monkeypatch.setattr(inspection, "check", counting)
    assert [run("check", file, *way) for way in ways] == whole
    # What was recognised shows the cells it was recognised by, and is computed each time.
    assert layouts == [True]
    assert whole[0].exit_code == 1
    assert not any("6101054" in place.read_text("utf-8").replace("-", "") for place in entries())
    # A workbook that somebody has open can be checked.
    file.with_name(f"~${file.name}").write_bytes(b"\x04Anna")
    assert run("check", file) == whole[0]


def test_an_outcome_of_another_kind_is_not_known(tmp_path: Path) -> None:
    file = kept(tmp_path)
    assert known.recall(file, "valg", CheckOutcome, is_in_place=False) is None


@pytest.mark.parametrize(
    "change",
    [_another_byte, _longer, _another_name, _another_link, _gone, _changed_program, _unseen_program],
    ids=lambda change: change.__name__.strip("_"),
)
def test_nothing_is_known_of_anything_else(
    change: Callable[[Path, pytest.MonkeyPatch], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = kept(tmp_path)
    assert recalled(file) is not None
    assert recalled(file, "andre valg") is None
    assert recalled(change(file, monkeypatch)) is None


def test_options_are_told_from_each_other_and_how_it_is_told_is_none(tmp_path: Path, computed: list[Path]) -> None:
    file = up_to_date(tmp_path)
    for option in ("--year", "2026"), ("--closed-month", "0"), ("--drop-signature",):
        before = len(computed)
        run("refresh", file, *option, "--dry-run")
        assert len(computed) == before + 1, option
    run("refresh", file, "--json")
    assert len(computed) == before + 1


def test_a_file_of_the_program_a_package_and_a_setting_of_python_make_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, site = tmp_path / "styring_xl", tmp_path / "site"
    (package / "figures").mkdir(parents=True)
    site.mkdir()
    (package / "figures" / "a.py").write_text("1")
    monkeypatch.setattr(program, "_PACKAGE", package)
    monkeypatch.setattr("sys.path", [str(site)])
    stamps = [program._stamp()]
    os.utime(package / "figures" / "a.py", (1, 1))
    stamps.append(program._stamp())
    (package / "satser.toml").write_text("1")
    stamps.append(program._stamp())
    (site / "numpy-2.9.dist-info").mkdir()
    stamps.append(program._stamp())
    monkeypatch.setenv("NPY_DISABLE_CPU_FEATURES", "AVX2")
    stamps.append(program._stamp())
    assert len({*stamps}) == 5
    assert "" not in stamps
    (package / "figures" / "__pycache__").mkdir()
    (package / "figures" / "__pycache__" / "a.pyc").write_text("1")
    assert program._stamp() == stamps[-1]
    (package / "figures" / "a.py").unlink()
    assert program._stamp() == ""


def test_what_was_computed_while_the_program_was_changed_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert program.is_as_it_was()
    monkeypatch.setattr(program, "_stamp", lambda: "skrevet imens")
    assert recalled(kept(tmp_path)) is None
    assert entries() == []


def test_a_workbook_that_no_file_holds_is_not_known(tmp_path: Path) -> None:
    file = kept(tmp_path)
    with previewed():
        assert recalled(file) is None
    with unpacked(SentBook(file, file, b"bytes")):
        assert recalled(file) is None
    assert recalled(kept(tmp_path, "Styring.ods")) is None


# A folder that is damaged, forged, locked or gone.


def _cut(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-20])


def _digit(place: Path) -> None:
    place.write_bytes(place.read_bytes().replace(b'"result":-5', b'"result":-6'))


def _emptied(place: Path) -> None:
    place.write_bytes(b"")


def _of_another_file(place: Path) -> None:
    other = kept(place.parents[2], "Anden.xlsx")
    forged = next(each for each in entries() if each != place)
    shutil.copy(forged, place)
    assert recalled(other) is not None


def _removed(place: Path) -> None:
    shutil.rmtree(place.parent)


def _a_folder(place: Path) -> None:
    place.unlink()
    place.mkdir()


@pytest.mark.parametrize(
    "harm", [_cut, _digit, _emptied, _of_another_file, _removed, _a_folder], ids=lambda harm: harm.__name__.strip("_")
)
def test_what_is_damaged_or_forged_is_not_known(harm: Callable[[Path], None], tmp_path: Path) -> None:
    file = kept(tmp_path)
    harm(entries()[0])
    assert recalled(file) is None


def test_where_nothing_can_be_kept_the_refresh_is_as_it_is(tmp_path: Path, computed: list[Path]) -> None:
    (tmp_path / "bruger").write_text("en fil, hvor mappen skulle være")
    file = up_to_date(tmp_path)
    assert run("refresh", file).exit_code == 0
    assert len(computed) == 3


def test_a_user_without_a_folder_has_the_whole_refresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, computed: list[Path]
) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(state, "_own", nowhere)
    file = up_to_date(tmp_path)
    assert run("refresh", file).exit_code == 0
    assert len(computed) == 3
    known.clear()


def test_half_a_letter_is_not_kept_and_stops_nothing(tmp_path: Path) -> None:
    file = kept(tmp_path)
    known.clear()
    known.keep(file, "valg", Fingerprint.of(b"bytes"), replace(OUTCOME, lines=("\ud800",)))
    assert entries() == []


def test_two_that_keep_at_once_leave_one_whole(tmp_path: Path) -> None:
    file = kept(tmp_path)
    others = [RefreshOutcome(2026, month, {}, 1, 0, 0, [], (), {}, 0, 0) for month in range(1, 9)]
    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda each: known.keep(file, "valg", Fingerprint.of(b"bytes"), each), others))
    found = recalled(file)
    assert found is not None
    assert found.closed in range(1, 9)
    assert [each.suffix for each in entries()] == [".json"]


# What a refresh does beside computing is done all the same.


def test_a_workbook_that_is_open_is_refused_in_the_same_words(tmp_path: Path) -> None:
    file = up_to_date(tmp_path)
    file.with_name(f"~${file.name}").write_bytes(b"\x04Anna")
    again = run("refresh", file)
    known.clear()
    assert run("refresh", file) == again
    assert (again.exit_code, "er åben hos Anna" in again.stderr) == (2, True)
    # A dry run asks nobody.
    file.with_name(f"~${file.name}").unlink()
    run("refresh", file)
    file.with_name(f"~${file.name}").write_bytes(b"\x04Anna")
    assert run("refresh", file, "--dry-run").exit_code == 0


def test_what_a_killed_save_left_is_cleared_and_its_line_is_ended(tmp_path: Path, computed: list[Path]) -> None:
    file = up_to_date(tmp_path)
    left = file.with_name(f".{file.name}.styring-abcdefgh.tmp")
    left.write_bytes(b"")
    with open(log_path(file), "a") as log:
        log.write("2026-11-29T12:00:00+01:00 bruger=x før=0000000000000000 efter=1111111111111111 udfald=")
    run("refresh", file)
    assert (len(computed), left.exists()) == (2, False)
    assert log_path(file).read_text("utf-8").splitlines()[-1].endswith("udfald=ukendt_set_af_næste_kørsel")


# How long it is kept, and what it says.


def test_what_nobody_asks_for_is_forgotten(tmp_path: Path) -> None:
    asked, old = kept(tmp_path, "A.xlsx"), kept(tmp_path, "B.xlsx")
    long_ago = time.time() - (known.KEPT_DAYS + 1) * 86_400
    for each in entries():
        os.utime(each, (long_ago, long_ago))
    assert recalled(asked) is not None
    kept(tmp_path, "C.xlsx")
    assert len(entries()) == 2
    assert [recalled(each) is not None for each in (asked, old)] == [True, False]


def test_a_file_that_is_not_ours_is_never_removed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "Dokumenter"
    elsewhere.mkdir()
    state.known_folder().parent.mkdir()
    state.known_folder().symlink_to(elsewhere)
    kept(tmp_path)
    (ours,) = elsewhere.iterdir()
    lost = ours.with_name("tmpabc_1234.ny")
    theirs = [elsewhere / "Regnskab.xlsx", elsewhere / "noter.json"]
    for each in (ours, lost, *theirs):
        each.write_bytes(b"")
        os.utime(each, (1, 1))
    kept(tmp_path, "B.xlsx")
    assert {each for each in elsewhere.iterdir() if each.stat().st_mtime == 1} == {*theirs}
    known.clear()
    assert {*elsewhere.iterdir()} == {*theirs}


def test_it_says_nothing_of_a_citizen_and_is_for_this_user_alone(tmp_path: Path) -> None:
    up_to_date(tmp_path)
    (place,) = entries()
    text = place.read_text("utf-8")
    assert "610105-4000" not in text
    assert "6101054000" not in text
    if os.name != "nt":
        assert [place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777] == [0o600, 0o700]


def test_forget_and_uninstall_remove_it(tmp_path: Path) -> None:
    file = up_to_date(tmp_path)
    assert entries()
    forget(file, "610105-4000")
    assert entries() == []
    kept(tmp_path)
    home = tmp_path / "hjem"
    uninstall(Computer(system="linux", home=home, memory=state.folder()))
    assert not state.known_folder().exists()


# What a figure may follow: nothing but the workbook, the options and the program.

ROOMS = (
    "books/edit", "books/ooxml", "cells", "checks", "danish", "figures", "fit.py", "model", "reading", "refresh.py",
    "reports", "satser", "standard", "workbook",
)  # fmt: skip
ASKS = re.compile(
    r"open|time\.\w+|(?:dt\.)?(?:date|datetime)\.(?:today|now|utcnow)|os\.\w+|(?:socket|getpass|platform|secrets|uuid)\.\w+"
    r"|.*\.(?:read_text|read_bytes|iterdir|glob|stat|exists)",
    re.DOTALL,
)


def asking(path: Path) -> Iterator[str]:
    """What a module calls, or looks up, outside the program."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ASKS.fullmatch(ast.unparse(node.func)):
            yield ast.unparse(node.func)
        elif isinstance(node, ast.Attribute) and node.attr == "environ":
            yield ast.unparse(node)


def test_nothing_that_computes_asks_the_clock_a_setting_or_another_file() -> None:
    package = Path(styring_xl.__file__).parent
    found = {}
    for room in ROOMS:
        place = package / room
        for path in [place] if place.suffix else sorted(place.rglob("*.py")):
            if path.name != "__main__.py" and (asked := {*asking(path)}):
                found[path.relative_to(package).as_posix()] = asked
    assert found == {}


def test_a_module_that_asks_is_seen(tmp_path: Path) -> None:
    asks = {
        "import datetime as dt; dt.date.today()": "dt.date.today",
        "open('satser.toml')": "open",
        "os.environ['TZ']": "os.environ",
        "time.time()": "time.time",
        "Path('a').read_text()": "Path('a').read_text",
    }
    for line, name in asks.items():
        (tmp_path / "a.py").write_text(line)
        assert [*asking(tmp_path / "a.py")] == [name]
    (tmp_path / "a.py").write_text("moment.now(rows); archive.open(name); dt.time(1)")
    assert [*asking(tmp_path / "a.py")] == []
