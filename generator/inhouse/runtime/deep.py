"""Models that nest deeper than pydantic can build in one go."""

from .model import Model, fields


def build(*models: type[Model]) -> None:
    """Builds models that are given from the innermost to the outermost."""
    for model in models:
        fields(model)
