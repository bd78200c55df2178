"""Files → document: YAML 1.2 and JSON, overlays, the normal form of OpenAPI 3.1, policies, and places in the files."""

from inhouse.document.digest import canonical_digest
from inhouse.document.document import Document, Resolved, get, place, resolve, unresolved
from inhouse.document.load import load_document
from inhouse.document.normal import normalize
from inhouse.document.origin import Origin
from inhouse.document.pointer import escape, from_tokens, is_pointer, join_pointer, split_pointer, step, unescape
from inhouse.document.policies import (
    ErrorPolicy,
    OperationPolicy,
    Pagination,
    Retries,
    read_error_policy,
    read_operation_policy,
)
from inhouse.document.source import Source, locate, locator, parse_source, read_source
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text, kind

__all__ = [
    "Document",
    "ErrorPolicy",
    "JsonValue",
    "OperationPolicy",
    "Origin",
    "Pagination",
    "Resolved",
    "Retries",
    "Source",
    "as_list",
    "as_mapping",
    "as_text",
    "canonical_digest",
    "escape",
    "from_tokens",
    "get",
    "is_pointer",
    "join_pointer",
    "kind",
    "load_document",
    "locate",
    "locator",
    "normalize",
    "parse_source",
    "place",
    "read_error_policy",
    "read_operation_policy",
    "read_source",
    "resolve",
    "split_pointer",
    "step",
    "unescape",
    "unresolved",
]
