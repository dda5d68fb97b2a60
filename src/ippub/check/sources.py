"""Where requirements come from: the addresses that the rules cite."""

from __future__ import annotations

_DOCS = "https://learn.microsoft.com/connectors/custom-connectors/"
_REPOSITORY = "https://github.com/microsoft/PowerPlatformConnectors/"

VALIDATOR = _DOCS + "certification-swagger-validator-rules"
SUBMISSION = _DOCS + "certification-submission"
SUBMISSION_IP = _DOCS + "certification-submission-ip"
CERTIFICATION = _DOCS + "submit-certification"
POLICY = _DOCS + "certification-policy-errors"
STRINGS = _DOCS + "connector-string-guidance"
CODING = _DOCS + "coding-standards"
EXTENSIONS = _DOCS + "openapi-extensions"
VERSIONING = _DOCS + "operational-versioning"
DEPRECATION = _DOCS + "deprecate-operation"
POLLING = _DOCS + "create-polling-trigger"
WEBHOOK = _DOCS + "create-webhook-trigger"
TEST_CONNECTION = _DOCS + "test-connection"
MULTI_AUTH = _DOCS + "multi-auth"
CUSTOM_CODE = _DOCS + "write-code"
PACONN = _DOCS + "paconn-cli"
FAQ = _DOCS + "faq"
SWAGGER_2 = "https://swagger.io/specification/v2/"
JSON = "https://www.rfc-editor.org/rfc/rfc8259"
DEFINITION_SCHEMA = _REPOSITORY + "blob/dev/schemas/apiDefinition.swagger.schema.json"
PROPERTIES_SCHEMA = _REPOSITORY + "blob/dev/schemas/paconn-apiProperties.schema.json"
SETTINGS_SCHEMA = _REPOSITORY + "blob/dev/schemas/paconn-settings.schema.json"
README_TEMPLATE = _REPOSITORY + "blob/dev/templates/Independent%20Publisher/readme.md"
PULL_REQUEST_TEMPLATE = _REPOSITORY + "blob/dev/.github/pull_request_template.md"
PACKAGE_VALIDATOR = _REPOSITORY + "blob/dev/scripts/ConnectorPackageValidator.ps1"
PACKAGE_DEPLOYER = "https://learn.microsoft.com/power-platform/alm/package-deployer-tool"
REPOSITORY_README = _REPOSITORY + "blob/dev/README.md"


def review(number: int) -> str:
    """The pull request in which a reviewer or Microsoft's validator said it."""
    return f"{_REPOSITORY}pull/{number}"
