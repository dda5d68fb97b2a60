"""``ippub new``: a connector that ``ippub check`` accepts, from answers and perhaps a description of the API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ippub.cli.options import ShownAs


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the connector and its folder are called.")],
    source: Annotated[
        str,
        typer.Option("--from", metavar="FILE_OR_URL", help="OpenAPI 3, Swagger 2.0 or Postman; file or https."),
    ] = "",
    operations: Annotated[
        list[str] | None,
        typer.Option("--operations", help="Only these of --from: operationIds, tags or paths; * and ? are allowed."),
    ] = None,
    description: Annotated[str, typer.Option(help="What the service does, in 30 to 500 characters.")] = "",
    host: Annotated[str, typer.Option(help="Host of the API, such as api.contoso.com.")] = "",
    base_path: Annotated[str, typer.Option(help="What all paths of the API begin with, such as /v1.")] = "",
    authentication: Annotated[
        str, typer.Option(metavar="KIND", help="none, api-key-header, api-key-query or basic.")
    ] = "",
    key_name: Annotated[str, typer.Option(help="The header or query parameter of an API key.")] = "",
    publisher: Annotated[str, typer.Option(help="Your name, or your company's.")] = "",
    stack_owner: Annotated[str, typer.Option(help="Who owns the service behind the API.")] = "",
    categories: Annotated[str, typer.Option(help='One or two, such as "Data;Productivity".')] = "",
    contact_name: Annotated[str, typer.Option(help="A contact for users, such as a support team.")] = "",
    contact_url: Annotated[str, typer.Option(help="Web address of the contact.")] = "",
    contact_email: Annotated[str, typer.Option(help="E-mail of the contact; it becomes public.")] = "",
    website: Annotated[str, typer.Option(help="Website of the service.")] = "",
    privacy_policy: Annotated[str, typer.Option(help="Address of the service's privacy policy.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here. Default: ./NAME.")] = None,
    format: Annotated[ShownAs, typer.Option("--format", "-f", help="text or json.")] = ShownAs.text,  # noqa: A002
) -> None:
    """Start a connector: write a folder that ippub check accepts.

    What no flag says is asked for in a terminal.

    \b
    Examples:
      ippub new "Contoso Stock"
      ippub new "Contoso Stock" --from openapi.yaml --operations books --operations "Get*"
      ippub new "Contoso Books" --from openapi.yaml --publisher "Ada Lovelace" \\
        --stack-owner "Contoso Ltd" --categories Productivity \\
        --website https://www.contoso.com --privacy-policy https://www.contoso.com/privacy
    """
    from ippub.cli.creating import Wanted, create

    said = {
        "description": description,
        "host": host,
        "base_path": base_path,
        "authentication": authentication,
        "key_name": key_name,
        "publisher": publisher,
        "stack_owner": stack_owner,
        "categories": categories,
        "contact_name": contact_name,
        "contact_url": contact_url,
        "contact_email": contact_email,
        "website": website,
        "privacy_policy": privacy_policy,
    }
    given = {field: text for field, text in said.items() if text}
    create(Wanted(name, given, source, tuple(operations or ()), output, as_json=format is ShownAs.json))
