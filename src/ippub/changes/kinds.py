"""Every kind of change: its code, its level, why it matters to a flow, what to do instead.

Codes that begin with ``Breaking`` are those of Microsoft's own change check, which runs in the pull request; their
level follows from what that check and the reviewers did with them. The other codes are ippub's. A code never changes
its meaning.
"""

from __future__ import annotations

from ippub.changes.model import Kind, Level

MICROSOFT = "Microsoft's change check in pull requests"
OURS = "ippub"
UPDATES = "https://learn.microsoft.com/connectors/custom-connectors/certification-updates"

_REVISE = (
    "Leave the operation as it is, mark it as deprecated, and add a new one under a new operationId (ListItems_V2) "
    "with x-ms-api-annotation that names the family and the revision."
)
_KEEP_FIELD = "Keep the field as it was, and add a new one beside it under another name."

KINDS: dict[str, Kind] = {}
"""The kinds by their code, in the order of the documentation."""


def _kind(  # noqa: PLR0913  # a table written as calls
    code: str, level: Level, what: str, why: str, instead: str, *, minor: bool = False
) -> Kind:
    source = MICROSOFT if code.startswith("Breaking") else OURS
    kind = KINDS[code] = Kind(code, level, what, why, instead, minor, source)
    return kind


def _breaking(code: str, what: str, why: str, instead: str) -> Kind:
    return _kind(code, Level.BREAKING, what, why, instead)


def _risky(code: str, what: str, why: str, instead: str) -> Kind:
    return _kind(code, Level.RISKY, what, why, instead)


def _harmless(code: str, what: str, why: str, instead: str = "Nothing.", *, minor: bool = False) -> Kind:
    return _kind(code, Level.HARMLESS, what, why, instead, minor=minor)


# Operations

OPERATION_DELETED = _breaking(
    "BreakingOperationDeleted",
    "An operation is gone, or has another operationId.",
    "A flow names its action by the operationId. Without it the action fails when the flow runs next.",
    "Keep the operation under its operationId, mark it as deprecated (30 days' notice), and add the new one beside it.",
)
OPERATION_HIDDEN = _breaking(
    "BreakingOperationHidden",
    "An operation became internal.",
    "The designer does not show internal operations: a flow that uses it cannot be edited any more.",
    "Use x-ms-visibility advanced, or mark the operation as deprecated.",
)
PATH_CHANGED = _breaking(
    "BreakingPathTemplateChanged",
    "An operation has another path.",
    "A flow keeps the path of its action from the day it was saved, and goes on calling the old one.",
    _REVISE,
)
METHOD_CHANGED = _breaking(
    "BreakingMethodChanged",
    "An operation has another HTTP method.",
    "A flow keeps the method of its action from the day it was saved.",
    _REVISE,
)
TRIGGER_CHANGED = _breaking(
    "TriggerKindChanged",
    "An action became a trigger, a trigger an action, or a trigger fires in another way.",
    "A step of a flow stays what it was when it was added; the platform no longer finds it as that.",
    _REVISE,
)
OPERATION_ADDED = _harmless("OperationAdded", "There is a new operation.", "No flow uses it yet.")
OPERATION_SHOWN = _harmless("OperationShown", "An internal operation can be used in flows now.", "No flow uses it yet.")
OPERATION_DEPRECATED = _harmless(
    "OperationDeprecated",
    "An operation is deprecated now.",
    "Flows that use it go on; it is hidden from those who add a step.",
    "Tell those who use it 30 days before, and name the operation that takes its place.",
)
DEPRECATION_ENDED = _harmless(
    "DeprecationEnded", "An operation is not deprecated any more.", "Flows that use it go on."
)
PAGING_CHANGED = _risky(
    "PagingChanged",
    "Paging (x-ms-pageable) was added, removed or changed.",
    "Flows that read all pages may get the first only, or more than before.",
    "Keep it as it was, or test a flow that reads more than one page.",
)

# Inputs

