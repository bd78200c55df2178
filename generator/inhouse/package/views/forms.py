"""The view of `forms.py`."""

from __future__ import annotations

import keyword
import unicodedata

from inhouse.api.api import Api, Form, Part
from inhouse.api.types import annotation, names_in
from inhouse.package.fragments import Annotation, Docstring, Identifier, Import, Literal
from inhouse.package.views.common import (
    INDENT,
    View,
    api_title,
    doc_entry,
    docstring,
    words,
)
from inhouse.package.views.formats import standard_imports, standard_names


def form_dicts(api: Api) -> tuple[Form, ...]:
    """The typed dicts of the `Api` that are no model, by name."""
    bodies = (operation.body for operation in api.operations if operation.body is not None)
    found = {form.name: form for body in bodies for form in body.forms}
    return tuple(found[name] for name in sorted(found))


def uploads_files(api: Api) -> bool:
    """Whether something of the `Api` can be given as a file."""
    bodies = (operation.body for operation in api.operations if operation.body is not None)
    return any(content.kind in ("binary", "multipart") for body in bodies for content in body.contents)


def forms_view(api: Api, line_length: int) -> View:
    """For `forms.py`, in lines of so many characters."""
    forms = form_dicts(api)
    types = [part.type for form in forms for part in form.parts]
    used = words(" ".join(annotation(type) for type in types))
    standard = {"TypedDict": "typing", **standard_names(types)}
    standard |= {"Required": "typing"} if any(part.required for form in forms for part in form.parts) else {}
    named = frozenset[str]().union(*(names_in(type) for type in types))
    inputs = named & {input.name for input in api.inputs}
    return {
        "doc": Docstring(f"Request bodies of the {api_title(api)} with files among their parts, as typed dicts."),
        "imports": (
            *standard_imports(standard),
            *((Import("._runtime.uploads", ("Uploadable",)),) if "Uploadable" in used else ()),
            *((Import(".inputs", tuple(inputs)),) if inputs else ()),
            *((Import(".models", tuple(named - inputs)),) if named - inputs else ()),
        ),
        "forms": tuple(_form(form, line_length) for form in forms),
    }


def _form(form: Form, line_length: int) -> View:
    """A typed dict as a class, or where its keys cannot be written as attributes, by a call."""
    used = words(" ".join(annotation(part.type) for part in form.parts)) | {"Required"}
    by_call = any(not _is_attribute(part.wire_name) or part.wire_name in used for part in form.parts)
    return {
        "name": Identifier(form.name),
        "literal": Literal(form.name),
        "by_call": by_call,
        "doc": docstring(_whole_doc(form, line_length), 0) if by_call else docstring(form.doc, INDENT),
        "parts": tuple(_part(part, by_call=by_call) for part in form.parts),
    }


def _part(part: Part, *, by_call: bool) -> View:
    return {
        "key": Literal(part.wire_name) if by_call else Identifier(part.wire_name),
        "annotation": Annotation(part.type),
        "required": part.required,
        "doc": docstring(part.doc, INDENT),
    }


def _whole_doc(form: Form, line_length: int) -> str:
    """What is said of a typed dict and of its keys, which have no room for words of their own."""
    entries = "\n".join(doc_entry(f"`{part.wire_name}`", part.doc, line_length) for part in form.parts if part.doc)
    return "\n\n".join(block for block in (form.doc, f"Keys:\n{entries}" if entries else "") if block)


def _is_attribute(key: str) -> bool:
    """Whether the key stands for itself when it is written as an attribute of a class."""
    plain = key.isidentifier() and not keyword.iskeyword(key) and not key.startswith("__")
    return plain and unicodedata.normalize("NFKC", key) == key
