"""Check runs and commit statuses as GitHub shows them."""

from __future__ import annotations

from ippub.rehearsal.answers import Shape
from ippub.rehearsal.clock import stamp
from ippub.rehearsal.route import Call
from ippub.rehearsal.shapes.accounts import node, simple_account
from ippub.rehearsal.shapes.repositories import repository_shape, repository_url
from ippub.rehearsal.state import CheckRun, CommitStatus, Repository


def check_shape(call: Call, repository: Repository, run: CheckRun) -> Shape:
    """A check run."""
    url = f"{repository_url(call, repository)}/check-runs/{run.id}"
    page = f"{call.base}/{repository.full_name}/runs/{run.id}"
    return {
        "id": run.id,
        "name": run.name,
        "node_id": node("CheckRun", run.id),
        "head_sha": run.sha,
        "external_id": "",
        "url": url,
        "html_url": page,
        "details_url": run.url or page,
        "status": run.status,
        "conclusion": run.conclusion or None,
        "started_at": stamp(run.started),
        "completed_at": stamp(run.completed) if run.completed else None,
        "output": {
            "title": run.title or None,
            "summary": run.summary or None,
            "text": None,
            "annotations_count": 0,
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": run.id},
        "app": _app(call, run.app),
        "pull_requests": [],
    }


def status_shape(call: Call, repository: Repository, status: CommitStatus, *, simple: bool = False) -> Shape:
    """A commit status; ``simple`` as it stands in the combined one, without its creator."""
    creator = call.world.account(status.creator)
    shown: Shape = {
        "url": f"{repository_url(call, repository)}/statuses/{status.sha}",
        "avatar_url": f"{call.base}/avatars/{creator.id}",
        "id": status.id,
        "node_id": node("StatusContext", status.id),
        "state": status.state,
        "description": status.description or None,
        "target_url": status.url or None,
        "context": status.context,
        "created_at": stamp(status.created),
        "updated_at": stamp(status.created),
    }
    return shown if simple else {**shown, "creator": simple_account(call.base, creator)}


def combined_shape(call: Call, repository: Repository, sha: str, statuses: list[CommitStatus]) -> Shape:
    """The latest status of each context, and what they come to: "pending" with none."""
    states = {status.state for status in statuses}
    state = "failure" if states & {"failure", "error"} else "success" if states == {"success"} else "pending"
    url = repository_url(call, repository)
    return {
        "state": state,
        "statuses": [status_shape(call, repository, status, simple=True) for status in statuses],
        "sha": sha,
        "total_count": len(statuses),
        "repository": repository_shape(call, repository),
        "commit_url": f"{url}/commits/{sha}",
        "url": f"{url}/commits/{sha}/status",
    }


def _app(call: Call, login: str) -> Shape:
    account = call.world.account(login)
    slug = login.removesuffix("[bot]")
    return {
        "id": account.id,
        "slug": slug,
        "node_id": node("App", account.id),
        "owner": simple_account(call.base, call.world.account(account.members[0])),
        "name": account.name or slug,
        "description": "",
        "external_url": f"{call.base}/apps/{slug}",
        "html_url": f"{call.base}/apps/{slug}",
        "created_at": stamp(account.created),
        "updated_at": stamp(account.created),
        "permissions": {"checks": "write", "metadata": "read"},
        "events": [],
    }