LOCATION_CHANGED = _breaking(
    "BreakingParameterLocationChanged",
    "A parameter moved to another part of the request.",
    "Flows that exist go on sending it where it was.",
    _REVISE,
)
REQUIRED_INPUT_ADDED = _breaking(
    "BreakingRequiredInputAdded",
    "There is a new required input.",
    "Flows that exist do not send it.",
    "Make it optional, or give it a default.",
)
NOW_REQUIRED = _breaking(
    "BreakingInputOptionalToRequired",
    "An optional input became required.",
    "Flows that leave it out fail.",
    "Leave it optional.",
)
INPUT_DELETED = _breaking(
    "BreakingInputDeleted",
    "An input is gone.",
    "Flows that fill it in send a value that nobody reads, or cannot be saved any more.",
    "Keep it; when the service ignores it, say so in its description and make it advanced.",
)
INPUT_TYPE_CHANGED = _breaking(
    "BreakingInputTypeChanged",
    "An input has another type or format.",
    "The values in flows that exist have the old type.",
    "Leave it as it was, or add a new revision of the operation.",
)
ENUM_VALUE_REMOVED = _breaking(
    "BreakingEnumValueRemoved",
    "An input takes a value no longer.",
    "Flows that have chosen this value send it still.",
    "Go on taking it; say in the description that it is out of date.",
)
ENUM_ADDED = _breaking(
    "BreakingEnumAdded",
    "An input takes only the values of a list now.",
    "Flows may use values that are not in the list.",
    "Offer the values by x-ms-dynamic-values, which takes others too, or name them in the description.",
)
BODY_RENAMED = _breaking(
    "BodyParameterRenamed",
    "The body parameter has another name.",
    "A flow keeps the fields of a body under the body's name (body/title); under another name it does not find them.",
    "Give it its old name back: nobody sees it.",
)
CONSTRAINT_STRONGER = _breaking(
    "InputConstraintStronger",
    "An input takes fewer values than before.",
    "Values in flows that exist may be outside of the new limit.",
    "Leave the limit as it was, unless the service never took such values.",
)
INPUT_READ_ONLY = _breaking(
    "InputReadOnly",
    "An input field became read-only.",
    "The designer takes it out of the form, and what flows have filled in is lost.",
    "Leave readOnly out, or use different schemas for request and answer.",
)
FORMAT_REMOVED = _breaking(
    "RequestFormatRemoved",
    "A media type is no longer taken.",
    "Flows that exist go on sending it.",
    "Keep it in consumes.",
)
INPUT_ENCODING_CHANGED = _breaking(
    "InputEncodingChanged",
    "An input is written into the request in another way.",
    "The same value arrives as another text: collectionFormat and x-ms-url-encoding say how it is written.",
    "Leave it as it was, or add a new revision of the operation.",
)
INPUT_HIDDEN = _risky(
    "BreakingInputHidden",
    "An input became internal.",
    "The designer does not show it any more, and the default takes the place of what flows have filled in.",
    "Use x-ms-visibility advanced.",
)
REQUIRED_WITH_DEFAULT_ADDED = _risky(
    "RequiredInputWithDefaultAdded",
    "There is a new required input that has a default.",
    "Flows that exist do not send it: they go on only when the service takes the default by itself.",
    "Make it optional, or internal, so that the platform sends the default.",
)
REQUIRED_INPUT_SHOWN = _risky(
    "RequiredInputShown",
    "A required input that was internal has to be filled in now.",
    "Flows that exist have no value for it.",
    "Leave it internal, or make it optional.",
)
INTERNAL_INPUT_DELETED = _risky(
    "InternalInputDeleted",
    "An internal input is gone.",
    "Nobody filled it in, but the platform sent its default, and the service gets it no longer.",
    "Check that the service does not need it.",
)
DEFAULT_CHANGED = _risky(
    "InputDefaultChanged",
    "An input has another default.",
    "Flows that leave it empty may send another value than yesterday.",
    "Keep the default, or check that both mean the same.",
)
FURTHER_FIELDS_CHANGED = _risky(
    "AdditionalPropertiesChanged",
    "Whether fields beyond the named ones are possible has changed.",
    "Flows may send or read fields under names of their own.",
    "Keep additionalProperties as it was.",
)
INPUT_ADDED = _harmless("InputAdded", "There is a new input that may be left out.", "Flows that exist leave it out.")
NOW_OPTIONAL = _harmless("InputRequiredToOptional", "A required input may be left out now.", "Flows go on sending it.")
ENUM_VALUE_ADDED = _harmless("InputEnumValueAdded", "An input takes a further value.", "No flow uses it yet.")
ENUM_REMOVED = _harmless("InputEnumRemoved", "An input takes any value now.", "The values in flows are still taken.")
CONSTRAINT_WEAKER = _harmless("InputConstraintWeaker", "An input takes more values than before.", "Flows go on.")
FORMAT_ADDED = _harmless("RequestFormatAdded", "A further media type is taken.", "Flows go on sending theirs.")

# Outputs

