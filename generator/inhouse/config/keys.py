"""Every key of the configuration, once: reading, errors, `inhouse config`, `--help` and the JSON Schema follow from it."""

from __future__ import annotations

from inhouse.config.shapes import Choice, Key, Keys, Named, Policies, Several, Text
from inhouse.host.keys import STYLES, extend_problem, license_problem
from inhouse.package.host import DECLARED_ENCODING

_A_PATH = Text("a path, in quotes, relative to this file", r"^[^\0]+(?![\s\S])")
_A_DOCUMENT = Text(
    _A_PATH.what,
    _A_PATH.pattern,
    refused=(
        "^[hH][tT][tT][pP][sS]?://",
        "is an address, and nothing is fetched while a package is generated",
        "Let `url` be the address, and `document` the file to keep it in; `inhouse update` fetches it.",
    ),
)
_A_URL = Text(
    "an http or https address, in quotes, without a user name",
    r"^[hH][tT][tT][pP][sS]?://[^\s/?#@\\]+([/?#]\S*)?(?![\s\S])",
)
_PATTERNS = Several(
    "a list of strings: patterns such as `GET /pets/{id}`, `/pets/**`, `tag:Pets` or an operation id",
    Text("a pattern"),
)
_PATHS = Several("a list of strings: paths relative to this file", _A_PATH)
_NAMES = Named("a table of names, in quotes", Text("a name, in quotes"))

_A_HEADER = Text(
    "text for comments, in quotes",
    r"\S",
    refused=(DECLARED_ENCODING.pattern, "must not look like the declaration of an encoding", None),
)
_A_LICENSE = Text("an SPDX license expression, such as MIT", r"^[A-Za-z0-9.+:() -]+(?![\s\S])", problem=license_problem)
_A_MODULE = Text(
    "the name of a module in the package's folder, without `.py`",
    r"^[^\W\d_]\w*(?![\s\S])",
    problem=extend_problem,
)

TARGET = (
    Key("document", _A_DOCUMENT, "The OpenAPI document, YAML or JSON, relative to this file.", required=True),
    Key(
        "url", _A_URL, "Where the document is published: `inhouse update` fetches it from there, and nothing else does."
    ),
    Key("output", _A_PATH, "The folder of the package, relative to this file.", required=True),
    Key("overlays", _PATHS, "OpenAPI Overlays, applied to the document in this order.", [], shared=True),
    Key("folders", _PATHS, "Where references may lead besides the document's own folder.", [], shared=True),
    Key("include", _PATTERNS, "Only the operations that match one of these patterns.", [], shared=True),
    Key("exclude", _PATTERNS, "But not the operations that match one of these patterns.", [], shared=True),
    Key(
        "excuse",
        Several("a list of strings: operation ids", Text("an operation id")),
        "Ids of operations that may be left out where they cannot be generated.",
        [],
    ),
    Key(
        "operations",
        Named("a table of tables, by operation id", Policies()),
        "Policies by operation id: what `x-inhouse-…` says in a document.",
        {},
    ),
    Key(
        "names",
        Keys(
            "a table of names for operations, schemas, tags",
            (
                Key("operations", _NAMES, "Names of operations, by their id, or by method and path.", {}),
                Key("schemas", _NAMES, "Names of models, by their schema's name.", {}),
                Key("tags", _NAMES, "Names of groups, by their tag.", {}),
            ),
        ),
        "Other names in Python than those that the document gives.",
        {},
    ),
    Key("style", Choice(STYLES), "Whose style code has: `host` takes that of the ruff around.", "inhouse", shared=True),
    Key("header", _A_HEADER, "Comments at the top of each module, after the first line.", shared=True),
    Key("license", _A_LICENSE, "The SPDX license expression at the top of each module.", shared=True),
    Key("templates", _A_PATH, "A folder of templates that override single blocks of ours.", shared=True),
    Key("extend", _A_MODULE, "A module of your own in the package's folder, whose names the package exports."),
)
"""The keys of a target. What is `shared` may stand at the top, too, and holds for every target that does not say it."""

TARGETS = Key(
    "targets",
    Named(
        "a table that has at least one target",
        Keys("a table", TARGET),
        pattern=r"^[^\W\d]\w*(?![\s\S])",
        least=1,
    ),
    "The packages to write, by name: a Python identifier, which the client's error classes are named after.",
    required=True,
)

SHARED = tuple(key for key in TARGET if key.shared)

TOP = (TARGETS, *SHARED)
"""The keys of the whole."""
