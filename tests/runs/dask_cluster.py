"""A Dask cluster in processes of its own on this machine, as an operator starts one, for tests."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

QUIET = {
    "DASK_DISTRIBUTED__WORKER__MEMORY__TARGET": "False",
    "DASK_DISTRIBUTED__WORKER__MEMORY__SPILL": "False",
    # A lost worker is known at once on one machine; the page with figures is nobody's here.
    "DASK_DISTRIBUTED__SCHEDULER__DASHBOARD__ENABLED": "False",
}


class DaskCluster(Struct, dict=True):
    """A scheduler, whose address is known when it has started, and its workers."""

    folder: Path
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Start the scheduler and wait for its address."""
        place = self.folder / "scheduler.json"
        arguments = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(place)]
        self.scheduler = self._popen("scheduler", arguments, {})
        import json

        while not self.address:
            with contextlib.suppress(OSError, ValueError):
                self.address = json.loads(place.read_text())["address"]
            time.sleep(0.02)

    def hire(
        self, name: str, *, nanny: bool = False, memory: str = "0", preload: str = "", **more: str
    ) -> subprocess.Popen[bytes]:
        """Start a worker of one thread; ``preload`` is a module that it loads first, ``more`` are variables of
        its environment. Does not wait for it."""
        arguments = [self.address, "--name", name, "--nthreads", "1", "--memory-limit", memory, "--no-dashboard"]
        arguments += ["--host", "127.0.0.1", "--local-directory", str(self.folder / name)]
        arguments += [] if nanny else ["--no-nanny"]
        if preload:
            arguments += ["--preload", preload]
        self.workers.append(self._popen("worker", arguments, more))
        return self.workers[-1]

    def wait_for(self, count: int) -> None:
        """Wait until so many workers have come."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)

    def _popen(self, kind: str, arguments: list[str], more: Mapping[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + kind, *arguments],
            stdout=subprocess.DEVNULL,
            stderr=open(self.folder / f"{kind}-{len(self.workers)}.log", "wb"),
            env={**os.environ, **QUIET, **more},
            start_new_session=True,
        )

    def end(self) -> None:
        """End all of it."""
        for process in (*self.workers, *([self.scheduler] if self.scheduler else [])):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def dask_cluster(folder: Path) -> Iterator[DaskCluster]:
    """A scheduler without workers as yet."""
    folder.mkdir(exist_ok=True)
    cluster = DaskCluster(folder)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.end()
