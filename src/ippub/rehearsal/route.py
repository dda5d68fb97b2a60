"""From a method and a path to the function that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from ippub.rehearsal.access import Viewer, may_see, may_write
from ippub.rehearsal.answers import Answer, Refusal, not_found, refusal
from ippub.rehearsal.request import Fields, Request
from ippub.rehearsal.state import Account, Pull, Repository, Role
from ippub.rehearsal.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One request on its way to its answer: who asks what, with the values of the path's ``{names}``."""

    world: World
    request: Request
    viewer: Viewer
    path: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """What every URL begins with."""
        return self.request.base

    def repository(self) -> Repository:
        """The repository of the path, which the viewer may see. Refuses (404), redirects (301, 307)."""
        owner, name = self.path["owner"], self.path["repo"]
        found = self.world.find(owner, name)
        if found is None:
            self._redirect(owner, name)
            raise not_found()
        may_see(self.world, self.viewer, found)
        return found

    def pull(self, repository: Repository) -> Pull:
        """The pull request of ``{pull_number}`` or ``{issue_number}``. Refuses (404)."""
        number = self.path.get("pull_number") or self.path["issue_number"]
        found = repository.pulls.get(int(number)) if number.isdecimal() and len(number) < 10 else None
        if found is None:
            raise not_found()
        return found

    def fields(self) -> Fields:
        """The body, which is an object."""
        value = self.request.json()
        if value is None:
            return Fields()
        if not isinstance(value, dict):
            raise refusal(400, "Body should be a JSON object")
        return Fields(value)

    def may_write(self, repository: Repository, need: Role, permission: str) -> Account:
        """See ``access.may_write``."""
        return may_write(self.world, self.viewer, repository, need, permission)

    def may_edit(self, repository: Repository, author: str, permission: str) -> Account:
        """What ``author`` wrote is changed by that account with read access, by others with write access."""
        return self.may_write(repository, Role.READ if author == self.viewer.login else Role.WRITE, permission)

    def lasting_path(self, identity: int) -> str:
        """The path under which the same is found when the repository has another name."""
        steps = self.request.path.split("/")
        return "/".join(["/repositories", str(identity), *steps[3 if steps[1] == "repositories" else 4 :]])

    def _redirect(self, owner: str, name: str) -> None:
        moved = self.world.renamed.get(f"{owner}/{name}".lower())
        if moved is None or moved not in self.world.repositories:
            return
        url = self.base + self.lasting_path(moved)
        body = {
            "message": "Moved Permanently",
            "url": url,
            "documentation_url": "https://docs.github.com/v3/#http-redirects",
        }
        status = 301 if self.request.method in ("GET", "HEAD") else 307
        if status == 307:
            body["message"] = "Temporary Redirect"
        if self.request.query:
            url += f"?{self.request.query}"
        raise Refusal(Answer(status, body, {"Location": url}))


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """A method, a path with ``{names}`` as GitHub documents it, and who answers.

    A last ``{name}`` that is in ``greedy`` takes the rest of the path, slashes included.
    """

    method: str
    pattern: str
    handler: Handler
    greedy: bool = False

    def match(self, method: str, steps: list[str]) -> dict[str, str] | None:
        """The values of the names when the route fits."""
        wanted = self.pattern.split("/")[1:]
        if method != self.method or (len(steps) < len(wanted) if self.greedy else len(steps) != len(wanted)):
            return None
        if self.greedy:
            steps = [*steps[: len(wanted) - 1], "/".join(steps[len(wanted) - 1 :])]
        names = {}
        for want, step in zip(wanted, steps, strict=True):
            if want.startswith("{"):
                names[want[1:-1]] = unquote(step)
            elif want != step:
                return None
        return names if all(names.values()) else None


def choose(routes: Iterable[Route], method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The first route that fits."""
    steps = path.split("/")[1:]
    for route in routes:
        names = route.match("GET" if method == "HEAD" else method, steps)
        if names is not None:
            return route, names
    return None
