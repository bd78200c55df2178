"""Names that nothing of a document may take in a written module."""

from __future__ import annotations

TYPE_NAMES = frozenset(
    """
    Any Annotated Decimal Literal TypeAlias TypeAliasType UUID bool bytes date datetime dict float int list str time
    timedelta tuple
    """.split()
)
"""Names that annotations in written modules are made of."""

RUNTIME_TYPES = frozenset(
    """
    Base64 Base64Url BestMatch Binary Date DateTime DecimalNumber DecimalText Duration EncodedModel ExtendedModel
    IntegerText Model Number OPEN Tagged Text Time Unknown Uuid
    """.split()
)
"""Names that models import from the runtime."""

MODEL_NAMES = frozenset(
    name.lower()
    for name in (
        *TYPE_NAMES,
        *RUNTIME_TYPES,
        *("Call", "PagedCall", "OffsetPages", "Field", "None", "True", "False", "BaseModel", "deprecated"),
        *("Encoding", "Mapping", "NotRequired", "Required", "Sequence", "TypedDict", "Uploadable"),
        *("Anything", "EventStream", "Headers", "JsonLines", "JsonRecords", "MediaTypes", "StreamCall"),
        *("NumberedPages", "CursorPages", "BodyCursorPages", "LinkPages", "ReadOptions", "Unpack"),
    )
)
"""Names, in lower case, that no model may have."""

MODEL_ATTRIBUTES = frozenset(
    [
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "schema",
        "schema_json",
        "to_wire",
        "update_forward_refs",
        "validate",
        "mro",
        "raw",
        "register",
    ]
)
"""Public attributes that every model has, which no field may hide."""

FIELD_NAMES = MODEL_ATTRIBUTES | frozenset(
    [
        "Any",
        "Annotated",
        "Literal",
        "TypeAlias",
        "bool",
        "date",
        "datetime",
        "dict",
        "float",
        "int",
        "list",
        "str",
        "tuple",
    ]
)
"""Names that no field may have: a field would hide them from the annotations below it."""
