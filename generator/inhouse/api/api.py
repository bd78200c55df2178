"""`Api`: what a document says, resolved, named and typed for Python, as plain frozen values.

Everything after the lowering reads only this: templates, the model stage, `inspect` and tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from inhouse.api.types import LiteralValue, Named, Type, union
from inhouse.document.policies import Pagination, Retries

ParameterPlace: TypeAlias = Literal["path", "query", "header", "cookie"]
ParameterStyle: TypeAlias = Literal[
    "matrix", "label", "simple", "form", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"
]
Access: TypeAlias = Literal["readOnly", "writeOnly"]
EncodingStyle: TypeAlias = Literal["form", "spaceDelimited", "pipeDelimited", "deepObject"]
BodyKind: TypeAlias = Literal["json", "form", "multipart", "text", "binary"]
Reading: TypeAlias = Literal["json", "text", "binary", "events", "lines", "records", "nothing", "anything"]
"""How an answer is read; `records` are JSON texts, each after the control character RS (RFC 7464)."""
CoverageState: TypeAlias = Literal["generated", "approximated", "skipped"]


@dataclass(frozen=True, slots=True)
class Serialization:
    """How a parameter becomes text: in a style, or as the `content_type` has it.

    It is `plain` where it needs no more than the text of each value: a scalar, and in a query exploded arrays of them.
    """

    style: ParameterStyle
    explode: bool
    allow_reserved: bool = False
    content_type: str | None = None
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of an endpoint function. `maximum` is the largest integer that the document allows, if any."""

    place: ParameterPlace
    wire_name: str
    name: str
    type: Type
    required: bool
    doc: str
    serialization: Serialization
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a property of a form or of a body of several parts is sent, where that is not what comes of its value."""

    property: str
    style: EncodingStyle | None = None
    explode: bool = True
    allow_reserved: bool = False
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A property of a typed dict, by the name on the wire."""

    wire_name: str
    type: Type
    required: bool
    doc: str


@dataclass(frozen=True, slots=True)
class Form:
    """The typed dict of a body of several parts, some of which are files."""

    name: str
    pointer: str
    doc: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class BodyContent:
    """A request body as one media type has it; a `form` that its type names is one that no model is written for.

    Where None is a value of it, and not the want of one, it is sent as `null`.
    """

    media_type: str
    kind: BodyKind
    type: Type
    encodings: tuple[Encoding, ...] = ()
    form: Form | None = None
    sends_null: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A request body: the argument it becomes, and what it may be, the one that is sent unless another is chosen first.

    `choice` is the argument that chooses by media type, where there are several.
    """

    name: str
    choice: str | None
    contents: tuple[BodyContent, ...]
    required: bool
    doc: str

    @property
    def media_types(self) -> tuple[str, ...]:
        """The media types, the one that is sent unless another is chosen first."""
        return tuple(content.media_type for content in self.contents)

    @property
    def forms(self) -> tuple[Form, ...]:
        """The typed dicts that it may be."""
        return tuple(content.form for content in self.contents if content.form is not None)

    @property
    def type(self) -> Type:
        """What may be given."""
        return union(tuple(content.type for content in self.contents))


@dataclass(frozen=True, slots=True)
class Piece:
    """What comes one after the other in a stream; `event` names a server-sent event, and is empty for any other."""

    event: str
    reading: Literal["json", "text"]
    type: Type


@dataclass(frozen=True, slots=True)
class Response:
    """A documented answer in one media type.

    `status` is a code, a range such as `5XX`, or `default`. Without content, `type` is None; that of a stream is the
    type of its `pieces`.
    """

    status: str
    media_type: str | None
    type: Type | None
    doc: str
    reading: Reading
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    """How to walk the pages of an operation.

    A page may hold `maximum` items of type `item` as the document says, and may leave out an empty list if `sparse`.
    """

    policy: Pagination
    maximum: int | None
    sparse: bool
    item: Type


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether an operation is generated whole, and if not, why."""

    state: CoverageState
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation and the endpoint function it becomes.

    `template` is the path with its literal text percent-encoded. `success` are those of the responses that a call
    returns, and `stream` those that it gives piece by piece; `choices` are the media types among which the caller
    chooses, `headers` the model of what the answers' headers say. `unwrap` is the JSON Pointer, within a body of JSON, of
    the value of type `result` that a call returns. `timeout` and `deadline`, in seconds, and `retries` hold where a
    caller says nothing else. `security` lists alternatives, each the names of the schemes that go together; the empty
    alternative is no security. `scopes` are those that each of these schemes must allow. `server` names one of the API's
    servers. The header `idempotency_key` tells the server which requests are the same.
    """

    id: str
    method: str
    path: str
    template: str
    tag: str
    module: str
    function: str
    summary: str
    description: str
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    success: tuple[Response, ...]
    stream: tuple[Response, ...]
    choices: tuple[str, ...]
    headers: Named | None
    result: Type
    unwrap: str
    pages: Pages | None
    repeatable: bool
    idempotency_key: str | None
    retries: Retries | None
    timeout: float | None
    deadline: float | None
    security: tuple[tuple[str, ...], ...]
    scopes: tuple[tuple[tuple[str, ...], ...], ...]
    server: str | None
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class HeaderDoc:
    """A header that comes with a request, and what is said of it."""

    wire_name: str
    doc: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request that the API sends: a webhook, or a callback of the `operation` with this id.

    `function` reads its body, of JSON, as `type`; without such a body both are None.
    """

    id: str
    name: str
    operation: str | None
    method: str
    function: str | None
    summary: str
    description: str
    deprecated: bool
    headers: tuple[HeaderDoc, ...]
    media_type: str | None
    type: Type | None
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Skipped:
    """An operation that could not be generated."""

    id: str
    method: str
    path: str
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Field:
    """A property of an object. `access` says whether only responses or only requests have it."""

    wire_name: str
    name: str
    type: Type
    required: bool
    deprecated: bool
    doc: str
    access: Access | None = None


