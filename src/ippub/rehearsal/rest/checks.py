"""Check runs and commit statuses."""

from __future__ import annotations

from ippub.rehearsal.access import sign_in
from ippub.rehearsal.answers import Answer, invalid, not_found, refusal
from ippub.rehearsal.paging import page
from ippub.rehearsal.request import Fields
from ippub.rehearsal.rest.contents import commit_of
from ippub.rehearsal.rest.gitdata import readable
from ippub.rehearsal.route import Call, Route
from ippub.rehearsal.shapes.checks import check_shape, combined_shape, status_shape
from ippub.rehearsal.state import CheckRun, CommitStatus, Repository, Role
from ippub.rehearsal.tokens import TokenKind

CONCLUSIONS = ("action_required", "cancelled", "failure", "neutral", "success", "skipped", "timed_out")


def list_checks(call: Call) -> Answer:
    repository = readable(call)
    sha = commit_of(repository, call.path["ref"])
    runs = [each for each in repository.checks if each.sha == sha]
    latest = {(each.app, each.name): each for each in runs}
    if call.request.arguments.get("filter", "latest") == "latest":
        runs = list(latest.values())
    name = call.request.arguments.get("check_name")
    runs = [each for each in runs if name in (None, each.name)]
    return page(call, runs[::-1], lambda run: check_shape(call, repository, run), wrap="check_runs")


def create_check(call: Call) -> Answer:
    repository = readable(call)
    account = _app(call)
    fields = call.fields()
    fields.need("name", "head_sha")
    sha = fields.text("head_sha")
    if repository.git.store.kind(sha) != "commit":
        raise refusal(422, f"No commit found for SHA: {sha}")
    now = call.world.clock.now()
    run = CheckRun(call.world.number(), fields.text("name"), sha, account, "queued", "", "", "", "", now)
    _fill(call, run, fields)
    repository.checks.append(run)
    return Answer(201, check_shape(call, repository, run))


def edit_check(call: Call) -> Answer:
    repository = readable(call)
    _app(call)
    run = _run(call, repository)
    _fill(call, run, call.fields())
    return Answer(200, check_shape(call, repository, run))


def get_check(call: Call) -> Answer:
    repository = readable(call)
    return Answer(200, check_shape(call, repository, _run(call, repository)))


def _run(call: Call, repository: Repository) -> CheckRun:
    found = next((each for each in repository.checks if str(each.id) == call.path["check_run_id"]), None)
    if found is None:
        raise not_found()
    return found


def _app(call: Call) -> str:
    account = sign_in(call.viewer)
    if call.viewer.token is None or call.viewer.token.kind is not TokenKind.APP:
        raise refusal(403, "You must authenticate via a GitHub App.")
    return account.login


def _fill(call: Call, run: CheckRun, fields: Fields) -> None:
    run.status = fields.text("status", run.status)
    if "conclusion" in fields:
        run.conclusion, run.status = fields.text("conclusion"), "completed"
        if run.conclusion not in CONCLUSIONS:
            raise invalid("CheckRun", "invalid", "conclusion")
    if run.status == "completed":
        if not run.conclusion:
            raise invalid("CheckRun", "missing_field", "conclusion")
        run.completed = call.world.clock.now()
    output = fields.inner("output")
    run.title = output.text("title", run.title)
    run.summary = output.text("summary", run.summary)
    run.url = fields.text("details_url", run.url)


def _statuses(repository: Repository, sha: str) -> list[CommitStatus]:
    return [each for each in reversed(repository.statuses) if each.sha == sha]


def get_combined(call: Call) -> Answer:
    repository = readable(call)
    sha = commit_of(repository, call.path["ref"])
    latest: dict[str, CommitStatus] = {}
    for status in _statuses(repository, sha):
        latest.setdefault(status.context, status)
    return Answer(200, combined_shape(call, repository, sha, list(latest.values())))


def list_statuses(call: Call) -> Answer:
    repository = readable(call)
    found = _statuses(repository, commit_of(repository, call.path.get("ref") or call.path["sha"]))
    return page(call, found, lambda status: status_shape(call, repository, status))


def create_status(call: Call) -> Answer:
    repository = readable(call)
    account = call.may_write(repository, Role.WRITE, "statuses=write")
    fields = call.fields()
    fields.need("state")
    if fields.text("state") not in ("error", "failure", "pending", "success"):
        raise invalid("Status", "invalid", "state")
    sha = call.path["sha"]
    if repository.git.store.kind(sha) != "commit":
        raise refusal(422, f"No commit found for SHA: {sha}")
    status = CommitStatus(
        call.world.number(),
        sha,
        fields.text("state"),
        fields.text("context", "default"),
        fields.text("description"),
        fields.text("target_url"),
        account.login,
        call.world.clock.now(),
    )
    repository.statuses.append(status)
    return Answer(201, status_shape(call, repository, status))


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/commits/{ref}/check-runs", list_checks),
    Route("POST", "/repos/{owner}/{repo}/check-runs", create_check),
    Route("GET", "/repos/{owner}/{repo}/check-runs/{check_run_id}", get_check),
    Route("PATCH", "/repos/{owner}/{repo}/check-runs/{check_run_id}", edit_check),
    Route("GET", "/repos/{owner}/{repo}/commits/{ref}/status", get_combined),
    Route("GET", "/repos/{owner}/{repo}/commits/{ref}/statuses", list_statuses),
    # The older address of the same, which PyGithub uses.
    Route("GET", "/repos/{owner}/{repo}/statuses/{sha}", list_statuses),
    Route("POST", "/repos/{owner}/{repo}/statuses/{sha}", create_status),
)
