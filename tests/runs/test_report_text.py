"""What a run tells as JSON is what the standard library would write."""

from __future__ import annotations

import json

from styring_xl.runs.report_text import report_text

LETTERS = "".join(map(chr, (*range(0x300), 0x2028, 0x2029, 0xFFFE, 0x1F600)))


def test_it_is_the_standard_library_s_own_text() -> None:
    told = {
        "files": [{"file": "Ærø, »børn« & unge.xlsm", "saved": True, "backup": None, "result": -4_413_227_257}],
        "empty": [[], {}, "", [[{}]]],
        LETTERS: LETTERS,
        "seconds": [0.0, 0.001, 12.5, 3_601.25],
        "large": 10**30,
    }
    assert report_text(told) == json.dumps(told, ensure_ascii=False, indent=2)


def test_a_file_name_with_a_byte_that_is_no_letter_is_told_all_the_same() -> None:
    assert json.loads(report_text({"file": "B\udcf8rn og unge ø.xlsm"})) == {"file": "B?rn og unge ø.xlsm"}
