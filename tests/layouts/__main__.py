"""Tries layouts on the product: ``python -m tests.layouts --seeds 0:1000 [--kind workbook] [--jobs 2] [--json]``.

``--seed N --kind K [--keep FOLDER]`` explains one: its features, what is wrong, and which single features alone do it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .explain import blame, explain
from .layout import KINDS
from .survey import Survey, alone, survey


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m tests.layouts", description=__doc__)
    words.add_argument("--seeds", default="0:100", help="from:to, the last one not included")
    words.add_argument("--kind", choices=KINDS, action="append", help="all four when not given")
    words.add_argument("--jobs", type=int, default=1)
    words.add_argument("--json", action="store_true")
    words.add_argument("--list", action="store_true", help="a line for each layout that is not right")
    words.add_argument(
        "--blame", type=int, metavar="N", help="shrink the first N bad layouts and count what broke them"
    )
    words.add_argument("--feature", help="only layouts with this feature (a part of its name)")
    words.add_argument("--seed", type=int, help="explain this one")
    words.add_argument("--keep", type=Path, help="write the explained layout's files here")
    words.add_argument("--alone", action="store_true", help="every feature by itself on each of the seeds")
    given = words.parse_args()
    kinds = tuple(given.kind or KINDS)
    if given.seed is not None:
        for kind in kinds:
            print(explain(kind, given.seed, given.keep))
        return
    first, _, last = given.seeds.partition(":")
    if given.alone:
        for kind, name, some in alone(kinds, range(int(first), int(last)), given.jobs):
            bad = [one for one in some if one.bad]
            if bad:
                print(f"{kind} {name}: {', '.join(f'{one.verdict} ({one.layout.seed})' for one in bad)}")
                print(f"    {bad[0].why[0]}")
        return
    found = survey(kinds, range(int(first), int(last)), given.jobs, given.feature)
    if given.json:
        print(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        show(found, given.list)
    if given.blame:
        for kind, text, number, seed in blame(found.bad[: given.blame], given.jobs):
            print(f"{number:4} {kind} {text} (seed {seed})")
    sys.exit(0 if not found.bad else 1)


def show(found: Survey, every: bool) -> None:
    print(found.table())
    if every:
        for one in found.outcomes:
            if one.verdict != "right":
                mark = "" if one.readable else " (unclear)"
                print(f"{one.layout.kind} {one.layout.seed} {one.verdict}{mark}: {' · '.join(one.layout.features)}")
                for text in one.why[:2]:
                    print(f"    {text}")


if __name__ == "__main__":
    main()
