"""The product as its users run it: command lines in, exit code and JSON out, here in this process, which is quicker."""

from __future__ import annotations

import json
from typing import Any

from msgspec import Struct


class Answer(Struct, frozen=True, dict=True):
    """What a command said. ``file`` is the JSON of its one file."""

    code: int
    file: dict[str, Any]
    text: str

    @property
    def findings(self) -> list[dict[str, Any]]:
        """All findings with their code."""
        return [{**one, "code": code} for code, some in self.file.get("findings", {}).items() for one in some]


def run(*words: str) -> Answer:
    """Runs ``styring-xl WORDS``; raises what the product raises, which is a failure of its own."""
    from styring_xl.cli import app
    from tests.command_line import CliRunner

    done = CliRunner().invoke(app, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    try:
        file = json.loads(done.stdout)["files"][-1]
    except (ValueError, KeyError, IndexError):
        file = {}
    return Answer(done.exit_code, file, done.output)
