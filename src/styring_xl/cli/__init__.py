"""The command line: one command per thing a nightly batch or a colleague without Excel does."""

from __future__ import annotations

import gc
import os
import sys
from typing import Final, NoReturn

from styring_xl import __version__
from styring_xl.cli.command import CommandLine
from styring_xl.collector import none_at_exit

COMMANDS: Final = {
    "refresh": "refresh.refresh",
    "close": "closing.close",
    "reopen": "closing.reopen",
    "snapshot": "closing.snapshot",
    "accept-reserves": "reserves.accept",
    "move-recommendation": "recommendations.move",
    "repostings": "repostings.write",
    "memo": "memo.write",
    "memo-template": "memo.template",
    "check": "refresh.check",
    "explain": "explain.explain",
    "history": "history.history",
    "overview": "overview.overview",
    "export": "export.export",
    "case-review": "reviews.case_review",
    "adopt": "workbooks.adopt",
    "upgrade": "upgrade.upgrade",
    "undo": "refresh.undo",
    "tidy": "tidy.tidy",
    "import": "imports.postings",
    "import-cases": "imports.cases",
    "import-benchmark": "imports.benchmark",
    "batch": "batch_file.batch",
    "new-year": "new_years.new_year",
    "new": "workbooks.new",
    "demo": "workbooks.demo",
    "anonymise": "workbooks.anonymise",
    "forget": "forget.forget",
    "install": "setup.install",
    "uninstall": "setup.uninstall",
    "doctor": "setup.doctor",
}
"""The commands in the order they are listed in, and the module and function of each, imported when it is asked for."""

app: Final = CommandLine(
    "styring-xl",
    help="Steering of the specialised social area in Excel: refresh, check and make workbooks.",
    version=__version__,
    places=COMMANDS,
)


def main() -> NoReturn:
    """Entry point: exit code 0 done, 1 done with findings of severity fejl, 2 not done."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console or a cron job with another encoding must not stop the work over a letter.
            stream.reconfigure(errors="replace")
    # NumPy would start a thread for each processor when it is loaded. They wait for large products of matrices, which
    # nothing here makes, and to start them takes a thirtieth of a check.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What is imported holds no garbage, and looking for it takes a tenth of a start. Each command says when it looks.
    gc.disable()
    none_at_exit()
    sys.exit(app(sys.argv[1:]))
