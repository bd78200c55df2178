"""The classes of the `Api` are held against what datamodel-code-generator makes of the same models.

Of most fields it is known already what it makes, see `usual`: for a usual document it is not even loaded. It is given the
others in parts, each with whatever else that mentions as imports, so that an edit has a part or two asked about anew,
whatever the rest is. Every annotation and default is compared as a syntax tree.
"""

from __future__ import annotations

import ast
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache

from inhouse.api.api import Api, ObjectModel
from inhouse.means import ALONE, Means, memo_key
from inhouse.models.classes import spellings
from inhouse.models.schemas import exact, field_names, models_document, plain, stand_in
from inhouse.models.usual import is_usual
from inhouse.models.writer import PRESET, ModelMismatch, ModelWriter, write_models

_PART = 50
"""How many models make a part, more or less."""

_MANY = 200
"""So many models take datamodel-code-generator longer than a process takes to load it."""

Part = tuple[ObjectModel, ...]


@contextmanager
def confirming(api: Api, means: Means = ALONE, write: ModelWriter = write_models) -> Generator[None]:
    """Has the models confirmed while something else is done, which must end well; raises ModelMismatch after it."""
    keys = {_key(part): part for part in parts(api)}
    unknown = {key: part for key, part in keys.items() if means.shared.get(key) is None}
    if means.processes > 1 and unknown and len(api.models) >= _MANY:
        from inhouse.models.helpers import helped

        count = min(means.processes, 1 + sum(map(len, unknown.values())) // _MANY, len(unknown))
        with helped(sorted(unknown.values(), key=len, reverse=True), count) as finish:
            yield
            means.tell("models")
            finish()
    else:
        yield
        if unknown:
            means.tell("models")
        for part in unknown.values():
            confirm(part, write)
    for key in unknown:
        means.shared.put(key, "")


def parts(api: Api) -> list[Part]:
    """The objects, with the fields that are not usual, in order of their names, cut before those whose name alone says so."""
    found: list[list[ObjectModel]] = [[]]
    objects = [_unusual(model) for model in api.models if isinstance(model, ObjectModel)]
    for model in sorted((model for model in objects if model.fields), key=lambda model: model.name):
        if found[-1] and zlib.crc32(model.name.encode()) % _PART == 0:
            found.append([])
        found[-1].append(model)
    return [tuple(each) for each in found if each]


def _unusual(model: ObjectModel) -> ObjectModel:
    return replace(model, fields=tuple(field for field in model.fields if not is_usual(field)))


def confirm(part: Part, write: ModelWriter = write_models) -> None:
    """Raises ModelMismatch where datamodel-code-generator makes other classes of the models, or more, or fewer."""
    waiting = {model.name: model for model in part}
    source = write(models_document(part), field_names(part))
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError) as error:
        raise ModelMismatch(f"no Python was written: {error}") from error
    for statement in statements:
        if isinstance(statement, ast.ClassDef):
            model = waiting.pop(statement.name, None)
            if model is None:
                raise ModelMismatch(f"unexpected class {statement.name!r}")
            _hold(statement, model)
        elif not isinstance(statement, ast.Import | ast.ImportFrom) and not _is_rebuild(statement):
            raise ModelMismatch(f"unexpected statement {ast.unparse(statement)[:80]!r}")
    if waiting:
        raise ModelMismatch(f"missing classes {', '.join(sorted(waiting))}")


def _key(part: Part) -> str:
    return memo_key("models", [PRESET, models_document(part), dict(field_names(part))])


def _hold(definition: ast.ClassDef, model: ObjectModel) -> None:
    waiting = {stand_in(field.name): field for field in model.fields}
    for statement in definition.body:
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            raise ModelMismatch(f"unexpected statement in class {model.name!r}: {ast.unparse(statement)[:80]!r}")
        field = waiting.pop(statement.target.id, None)
        if field is None:
            raise ModelMismatch(f"unexpected field {model.name}.{statement.target.id}")
        meant = spellings(replace(field, name=statement.target.id), plain(exact(field.type)))
        written = ast.dump(statement.annotation)
        if written not in map(_tree, meant) or (statement.value is None) is not field.required:
            wrote = ast.unparse(statement)[:200]
            raise ModelMismatch(f"{model.name}.{field.name} was written as {wrote!r}, not {meant[0]!r}")
        if statement.value is not None and not (
            isinstance(statement.value, ast.Constant) and statement.value.value is None
        ):
            raise ModelMismatch(f"unexpected default of {model.name}.{field.name}")
    if waiting:
        raise ModelMismatch(f"{model.name} lacks {', '.join(sorted(field.name for field in waiting.values()))}")


@lru_cache(4096)
def _tree(source: str) -> str:
    return ast.dump(ast.parse(source, mode="eval").body)


def _is_rebuild(statement: ast.stmt) -> bool:
    """`Name.model_rebuild()`, which would only build early what is built on first use."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Attribute)
        and statement.value.func.attr == "model_rebuild"
    )
