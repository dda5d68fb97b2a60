"""An offline GitHub on loopback: what ``ippub rehearse`` runs on and what the tests run against.

A real HTTP server that PyGithub, git over smart HTTP and ``gh`` accept. State lives in memory, git objects in a
temporary folder, and all of it is gone when the ``with`` ends. Needs the ``git`` executable (2.38 or newer) and
nothing else. ::

    with Rehearsal() as server:
        server.url                      # "http://localhost:PORT": base_url of PyGithub, GITHUB_API_URL, web and git
        server.upstream                 # "microsoft/PowerPlatformConnectors", default branch "dev"
        server.token("maker")           # a classic token (scopes public_repo, workflow) of the account "maker"
        server.token("maker", kind=TokenKind.FINE_GRAINED)
        server.environment("maker")     # variables that point ippub here; gh_environment for gh
        server.git_url("maker/PowerPlatformConnectors")
        server.fork("maker")            # a fork that is there already; name= and behind= make odd ones
        server.commit(repo, branch, {path: bytes or None}, message)    # a commit that somebody pushed
        server.maintainer()             # acts through the real endpoints: comment, review, label, merge
        server.maintainer("maker")      # anybody can be played so
        server.issue("maker", sso=...)  # a token that organisations refuse: days=91, restricted=True, sso=URL
        server.clock.advance(60)        # time stands still but for one second a request, and this
        server.faults.add("/pulls$", "POST", status=502, done=True)     # done, and answered with an error
        server.faults.nth(3, drop=Drop.AFTER)   # the third request from now: done, and the connection breaks
        server.faults.after(3, child.kill)      # kill who asked, when its third request was carried out
        server.log                      # list of Exchange: method, path, status, who, bodies; see ``log.Exchange``
        server.world                    # the state itself: users, repositories, pull requests

Accounts: ``maker`` (an independent publisher), ``reviewer`` (maintains upstream), ``contoso`` (an organisation that
``maker`` owns), ``microsoft``, and the app ``microsoft-github-policy-service[bot]`` that asks for the CLA.
"""

from ippub.rehearsal.clock import Clock
from ippub.rehearsal.faults import Drop, Fault, Faults
from ippub.rehearsal.log import Exchange
from ippub.rehearsal.maintainer import Maintainer
from ippub.rehearsal.server import Rehearsal
from ippub.rehearsal.settings import Delays, Limits
from ippub.rehearsal.state import Role
from ippub.rehearsal.tokens import TokenKind

__all__ = [
    "Clock",
    "Delays",
    "Drop",
    "Exchange",
    "Fault",
    "Faults",
    "Limits",
    "Maintainer",
    "Rehearsal",
    "Role",
    "TokenKind",
]
