"""A maintainer of upstream, who acts through the same endpoints as everybody, with a token of their own."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

Reply = dict[str, object]


class Maintainer:
    """Comments, labels, reviews and merges pull requests of one repository.

    Every method gives what the server answered, and raises ``RuntimeError`` when it refused.
    """

    def __init__(self, url: str, repository: str, token: str) -> None:
        self._host = urlsplit(url).netloc
        self._path = f"/repos/{repository}"
        self._token = token

    def __repr__(self) -> str:
        return f"Maintainer({self._path})"

    def pull(self, number: int) -> Reply:
        """The pull request as it is."""
        return self._ask("GET", f"/pulls/{number}")

    def comment(self, number: int, text: str) -> Reply:
        """Say something in the conversation."""
        return self._ask("POST", f"/issues/{number}/comments", {"body": text})

    def label(self, number: int, *names: str) -> None:
        """Put labels on."""
        self._ask("POST", f"/issues/{number}/labels", {"labels": list(names)})

    def approve(self, number: int, text: str = "") -> Reply:
        """Approve."""
        return self._ask("POST", f"/pulls/{number}/reviews", {"event": "APPROVE", "body": text})

    def request_changes(self, number: int, text: str, *lines: tuple[str, int, str]) -> Reply:
        """Ask for changes, with remarks on lines of the new files: (path, line, text)."""
        comments = [{"path": path, "line": line, "side": "RIGHT", "body": said} for path, line, said in lines]
        body = {"event": "REQUEST_CHANGES", "body": text, "comments": comments}
        return self._ask("POST", f"/pulls/{number}/reviews", body)

    def remark(self, number: int, path: str, line: int, text: str) -> Reply:
        """One remark on a line of the last commit."""
        head = self.pull(number)["head"]
        commit = head["sha"] if isinstance(head, dict) else ""
        body = {"path": path, "line": line, "side": "RIGHT", "body": text, "commit_id": commit}
        return self._ask("POST", f"/pulls/{number}/comments", body)

    def status(self, sha: str, state: str, context: str, description: str = "") -> Reply:
        """Set a commit status: error, failure, pending or success."""
        return self._ask("POST", f"/statuses/{sha}", {"state": state, "context": context, "description": description})

    def merge(self, number: int, method: str = "squash") -> Reply:
        """Merge."""
        return self._ask("PUT", f"/pulls/{number}/merge", {"merge_method": method})

    def close(self, number: int) -> Reply:
        """Close without merging."""
        return self._ask("PATCH", f"/pulls/{number}", {"state": "closed"})

    def _ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Reply:
        connection = http.client.HTTPConnection(self._host, timeout=30)
        try:
            headers = {"Authorization": f"Bearer {self._token}", "User-Agent": "maintainer"}
            connection.request(method, self._path + path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {text}")
        answer = json.loads(text) if text else {}
        return answer if isinstance(answer, dict) else {}
