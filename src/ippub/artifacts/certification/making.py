"""``package.zip`` as one value: put together, opened again, and judged together with the connector it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from ippub.artifacts.certification.exports import Exports
from ippub.artifacts.certification.layout import PACKAGE, package_archive
from ippub.artifacts.package import PackageRefused
from ippub.artifacts.verdict import Verdict, judge
from ippub.check.rule import Severity
from ippub.config import Config
from ippub.connector.folder import Connector
from ippub.errors import EXIT_FINDINGS, IppubError
from ippub.report.model import Reported
from ippub.report.tally import counted


class IntroUnfinished(IppubError):
    """``intro.md`` was drafted and has gaps that only its author can fill."""

    exit_code = EXIT_FINDINGS


@dataclass(frozen=True, slots=True)
class Intro:
    """The introduction: ``source`` is the file it comes from, or will be written to when it was drafted just now.

    ``gaps`` are what a draft still lacks, by title, whether it was made now or earlier. ``target`` is where it must be
    put, because the pull request carries it too and the connector has none; "" when it is there.
    """

    data: bytes
    source: str
    drafted: bool = False
    gaps: tuple[str, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True)
class Certification:
    """The package: ``data`` are its bytes, ``verdict`` is that of the connector with the package in its folder."""

    name: str
    data: bytes
    intro: Intro
    exports: Exports
    verdict: Verdict

    @property
    def remarks(self) -> tuple[Reported, ...]:
        """The findings in the package itself that are more than advice."""
        return tuple(
            one
            for one in self.verdict.report.findings
            if one.severity is not Severity.INFO and one.file.partition("!")[0] == PACKAGE
        )

    @property
    def forced(self) -> bool:
        """Whether errors were known and overridden: without force there is no package with errors."""
        return bool(self.verdict.errors)


def make_certification(connector: Connector, config: Config, intro: Intro, exports: Exports) -> Certification:
    """Build the package, open it again, and judge it as at submission, in the folder of ``connector``.

    Nothing is written, nothing refused: ``stops`` says what stands in the way.
    """
    data = package_archive(intro.data, exports)
    verdict = judge(connector.with_package(PACKAGE, data, intro.data), config)
    return Certification(connector.name, data, intro, exports, verdict)


def stops(made: Certification, *, force: bool) -> IppubError | None:
    """Why the package must not be written, None when it may. Secrets stop it whatever is forced."""
    verdict = made.verdict
    if verdict.secrets:
        return PackageRefused(
            f"{PACKAGE} is not made: {counted(len(verdict.secrets), 'secret')} would be published",
            "Take it out, have it revoked, and export again. If it is none, accept the finding in ippub.yaml with a"
            " reason.",
        )
    if force:
        return None
    if verdict.errors:
        return PackageRefused(
            f"{PACKAGE} is not made: {counted(len(verdict.errors), 'error')} would stop the submission",
            "Repair them (`ippub rule CODE` says how); what is wrong in a solution is repaired in the environment and"
            " exported again. --force makes the package all the same.",
        )
    return _unfinished(made.intro) if made.intro.gaps else None


def _unfinished(intro: Intro) -> IntroUnfinished:
    what = "drafted from the readme, it" if intro.drafted else "it is a draft still and"
    return IntroUnfinished(
        f"{intro.source} is not finished: {what} lacks {_listed(intro.gaps)}",
        "Write what the comments in it ask for, and take them out. Then run the command again; --force goes on with"
        " the draft.",
    )


def _listed(gaps: tuple[str, ...]) -> str:
    named = [gap if gap.startswith("the ") else f'"{gap}"' for gap in gaps]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
