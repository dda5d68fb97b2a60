"""The pages about package and submission name what the code knows."""

from __future__ import annotations

import re
from pathlib import Path

from ippub.artifacts.choice import Reason
from ippub.publish.attest import question
from ippub.publish.template import KEYWORDS

DOCS = Path(__file__).parents[2] / "docs"


def test_every_line_of_the_template_is_on_the_page_with_what_ticks_it() -> None:
    rows = re.findall(r"(?m)^\| ([GI]\d) \| .* \| (.*) \|$", (DOCS / "submission.md").read_text(encoding="utf-8"))
    assert [name for name, _ in rows] == list(KEYWORDS)
    assert {name for name, ticked in rows if ticked.startswith("your yes")} == {n for n in KEYWORDS if question(n)}


def test_every_reason_to_stay_at_home_is_on_the_page() -> None:
    table = (DOCS / "package.md").read_text(encoding="utf-8").partition("| Reason |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z ]+)`", "\n".join(row.split("|")[1] for row in table.split("\n")[2:]))) == {
        reason.value for reason in Reason
    }
