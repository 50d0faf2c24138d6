"""Calls between two programs over a pair of pipes, both ways: while one side waits for an answer, it answers questions.

So neither can wait for the other for ever. Nothing but the standard library, and nothing newer than Python 3.8: the
same file runs inside LibreOffice.
"""

from __future__ import annotations

import pickle
import struct
from typing import IO, Any, Callable, Tuple

_HEAD = struct.Struct("!Q")
_PROTOCOL = 4
_CALL, _ANSWER, _ERROR = 0, 1, 2

Serve = Callable[[str, Tuple[Any, ...]], Any]


class Gone(Exception):
    """The other program has ended or closed the connection."""


class Failed(Exception):
    """The other program could not do what it was asked: ``kind`` is the name of its exception."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(f"{kind}: {text}" if text else kind)
        self.kind = kind
        self.text = text


class Channel:
    """One end of the connection. ``serve`` does what the other side asks for: (name, arguments) -> answer."""

    def __init__(self, incoming: IO[bytes], outgoing: IO[bytes], serve: Serve) -> None:
        self._in, self._out, self._serve = incoming, outgoing, serve

    def call(self, name: str, *arguments: Any) -> Any:
        """Have the other side do something. Raises Failed with its exception, Gone when it is not there any more."""
        self._send(_CALL, (name, arguments))
        while True:
            kind, content = self._receive()
            if kind == _CALL:
                self._answer(content)
            elif kind == _ERROR:
                raise Failed(*content)
            else:
                return content

    def answer_all(self) -> None:
        """Do what the other side asks for, until it goes away."""
        while True:
            try:
                _, content = self._receive()
                self._answer(content)
            except Gone:
                return

    def _answer(self, content: Any) -> None:
        name, arguments = content
        try:
            answer = self._serve(name, arguments)
        except Gone:
            raise
        except Exception as error:
            self._send(_ERROR, (type(error).__name__, str(getattr(error, "Message", None) or error)))
        else:
            self._send(_ANSWER, answer)

    def _send(self, kind: int, content: Any) -> None:
        data = pickle.dumps((kind, content), _PROTOCOL)
        try:
            self._out.write(_HEAD.pack(len(data)))
            self._out.write(data)
            self._out.flush()
        except (OSError, ValueError) as error:
            raise Gone from error

    def _receive(self) -> Tuple[int, Any]:
        try:
            head = self._exactly(_HEAD.size)
            kind, content = pickle.loads(self._exactly(_HEAD.unpack(head)[0]))
        except (OSError, ValueError) as error:
            raise Gone from error
        return kind, content

    def _exactly(self, size: int) -> bytes:
        data = self._in.read(size)
        if len(data) < size:
            raise Gone
        return data