OUTPUT_DELETED = _breaking(
    "BreakingOutputDeleted",
    "A field of an answer is gone.",
    "Later steps that use the field get nothing, and their expressions fail.",
    "Keep the field, empty if need be, and add the new one beside it.",
)
OUTPUT_TYPE_CHANGED = _breaking(
    "BreakingOutputTypeChanged",
    "A field of an answer has another type.",
    "Later steps were built for the old type: a text does not go into a loop, an object not into a text.",
    _KEEP_FIELD,
)
OUTPUT_FORMAT_CHANGED = _breaking(
    "BreakingOutputFormatChanged",
    "A field of an answer has another format.",
    "The designer offers a field where its format fits (dates, files); later steps may lose it.",
    _KEEP_FIELD,
)
DYNAMIC_SCHEMA_REMOVED = _breaking(
    "DynamicSchemaRemoved",
    "A form or an answer no longer has the fields that the designer looked up.",
    "The fields that flows use were never written down here: without the lookup they are unknown.",
    "Keep x-ms-dynamic-schema or x-ms-dynamic-properties.",
)
NOTIFICATION_CHANGED = _breaking(
    "NotificationUrlChanged",
    "The field that carries the callback address is another one.",
    "A webhook that was registered before listens where the service does not call any more.",
    _REVISE,
)
OUTPUT_ENUM_VALUE_ADDED = _risky(
    "OutputEnumValueAdded",
    "A field of an answer may have a further value.",
    "A flow that decides by the value does not know the new one.",
    "Say it in the description of the field and in the readme.",
)
OUTPUT_MAY_BE_MISSING = _risky(
    "OutputRequiredToOptional",
    "A field of an answer may be missing or null now.",
    "Expressions that build on it fail where it is missing.",
    "Go on sending it always.",
)
OUTPUT_HIDDEN = _risky(
    "OutputHidden",
    "A field of an answer became internal.",
    "Flows go on, but the designer offers the field no longer.",
    "Use x-ms-visibility advanced.",
)
RESPONSE_REMOVED = _risky(
    "ResponseRemoved",
    "An answer with this status is no longer described.",
    "What the designer offers after the step may change.",
    "Keep the response.",
)
HEADER_REMOVED = _risky(
    "ResponseHeaderRemoved",
    "A header of an answer is gone.",
    "Expressions that read it get nothing.",
    "Keep the header.",
)
RESPONSE_FORMAT_CHANGED = _risky(
    "ResponseFormatChanged",
    "Answers come in other media types.",
    "Later steps were built for the old one.",
    "Keep the old media type first in produces.",
)
DYNAMIC_CHANGED = _risky(
    "DynamicSchemaChanged",
    "A form or an answer looks its fields up in another way.",
    "Fields that flows use may have other names or be gone.",
    "Test a flow that uses it, saved before the change.",
)
DYNAMIC_LIST_CHANGED = _risky(
    "DynamicListChanged",
    "The list of choices of an input comes from elsewhere, or there is one now, or none any more.",
    "Flows keep the value that was chosen; it must still be a value the service knows.",
    "Keep value-path as it was, so that the values stay the same.",
)
DISCRIMINATOR_CHANGED = _risky(
    "DiscriminatorChanged",
    "The field that tells the variants of an object apart is another one.",
    "Values may be read as another variant.",
    "Keep the discriminator.",
)
OUTPUT_ADDED = _harmless("BreakingOutputAdded", "There is a new field in an answer.", "No flow uses it yet.")
OUTPUT_ENUM_CHANGED = _harmless(
    "OutputEnumNarrowed", "A field of an answer has fewer possible values, or a list of them.", "Flows go on."
)
OUTPUT_ALWAYS_THERE = _harmless("OutputOptionalToRequired", "A field of an answer is always there now.", "Flows go on.")
OUTPUT_LIMIT_CHANGED = _harmless(
    "OutputConstraintChanged", "A field of an answer has other limits.", "Nothing checks answers against them."
)
RESPONSE_ADDED = _harmless("ResponseAdded", "An answer with a further status is described.", "Flows go on.")
HEADER_ADDED = _harmless("ResponseHeaderAdded", "There is a new header in an answer.", "No flow uses it yet.")
ERROR_RESPONSE_CHANGED = _harmless(
    "ErrorResponseChanged",
    "An answer that is no success is described in another way.",
    "The designer offers the fields of successes only.",
)

# Connection

