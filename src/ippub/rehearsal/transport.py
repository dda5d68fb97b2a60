"""Git over smart HTTP: clone, fetch (partial ones too) and push."""

from __future__ import annotations

import re
import subprocess

from ippub.rehearsal.access import Viewer, forbidden, identify
from ippub.rehearsal.answers import Answer, Refusal
from ippub.rehearsal.dispatch import Outcome
from ippub.rehearsal.events import ref_moved
from ippub.rehearsal.git.packets import FLUSH, packet
from ippub.rehearsal.git.receive import Command, advertise, receive, report
from ippub.rehearsal.request import Request
from ippub.rehearsal.rest.workflows import workflow_trouble
from ippub.rehearsal.state import Repository, Role
from ippub.rehearsal.tokens import TokenKind
from ippub.rehearsal.world import World

PATH = re.compile(r"/([^/]+)/([^/]+?)(?:\.git)?/(info/refs|git-upload-pack|git-receive-pack)")
FRESH = {"Cache-Control": "no-cache, max-age=0, must-revalidate"}
NO_PASSWORDS = "Invalid username or token. Password authentication is not supported for Git operations."


def git_respond(world: World, request: Request) -> Outcome | None:
    """Answer git; None when the path is not one of its own."""
    found = PATH.fullmatch(request.path)
    if found is None:
        return None
    owner, name, what = found.groups()
    service = request.arguments.get("service", "") if what == "info/refs" else what
    viewer = Viewer()
    try:
        with world.lock:
            viewer = _identify(world, request)
            repository = _repository(world, viewer, request, (owner, name), service)
        answer = _serve(world, viewer, repository, request)
    except Refusal as refused:
        answer = refused.answer
    return Outcome(answer, viewer, "")


def _plain(status: int, text: str, **headers: str) -> Refusal:
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    return Refusal(Answer(status, headers=extra, raw=text.encode(), kind="text/plain; charset=utf-8"))


def _challenge(text: str) -> Refusal:
    return _plain(401, text, WWW_Authenticate='Basic realm="GitHub"')


def _identify(world: World, request: Request) -> Viewer:
    try:
        return identify(world, request.headers.get("authorization", ""))
    except Refusal:
        raise _challenge(NO_PASSWORDS) from None


def _repository(world: World, viewer: Viewer, request: Request, name: tuple[str, str], service: str) -> Repository:
    writes = service == "git-receive-pack"
    if service not in ("git-receive-pack", "git-upload-pack"):
        raise _plain(403, "Please upgrade your git client.")
    repository = world.find(*name)
    if repository is None:
        moved = world.renamed.get("/".join(name).lower())
        if moved in world.repositories:
            rest = request.path.split("/", 3)[3]
            url = f"{request.base}/{world.repositories[moved].full_name}.git/{rest}"
            raise _plain(301, "", Location=url + (f"?{request.query}" if request.query else ""))
    if repository is None or world.role(viewer.account, repository) < Role.READ:
        raise _plain(404, "Repository not found.") if viewer.account else _challenge("Repository not found.")
    refused = forbidden(world, viewer, repository)
    if refused is not None:
        body = refused.answer.body
        raise _plain(403, str(body["message"]) if isinstance(body, dict) else "")
    if writes:
        _refuse_push(world, viewer, repository)
    return repository


def _refuse_push(world: World, viewer: Viewer, repository: Repository) -> None:
    account, token = viewer.account, viewer.token
    if account is None or token is None:
        raise _challenge("No anonymous write access.")
    if world.role(account, repository) < Role.WRITE:
        raise _plain(403, f"Permission to {repository.full_name}.git denied to {account.login}.")
    if token.scoped and not token.has("public_repo"):
        raise _plain(403, f"Permission to {repository.full_name}.git denied to {account.login}.")
    if token.kind is TokenKind.FINE_GRAINED and repository.owner != account.login:
        raise _plain(403, "Write access to repository not granted.")
    if repository.archived:
        raise _plain(403, "This repository was archived so it is read-only.")


def _serve(world: World, viewer: Viewer, repository: Repository, request: Request) -> Answer:
    listing = request.path.endswith("/info/refs")
    service = request.arguments["service"] if listing else request.path.rpartition("/")[2]
    if world.clock.now() < repository.readable_from:
        said = f"ERR access denied or repository not exported: {repository.full_name}.git"
        raw = packet(f"# service={service}\n") + FLUSH + packet(said)
        return Answer(200, headers=FRESH, raw=raw, kind=f"application/x-{service}-advertisement")
    if service == "git-receive-pack":
        with world.lock:
            raw = advertise(repository.git) if listing else _push(world, viewer, repository, request)
    elif listing:
        refs = _upload_pack(repository, request, "--advertise-refs")
        raw = packet(f"# service={service}\n") + FLUSH + refs
    else:
        raw = _upload_pack(repository, request)
    return Answer(
        200, headers=FRESH, raw=raw, kind=f"application/x-{service}-{'advertisement' if listing else 'result'}"
    )


def _upload_pack(repository: Repository, request: Request, *words: str) -> bytes:
    """Real git serves what is read; how it speaks is the client's choice (Git-Protocol)."""
    repository.git.store.flush()
    environment = {**repository.git.store.environment, "GIT_PROTOCOL": request.headers.get("git-protocol", "")}
    result = subprocess.run(  # noqa: S603 - a list, no shell
        ["git", "upload-pack", "--stateless-rpc", *words, repository.git.folder],  # noqa: S607 - git of PATH
        input=request.body,
        capture_output=True,
        env=environment,
        check=False,
    )
    return result.stdout


def _push(world: World, viewer: Viewer, repository: Repository, request: Request) -> bytes:
    def judge(command: Command) -> str:
        if not command.new:
            default = command.ref == f"refs/heads/{repository.default_branch}"
            return f"refusing to delete the current branch: {command.ref}" if default else ""
        try:
            return workflow_trouble(viewer, repository, command.new, command.old)
        except LookupError:
            return "missing necessary objects"

    try:
        push, bands, said = receive(repository.git, request.body, judge, world.limits.blob)
    except ValueError:
        raise _plain(400, "This is no push.") from None
    for command in push.done:
        ref_moved(world, repository, command.ref, command.new)
        branch = command.ref.removeprefix("refs/heads/")
        if command.new and not command.old and branch != command.ref:
            url = f"{request.base}/{repository.full_name}/pull/new/{branch}"
            said += f"\nCreate a pull request for '{branch}' on GitHub by visiting:\n     {url}\n\n"
    return report(push, bands, said)
