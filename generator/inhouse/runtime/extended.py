"""Models whose further properties have a type of their own."""

from functools import cache
from sys import modules
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from .model import Field, Form, Model


class ExtendedModel(Model):
    """The base of models that say of what type properties they do not declare are."""

    if TYPE_CHECKING:
        __pydantic_extra__: Any = Field(init=False)

    @classmethod
    def further(cls) -> Form:
        """The form of a further property."""
        return _further(cls)


@cache
def _further(model: type[Model]) -> Form:
    hints = get_type_hints(model, vars(modules[model.__module__]), include_extras=True)
    return Form(get_args(hints["__pydantic_extra__"])[1])
