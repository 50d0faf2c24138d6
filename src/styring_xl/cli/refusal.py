"""What is wrong with the words of a command, as a Danish sentence: argparse says it in English."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final

from styring_xl.pattern import seldom

_TOLD: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (seldom(r"the following arguments are required: (.+)"), lambda said: f"Der mangler {said[1].rstrip('.')}."),
    (seldom(r"unrecognized arguments: (.+)"), lambda said: f"{said[1]} kan ikke stå her."),
    (seldom(r"argument (.+?): expected .*argument"), lambda said: f"Der mangler en værdi efter {said[1]}."),
    (seldom(r"argument (.+?): ignored explicit argument"), lambda said: f"{said[1]} tager ingen værdi."),
    (seldom(r"argument (.+?): (.+)"), lambda said: f"{said[1]}: {said[2]}"),
)
_FILE: Final = re.compile(r"-.*\.(?:xls[xmb]?|ods|csv|txt|toml|json|docx|pdf)", re.IGNORECASE)


def told(message: str) -> str:
    """argparse's message as a sentence; what it is not known to say stays as it is."""
    for pattern, sentence in _TOLD:
        if said := pattern.match(message):
            return sentence(said)
    return message


def hyphened(words: Iterable[str], flags: Collection[str]) -> str:
    """What to write instead of a file whose name begins with a hyphen, which is taken for an option; empty where there
    is none."""
    for word in words:
        if word == "--":
            return ""
        # -oark.xlsx is the option -o and its value.
        if _FILE.fullmatch(word) and word[:2] not in flags and word.partition("=")[0] not in flags:
            return f"{word} begynder med en bindestreg og læses som et valg. Er det en fil, så skriv ./{word}"
    return ""
