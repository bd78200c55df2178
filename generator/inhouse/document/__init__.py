"""Files → document: YAML 1.2 and JSON, overlays, the normal form of OpenAPI 3.1, policies, and places in the files."""
