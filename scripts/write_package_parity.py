"""Write docs/package-parity.md: packages that the tests build, judged as Microsoft's script would and by ippub.

With --check only say whether the page is current.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from ippub.check.rule import Severity  # noqa: E402
from package_cases import DECIDED, SILENT, Case, built, folder, judged  # noqa: E402
from package_script import Exit, verdict  # noqa: E402

PAGE = ROOT / "docs" / "package-parity.md"
_HEAD = """\
# The package: Microsoft's script and ippub

Microsoft publishes a script, [ConnectorPackageValidator.ps1][script], that looks at the structure of `package.zip`. It needs
Windows, ends with the exit code 0 whatever it finds, and some of its refusals say nothing. This page compares it with
`ippub check package.zip`, case by case. Each case is an archive that the tests build (`tests/package_cases.py`); what the
script decides is computed by `tests/package_script.py`, which tells its decisions again in Python. It was read, not run:
PowerShell is needed for that. The page is written by `scripts/write_package_parity.py`.

[script]: https://github.com/microsoft/PowerPlatformConnectors/blob/dev/scripts/ConnectorPackageValidator.ps1
"""
_DECIDED = """
## Where the script decides

Every exit of the script is here. *refused, silent* means that it fails without saying why.

| The package | The script | ippub | Rules |
|---|---|---|---|
"""
_SILENT = """
## What the script does not look at

The script ends with "Validation successful".

| The package | ippub | Rules |
|---|---|---|
"""
_PATHS = """
## What differs on purpose

| | The script | ippub |
|---|---|---|
| a relative path, or one without a drive | refused | taken |
| a file that does not end in .zip | refused | refused (exit code 2) |
| a folder instead of a file | refused | looked through for connectors and packages |
| whether there is an AI plug-in | asked on the command line | seen in the solutions |
| paths that lead out, links, colliding names, bombs | left to .NET | one finding each, see [the rules](rules/README.md#package) |
| exit code | always 0 | 1 when there is an error |
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as parent:
        text = page(folder(Path(parent)))
    if "--check" in sys.argv:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            print("docs/package-parity.md is not what the code prints; run: make docs WRITE=1")
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    return 0


def page(home: Path) -> str:
    decided = "".join(f"| {case.what} | {_script(case, home)} | {_ours(case, home)} |\n" for case in DECIDED)
    silent = "".join(f"| {case.what} | {_ours(case, home)} |\n" for case in SILENT)
    return _HEAD + _DECIDED + decided + _SILENT + silent + _PATHS


def _script(case: Case, home: Path) -> str:
    end = verdict(built(case, home), plugin=case.plugin)
    if end is Exit.SUCCESS:
        return "successful"
    return f"refused: {end.words}" if end.told else f"refused, silent ({end.words})"


def _ours(case: Case, home: Path) -> str:
    found = judged(home, built(case, home))
    worst = min((one.finding.severity or one.rule.severity for one in found), key=lambda one: one.rank, default=None)
    verdicts = {Severity.ERROR: "refused", Severity.WARNING: "warned", Severity.INFO: "noted"}
    codes = _listed(dict.fromkeys(one.rule.code for one in found))
    return f"{verdicts[worst] if worst else 'nothing to fix'} | {codes}"


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(f"[{code}](rules/{code}.md)" for code in codes)


sys.exit(main())