@dataclass(frozen=True, slots=True)
class ObjectModel:
    """A JSON object with declared properties; a `closed` one forbids others, an `open` one says that there are some.

    `extra` is the type of those others, where one is given. One that `is_headers` is read from headers.
    """

    name: str
    pointer: str
    doc: str
    fields: tuple[Field, ...]
    closed: bool
    open: bool = False
    is_headers: bool = False
    extra: Type | None = None
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EnumModel:
    """A set of known values of a scalar; others may come from a newer server."""

    name: str
    pointer: str
    doc: str
    values: tuple[LiteralValue, ...]
    base: Type
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnionModel:
    """One of several shapes. With a `tag`, the wire name of the property that tells, `mapping` says which.

    `other` is the member that any other value of the tag means; None where the document knows no such one.
    """

    name: str
    pointer: str
    doc: str
    members: tuple[Type, ...]
    tag: str | None
    mapping: tuple[tuple[LiteralValue, str], ...]
    other: str | None = None
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AliasModel:
    """A name for a type that is no object with properties; a `recursive` one is found again within itself."""

    name: str
    pointer: str
    doc: str
    type: Type
    recursive: bool = False
    twins: tuple[str, ...] = ()


Model: TypeAlias = ObjectModel | EnumModel | UnionModel | AliasModel
"""What has a name in `models`; `twins` are the pointers of all other schemas besides its own that it is made of."""


@dataclass(frozen=True, slots=True)
class Input:
    """A typed dict, or a union of some, of the same shape as the named model, which request bodies take in its place."""

    name: str
    model: str


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A way to authenticate, and the client's arguments it becomes.

    What they give goes into the header, the query or the cookie of the `wire_name`; into `Authorization` after the
    word `scheme`. Mutual TLS belongs to the connection. At the `token_url` a client gets a token of its own.
    """

    name: str
    kind: Literal["bearer", "basic", "http", "api_key", "oauth2", "open_id_connect", "mutual_tls"]
    arguments: tuple[str, ...]
    place: Literal["header", "query", "cookie", "connection"]
    wire_name: str
    scheme: str
    token_url: str | None
    doc: str


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A part of a server's address, and the client's argument that it becomes; of any `values` it must be one."""

    name: str
    argument: str
    default: str
    values: tuple[str, ...]
    doc: str


@dataclass(frozen=True, slots=True)
class Server:
    """An address that calls go to: those of operations that say its `name`, or without one, all others.

    In the `url` each variable stands as `{argument}`; it is relative, or empty, where the document names no host. The
    `argument` is the client's for the address of a named server. `others` are alternatives, each with its description.
    """

    name: str | None
    url: str
    argument: str
    variables: tuple[ServerVariable, ...]
    doc: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StatusErrorClass:
    """The error class of a documented status."""

    status: int
    name: str
    doc: str


@dataclass(frozen=True, slots=True)
class ErrorPointers:
    """Where an error body says its type and its message, as JSON Pointers."""

    type: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class Api:
    """An API as its Python package will know it.

    `kept_names` are those of the whole document that needed a rule, by `kind place`, for the next run to keep.
    """

    name: str
    title: str
    doc: str
    servers: tuple[Server, ...]
    root_error: str
    operations: tuple[Operation, ...]
    skipped: tuple[Skipped, ...]
    webhooks: tuple[Webhook, ...]
    models: tuple[Model, ...]
    security_schemes: tuple[SecurityScheme, ...]
    errors: tuple[StatusErrorClass, ...]
    error_pointers: ErrorPointers
    inputs: tuple[Input, ...] = ()
    kept_names: tuple[tuple[str, str], ...] = ()
