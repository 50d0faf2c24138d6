"""The command line called in this process, with what it printed and the code it ended with."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct

from styring_xl.cli.command import CommandLine


class Invoked(Struct, frozen=True, dict=True):
    """``output`` is both streams, as they came; ``exception`` what no command should raise."""

    exit_code: int
    stdout: str
    stderr: str
    output: str
    exception: BaseException | None


class CliRunner:
    """Calls a command line as a terminal does."""

    def invoke(self, app: CommandLine, args: Sequence[str] = (), input: str = "") -> Invoked:
        both, out, err = io.BytesIO(), io.BytesIO(), io.BytesIO()
        exception: BaseException | None = None
        with _streams(_Copied(out, both), _Copied(err, both), input):
            try:
                code = app(args)
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
            except Exception as error:
                code, exception = 1, error
            sys.stdout.flush()
            sys.stderr.flush()
        return Invoked(code, _text(out), _text(err), _text(both), exception)


class _Copied(io.RawIOBase):
    def __init__(self, *streams: io.BytesIO) -> None:
        self._streams = streams

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        written = bytes(data)  # type: ignore[call-overload]
        for each in self._streams:
            each.write(written)
        return len(written)


@contextmanager
def _streams(out: io.RawIOBase, err: io.RawIOBase, input: str) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(input.encode()), encoding="utf-8")
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.BufferedWriter(each), "utf-8", write_through=True) for each in (out, err)
    )
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def _printing(stream: io.RawIOBase) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedWriter(stream), "utf-8", write_through=True)


def _text(stream: io.BytesIO) -> str:
    return stream.getvalue().decode().replace("\r\n", "\n")
