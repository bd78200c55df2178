"""Keywords of schemas, by what they do."""

SCHEMAS = "/components/schemas"
"""Where component schemas stand."""

SHAPING = frozenset(
    """
    $ref additionalProperties allOf anyOf const contentEncoding enum format items oneOf patternProperties prefixItems
    properties type
    """.split()
)
"""Keywords that say what a value is made of; `required` only narrows what others say."""

INEXPRESSIBLE = {
    "not": "what a value must not be",
    "if": "what holds only under a condition",
    "dependentSchemas": "what the presence of a property asks for",
    "dependentRequired": "which properties the presence of another one requires",
    "contains": "what at least one item must be",
}
"""Keywords that say something about shape for which Python has no type, and what they say."""

OF_KIND = {
    "object": frozenset(("properties", "additionalProperties", "patternProperties", "propertyNames")),
    "array": frozenset(("items", "prefixItems")),
    "string": frozenset(("pattern", "minLength", "maxLength", "contentEncoding")),
    "number": frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
}
"""Keywords that say something about values of one type only."""

LIMITS = {
    "array": frozenset(("minItems", "maxItems", "uniqueItems")),
    "string": frozenset(("pattern", "minLength", "maxLength")),
    "number": OF_KIND["number"],
}
"""Keywords of limits by the type that they limit."""

LIMITING = frozenset[str]().union(*LIMITS.values())
"""All keywords of limits."""
