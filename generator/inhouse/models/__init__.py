"""Api → the source of its model classes, by datamodel-code-generator."""