AUTHENTICATION_CHANGED = _breaking(
    "BreakingAuthenticationChanged",
    "A way to sign in, or a field of the connection, is gone or is another one.",
    "Connections that people have made hold the old credentials: none of them works any more.",
    "Keep what is there. Another way to sign in is added as a further set of connectionParameterSets.",
)
CONNECTION_FIELD_REQUIRED = _breaking(
    "ConnectionParameterRequired",
    "A connection needs a field that it did not need before.",
    "Connections that people have made do not have it.",
    "Make it optional, or add it as a further set of connectionParameterSets.",
)
CONNECTION_VALUE_REMOVED = _breaking(
    "ConnectionValueRemoved",
    "A field of the connection takes a value no longer.",
    "Connections that were made with this value keep it.",
    "Go on taking it.",
)
AUTHENTICATION_ADDED = _risky(
    "AuthenticationAdded",
    "There is a further way to sign in.",
    "Connections that people have made must stay what they were.",
    "Test a connection that was made before the change.",
)
CONNECTION_FIELD_MOVED = _risky(
    "ConnectionParameterMoved",
    "A field of the connection belongs to a set of connectionParameterSets now, or to another one.",
    "Connections that people have made must be found under the set.",
    "Test a connection that was made before the change.",
)
SIGN_IN_CHANGED = _risky(
    "SignInDetailsChanged",
    "Credentials are sent elsewhere, or OAuth has other addresses or scopes.",
    "Connections that people have made may have to be signed in again.",
    "Test a connection that was made before the change.",
)
SECURITY_CHANGED = _risky(
    "SecurityRequirementChanged",
    "Other ways to sign in are asked for.",
    "Connections that people have made may not have what is asked for.",
    "Test a connection that was made before the change.",
)
CONNECTION_FIELD_ADDED = _harmless(
    "ConnectionParameterAdded", "A connection has a new field that may be left out.", "Connections go on without it."
)

# The connector as a whole

HOST_CHANGED = _risky(
    "HostChanged",
    "The connector calls another host.",
    "Every flow calls the new host from the day of the update on.",
    "Check that it answers all operations in the same way, and that the credentials hold there.",
)
BASE_PATH_CHANGED = _risky(
    "BasePathChanged",
    "Every path begins in another way.",
    "Every flow calls the new addresses from the day of the update on.",
    "Check that the service answers under them in the same way.",
)
SCHEME_REMOVED = _risky(
    "SchemeRemoved",
    "The connector no longer uses http, or no longer https.",
    "Every flow uses the other one from the day of the update on.",
    "Check that the service answers there; https is what Microsoft asks for.",
)
SCHEME_ADDED = _harmless("SchemeAdded", "The connector may use http or https besides.", "Flows go on.")
POLICY_CHANGED = _risky(
    "PolicyChanged",
    "A policy was added, removed or changed.",
    "Policies rewrite requests and answers: the definition does not say what flows will see.",
    "Test the operations that it is for.",
)
SCRIPT_CHANGED = _risky(
    "ScriptChanged",
    "The script, or the list of operations that it handles, was changed.",
    "A script rewrites requests and answers: the definition does not say what flows will see.",
    "Test the operations that it handles.",
)
CAPABILITIES_CHANGED = _risky(
    "CapabilitiesChanged",
    "The capabilities of the connector were changed.",
    "They say where a connector runs (a gateway, the cloud): connections that exist may not fit.",
    "Test a connection that was made before the change.",
)
CUT_SHORT = _risky(
    "ComparisonCutShort",
    "The definition is too entangled to be compared to its end.",
    "There may be changes that are not told here.",
    "Make the schemas flatter; real connectors need a thousandth of what is allowed.",
)
VERSION_LOWERED = _risky(
    "VersionLowered",
    "The version in info is lower than before.",
    "It is how people and reviewers tell which of two definitions is the newer one.",
    "Use the version that ippub diff proposes.",
)
VERSION_KEPT = _harmless(
    "VersionNotRaised",
    "The connector was changed and info.version was not.",
    "It is how people and reviewers tell which of two definitions is the newer one.",
    "Use the version that ippub diff proposes.",
)
LISTING_CHANGED = _harmless(
    "ListingTextChanged",
    "The description, the contact, the publisher, the stack owner, a tooltip or the color was changed.",
    "Flows do not read it.",
    minor=True,
)
OPERATION_TEXT_CHANGED = _harmless(
    "OperationTextChanged",
    "The summary or description of an operation was changed.",
    "Flows do not read it.",
    minor=True,
)
RESPONSE_TEXT_CHANGED = _harmless(
    "ResponseTextChanged", "The description of an answer was changed.", "Flows do not read it.", minor=True
)
README_CHANGED = _harmless("ReadmeChanged", "The readme was changed.", "Flows do not read it.", minor=True)
TITLE_CHANGED = _harmless(
    "TitleChanged",
    "The connector has another title.",
    "Flows do not read it, but people look for the connector under the old one.",
)
FIELD_TEXT_CHANGED = _harmless(
    "FieldTextChanged",
    "The name or description of an input or output, as the designer shows it, was changed.",
    "Flows know fields by their key.",
)
VISIBILITY_CHANGED = _harmless(
    "VisibilityChanged", "The designer shows something earlier or later than before.", "Flows go on."
)
DETAIL_CHANGED = _harmless(
    "DetailChanged", "Something else was changed.", "It has no known effect on flows that exist."
)
