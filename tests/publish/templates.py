"""A template in our own words that holds the words by which upstream's lines are known."""

from __future__ import annotations

TEMPLATE = """### Before you send a connector

<!-- Lines here are for the one who writes. -->

- [ ] I say that the connector doesn't exist on the Power Platform yet.
- [ ] I say that the connector works; I know it by deploying and testing all the operations.
- [ ] There are detailed descriptions for all operations and parameters.
- [ ] I gave response schemas to my actions where they are static.
- [ ] I ran `paconn validate` on the file.
- [ ] A certified connector has a valid brand color. An independent one: I am not submitting a connector icon.

### For independent publishers

- [ ] I named this PR after the pattern "Name (Independent Publisher)".
- [ ] I pasted pictures of 3 unique operations, with screenshots of the Flow succeeding.
- [ ] I pasted a picture of the Test operations section.
- [ ] With OAuth: the steps to create an app in the readme.md are there.
- [ ] I read the new rules of this year.
"""
