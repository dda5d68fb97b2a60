"""What is there when a rehearsal begins: accounts, and an upstream repository with a few invented connectors."""

from __future__ import annotations

import json
from datetime import timedelta

from ippub.rehearsal.events import BOT
from ippub.rehearsal.git.trees import FILE, Change, CommitObject, Signature, change_tree, write_commit
from ippub.rehearsal.state import Account, Label, Repository, Role
from ippub.rehearsal.world import World

UPSTREAM = "microsoft/PowerPlatformConnectors"
MAKER = "maker"
REVIEWER = "reviewer"
CERTIFICATION = "certificationteam"
"""The account under which the real certification answers."""

LABELS = {
    "independent-publisher-connector": "0e8a16",
    "certified-connector": "1d76db",
    "New": "a2eeef",
    "Validation phase": "fbca04",
    "needs:partner-attention": "d93f0b",
    "deployment-in-progress": "c5def5",
    "deployed": "5319e7",
}

# Our own words; the phrases by which the items are recognised are those of the live template.
TEMPLATE = """\
---

### Before you submit a connector, go through this list. A pull request that skips it may be sent back.

- [ ] I searched open pull requests, the documentation and the connector list: this connector doesn't exist on the \
Power Platform today.
- [ ] I made sure that the connector works, by deploying and testing all the operations.
- [ ] I wrote detailed descriptions for all operations and parameters in the swagger file.
- [ ] I added response schemas to my actions, unless the response is dynamic.
- [ ] I ran `paconn validate` on the definition and it passed.
- [ ] `apiProperties.json` has a brand color that is neither `#007ee5` nor `#ffffff`. As an independent publisher I am \
not submitting a connector icon.

### If you are an Independent Publisher, confirm these too:

- [ ] I named this PR after the pattern "*Connector Name* (Independent Publisher)".
- [ ] This PR shows screenshots of the Flow succeeding for at least 3 unique operations.
- [ ] This PR shows a screenshot of the Test operations section of the custom connector.
- [ ] If the connector uses OAuth, I explain how to create an app in the readme.md.
"""

WORKFLOW = "name: Check\non: pull_request\njobs: {}\n"

CONNECTORS = (
    ("certified-connectors/Fabrikam Invoices", "Fabrikam Invoices", "api.fabrikam.example", "Fabrikam", "invoice"),
    (
        "independent-publisher-connectors/Tailspin Weather",
        "Tailspin Weather",
        "tailspin.example",
        "Grace Hopper",
        "forecast",
    ),
    ("independent-publisher-connectors/Wingtip Toys", "Wingtip Toys", "wingtip.example", "Grace Hopper", "toy"),
    ("custom-connectors/Northwind Orders", "Northwind Orders", "northwind.example", "Northwind", "order"),
)
"""Folder, title, host, publisher, and the one thing that it lists."""


def seed(world: World) -> None:
    """The usual beginning; see the package for who is who."""
    for login, name, kind, members in (
        ("microsoft", "Microsoft", "Organization", ("chief",)),
        ("chief", "Charlotte Chief", "User", ()),
        (REVIEWER, "Rowan Reviewer", "User", ()),
        (MAKER, "Mika Maker", "User", ()),
        (CERTIFICATION, "Certification Team", "User", ()),
        ("neighbour", "Noor Neighbour", "User", ()),
        ("contoso", "Contoso", "Organization", (MAKER,)),
        (BOT, "microsoft-github-policy-service", "Bot", ("microsoft",)),
    ):
        world.add_account(Account(world.number(), login, world.clock.now(), name, kind=kind, members=members))
    owner, _, name = UPSTREAM.partition("/")
    upstream = world.add_repository(owner, name, "dev", world.new_store())
    upstream.description = "Connectors for a rehearsal"
    upstream.roles[REVIEWER] = Role.MAINTAIN
    for label, color in LABELS.items():
        upstream.labels[label] = Label(world.number(), label, color)
    first = _commit(world, upstream, _first_files(), "Begin", days=30)
    upstream.git.set_ref("refs/heads/master", first)
    for days, (folder, title, *rest) in zip((9, 6, 4, 1), CONNECTORS, strict=True):
        _commit(world, upstream, connector_files(folder, title, *rest), f"{title} (#{40 - days})", days=days)
    upstream.next_number = 41


def connector_files(folder: str, title: str, host: str, publisher: str, thing: str) -> dict[str, str]:
    """The three files of an invented connector by their paths."""
    listing = {
        "summary": f"List {thing}s",
        "description": f"Lists every {thing} of the account.",
        "operationId": f"List{thing.title()}s",
        "responses": {"200": {"description": "OK", "schema": {"type": "array", "items": {"type": "string"}}}},
    }
    swagger = {
        "swagger": "2.0",
        "info": {
            "title": title,
            "description": f"{title} keeps every {thing} of an account and tells about each.",
            "version": "1.0",
            "contact": {"name": publisher, "url": f"https://{host}/help", "email": f"help@{host}"},
        },
        "host": host,
        "basePath": "/",
        "schemes": ["https"],
        "paths": {f"/{thing}s": {"get": listing}},
    }
    properties = {"properties": {"connectionParameters": {}, "iconBrandColor": "#da3b01", "publisher": publisher}}
    return {
        f"{folder}/apiDefinition.swagger.json": json.dumps(swagger, indent=2) + "\n",
        f"{folder}/apiProperties.json": json.dumps(properties, indent=2) + "\n",
        f"{folder}/readme.md": f"# {title}\n\n{title} keeps every {thing}.\n\n## Publisher: {publisher}\n",
    }


def _first_files() -> dict[str, str]:
    return {
        "README.md": "# Connectors\n\nA repository to rehearse with. Everything in it is invented.\n",
        ".github/pull_request_template.md": TEMPLATE,
        ".github/workflows/check.yml": WORKFLOW,
    }


def _commit(world: World, repository: Repository, files: dict[str, str], message: str, *, days: int) -> str:
    """Put a commit on the default branch, made some days before the beginning."""
    store, parent = repository.git.store, repository.git.branch(repository.default_branch)
    changes: dict[str, Change] = {path: (FILE, store.write("blob", text.encode())) for path, text in files.items()}
    tree = change_tree(store, repository.git.tree_of(parent) if parent else "", changes)
    who = Signature("Rowan Reviewer", "rowan@example.com", world.clock.now() - timedelta(days=days))
    sha = write_commit(store, CommitObject(tree, (parent,) if parent else (), who, who, message))
    repository.git.set_ref(f"refs/heads/{repository.default_branch}", sha)
    return sha
