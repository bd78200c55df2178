"""Api → the source of its model classes, each annotation of which is what datamodel-code-generator makes of the same field."""
