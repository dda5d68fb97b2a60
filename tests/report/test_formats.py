from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
import samples

from ippub.errors import UsageError
from ippub.report.formats import NAMES, Style, format_named, pieces, render


@pytest.mark.parametrize("name", NAMES)
def test_every_name_gives_the_format_of_that_name(name: str) -> None:
    assert format_named(name).name == name


def test_an_unknown_name_is_a_usage_error_that_lists_the_known_ones() -> None:
    with pytest.raises(UsageError) as error:
        format_named("html")
    assert "sarif" in error.value.hint


@pytest.mark.parametrize("name", NAMES)
def test_a_report_written_in_pieces_is_the_same_as_at_once(name: str) -> None:
    fmt, reports = format_named(name), samples.several()
    summary = samples.summary_of(reports)
    style = Style(several=True)
    joined = "".join(pieces(fmt, samples.TOOL, iter(reports), summary, style))
    assert joined == render(fmt, samples.TOOL, reports, summary, style)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_worker_process_needs_can_be_pickled(name: str) -> None:
    fmt = pickle.loads(pickle.dumps(format_named(name)))
    report, style = pickle.loads(pickle.dumps((samples.hostile(), Style(colour=True))))
    assert fmt.connector(report, style) == format_named(name).connector(samples.hostile(), Style(colour=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_format_imports_no_other_format_and_nothing_heavy(name: str) -> None:
    program = (
        "import sys; from ippub.report.formats import format_named, NAMES; before = set(sys.modules);"
        f"format_named({name!r}); new = set(sys.modules) - before;"
        f"others = {{'ippub.report.' + other for other in NAMES if other != {name!r}}};"
        "heavy = {'rich', 'logging', 'asyncio', 'xml.sax', 'urllib.parse', 'html', 'textwrap'};"
        "print(sorted(new & (others | heavy)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
