"""What somebody answers who starts a connector, for tests and benchmarks."""

from __future__ import annotations

from ippub.authoring.answers import Answers, Authentication

CONTOSO = Answers(
    name="Contoso Widgets",
    description="Contoso keeps stock of widgets and tells you when one of them runs out.",
    host="api.contoso.com",
    base_path="/v1",
    authentication=Authentication.key_header,
    publisher="Ada Lovelace",
    stack_owner="Contoso Ltd",
    categories=("Productivity",),
    contact_name="Contoso Support",
    contact_url="https://www.contoso.com/support",
    contact_email="support@contoso.com",
    website="https://www.contoso.com",
    privacy_policy="https://www.contoso.com/privacy",
)
