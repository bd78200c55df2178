"""inhouse writes small, typed, readable Python clients from OpenAPI documents."""

__version__ = "0.1.0"
