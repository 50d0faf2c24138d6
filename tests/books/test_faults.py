"""The save interrupted: killed at every step, a full disk, a closed folder, two at a time. Old or new, always whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from styring_xl import StyringError, edit_cells
from styring_xl.books.file.creation import create
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.log import log_path
from styring_xl.books.file.undo import undo
from styring_xl.cells.patch import Block, Patch
from tests.books.packages import simple

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

ROWS = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 3001))
OLD = simple(f"<sheetData>{ROWS}</sheetData>", more={"xl/media/stort.bin": os.urandom(200_000)})
REFUSED, BROKEN = 3, 4


def in_child(work: Callable[[], object]) -> int:
    """Runs something in a process of its own; its exit code, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        code = BROKEN
        try:
            work()
            code = 0
        except StyringError:
            code = REFUSED
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dying:
    """Makes the process kill itself at the n-th step a save takes with the disk, half of a write done; or ``stop`` in
    another way."""

    STEPS = ("fsync", "replace", "link", "unlink", "chmod", "open", "close", "write")

    def __init__(self, at: int, stop: Callable[[], None] = kill) -> None:
        self.left = at
        self.stop = stop
        self._real = {name: getattr(os, name) for name in self.STEPS}
        self._fdopen = os.fdopen

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.stop()

    def install(self) -> None:
        for name, real in self._real.items():
            setattr(os, name, self._stepping(real))
        os.fdopen = self._opened

    def _stepping(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*args: Any, **options: Any) -> Any:
            self.step()
            return real(*args, **options)

        return stepping

    def _opened(self, *args: Any, **options: Any) -> Any:
        file = self._fdopen(*args, **options)
        real = file.write

        class File:
            def __enter__(self) -> File:
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            def __getattr__(self, name: str) -> Any:
                return getattr(file, name)

            @staticmethod
            def write(piece: bytes) -> None:
                real(piece[: len(piece) // 2])
                file.flush()
                self.step()
                real(piece[len(piece) // 2 :])

        return File()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    where = tmp_path / "Styring.xlsx"
    where.write_bytes(OLD)
    return where


def change(path: Path, value: int = -1) -> None:
    edit_cells(path, path, {"Ark1": {"A1": value, "B2000": value}})


def value(path: Path) -> object:
    return FileBook.open(path).grid("Ark1").value(1, 1)


@pytest.mark.slow
def test_killed_at_every_step(path: Path) -> None:
    steps = 0
    seen = set()
    while True:
        steps += 1
        path.write_bytes(OLD)

        def dying(at: int = steps) -> None:
            Dying(at).install()
            change(path)

        code = in_child(dying)
        data = path.read_bytes()
        if data != OLD:
            grid = FileBook.open(path).grid("Ark1")  # whole: every checksum is verified on the way
            assert (grid.value(1, 1), grid.value(2000, 2), len(grid.rows)) == (-1, -1, 3000)
        seen.add(data != OLD)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        # The next run is not in the way of the dead one, clears up after it, and logs what came of it.
        change(path, -2)
        assert value(path) == -2
        *dead, mine = log_path(path).read_text("utf-8").splitlines()
        assert mine.endswith("udfald=gennemført")
        assert [" udfald=gennemført" in line for line in dead] == ([True] if data != OLD else [False] * len(dead))
        left = [each.name for each in path.parent.iterdir() if each.suffix == ".tmp" or "lock" in each.name]
        assert left == []
        for each in path.parent.iterdir():
            each.unlink()
    assert steps > 15
    assert seen == {True, False}


def interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.slow
def test_interrupted_at_every_step(path: Path) -> None:
    """Ctrl-C comes as an error of Python's, so what tidies up is run: it takes nothing that a new file needs."""
    steps = 0
    seen = set()
    while True:
        steps += 1
        path.write_bytes(OLD)

        def interrupted(at: int = steps) -> None:
            Dying(at, interrupt).install()
            change(path)

        code = in_child(interrupted)
        is_new = path.read_bytes() != OLD
        seen.add(is_new)
        if is_new:
            grid = FileBook.open(path).grid("Ark1")
            assert (grid.value(1, 1), grid.value(2000, 2), len(grid.rows)) == (-1, -1, 3000)
            undo(path)
            assert path.read_bytes() == OLD
        if code == 0:
            break
        assert code == BROKEN
        # What was left is not in the way of the next run, which clears it up.
        change(path, -2)
        assert value(path) == -2
        assert [each.name for each in path.parent.iterdir() if each.suffix == ".tmp" or "lock" in each.name] == []
        assert not any(line.endswith("udfald=") for line in log_path(path).read_text("utf-8").splitlines())
        undo(path)
        assert path.read_bytes() == OLD
        for each in path.parent.iterdir():
            each.unlink()
    assert steps > 15
    assert seen == {True, False}


@pytest.mark.slow
def test_undo_killed_at_every_step(path: Path) -> None:
    steps = 0
    while True:
        steps += 1
        path.write_bytes(OLD)
        change(path)
        new = path.read_bytes()

        def dying(at: int = steps) -> None:
            Dying(at).install()
            undo(path)

        code = in_child(dying)
        assert path.read_bytes() in (OLD, new)
        for each in path.parent.iterdir():
            if each != path:
                each.unlink()
        if code == 0:
            assert path.read_bytes() == OLD
            break
        assert code == -signal.SIGKILL
    assert steps > 5


def test_a_new_file_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "Ny.xlsx"
    steps = 0
    while True:
        steps += 1

        def dying(at: int = steps) -> None:
            Dying(at).install()
            create(path, [OLD])

        code = in_child(dying)
        assert not path.exists() or path.read_bytes() == OLD
        if not path.exists():
            create(path, [OLD])  # the dead one is not in the way
            assert [each.name for each in tmp_path.iterdir()] == [path.name]
        for each in tmp_path.iterdir():
            each.unlink()
        if code == 0:
            break
    assert steps > 5


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for the workbook and a little more."""
    where = tmp_path / "disk"
    where.mkdir()
    size = len(OLD) * 3 // 2 // 4096 * 4096
    mounted = shutil.which("mount") and os.geteuid() == 0
    if not mounted or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(where)]).returncode:
        pytest.skip("only the administrator can make a small disk")
    yield where
    subprocess.run(["umount", str(where)], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    path = small_disk / "Styring.xlsx"
    path.write_bytes(OLD)
    with pytest.raises(StyringError, match="Disken er fuld"):
        change(path)
    assert path.read_bytes() == OLD
    assert sorted(each.name for each in small_disk.iterdir()) == [path.name, log_path(path).name]
    assert log_path(path).read_text("utf-8").endswith("udfald=ikke_gennemført\n")
    with pytest.raises(StyringError, match="Disken er fuld"):
        edit_cells(path, small_disk / "ny.xlsx", {"Ark1": {"A1": 1}})
    assert sorted(each.name for each in small_disk.iterdir()) == [path.name, log_path(path).name]


def test_a_closed_folder() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        path = folder / "Styring.xlsx"
        path.write_bytes(OLD)
        path.chmod(0o666)
        folder.chmod(0o555)

        def as_nobody() -> None:
            if os.geteuid() == 0:
                os.setuid(65534)
            change(path)

        assert in_child(as_nobody) == REFUSED
        assert path.read_bytes() == OLD
        assert [each.name for each in folder.iterdir()] == ["Styring.xlsx"]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.slow
def test_two_refreshes_race(path: Path) -> None:
    for turn in range(15):
        path.write_bytes(OLD)
        ready, go = os.pipe(), os.pipe()
        children = []
        for mine in (-10, -20):
            child = os.fork()
            if child == 0:
                code = BROKEN
                try:
                    book = FileBook.open(path)
                    os.write(ready[1], b".")
                    os.read(go[0], 1)
                    book.apply(Patch(blocks=(Block.of("Ark1", 1, 1, ((mine,),)),)))
                    code = 0
                except StyringError:
                    code = REFUSED
                finally:
                    os._exit(code)
            children.append(child)
        for _ in children:
            os.read(ready[0], 1)
        os.write(go[1], b"..")
        codes = [os.WEXITSTATUS(os.waitpid(child, 0)[1]) for child in children]
        for end in (*ready, *go):
            os.close(end)
        assert sorted(codes) == [0, REFUSED], turn
        assert value(path) == (-10 if codes[0] == 0 else -20)
        for each in path.parent.iterdir():
            each.unlink()


def test_a_lock_goes_with_its_holder(path: Path) -> None:
    def hanging() -> None:
        from styring_xl.books.file.lock import only_one

        with only_one(path):
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(hanging) == -signal.SIGKILL
    change(path)
    assert value(path) == -1
