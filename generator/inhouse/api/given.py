"""Names that a document or the configuration gives, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping

from inhouse.api.kept import KeptNames
from inhouse.api.names import distinct, is_given, snake_case
from inhouse.diagnostics import Diagnostic, Place, did_you_mean, quote
from inhouse.document.document import Document, place
from inhouse.document.names import NAME, GivenName
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, kind


class Given:
    """The names given within one document: found as its parts are read, and held against the names of all others."""

    def __init__(self, document: Document) -> None:
        self.problems: dict[Diagnostic, None] = {}
        self._document = document
        self._models: dict[str, tuple[str, Place | None]] = {}
        self._wanted: dict[str, dict[str, None]] = {}

    def name(
        self, value: JsonValue, pointer: str, configured: GivenName | None, reserved: Container[str] = ()
    ) -> GivenName | None:
        """The name that is given to the value at a pointer, the configured one first; None where none is, or a bad one."""
        given = configured or self._own(value, pointer)
        if given is None:
            return None
        if not is_given(given.name):
            self.problem(given, f"{quote(given.name)} cannot be a name in Python")
            return None
        if given.name in reserved:
            self.problem(given, f"the name {quote(given.name)} is taken by what every package has")
            return None
        return given

    def _own(self, value: JsonValue, pointer: str) -> GivenName | None:
        if not isinstance(value, dict) or NAME not in value:
            return None
        text, given = value[NAME], GivenName("", place(self._document, join_pointer(pointer, NAME)))
        if isinstance(text, str):
            return GivenName(text, given.place)
        self.problem(given, f"'{NAME}' must be a name, not {kind(text)}")
        return None

    def model(
        self, schema: JsonValue, pointer: str, configured: GivenName | None, reserved: Container[str]
    ) -> str | None:
        """The name that is given to a schema's model."""
        given = self.name(schema, pointer, configured)
        if given is not None and given.name.lower() in reserved:
            self.problem(given, f"the name {quote(given.name)} is taken by what every package has")
            return None
        if given is None:
            return None
        self._models[given.name] = pointer, given.place
        return given.name

    def is_model(self, name: str) -> bool:
        """Whether the name is given to a model just so."""
        return name in self._models

    def want(self, name: str, pointer: str) -> None:
        """Notes that the model at the pointer would have this name, did no other have it."""
        self._wanted.setdefault(name.lower(), {})[pointer] = None

    def check_distinct(self, exact: Iterable[GivenName], natural: Iterable[str], what: str) -> None:
        """Notes names given within one place that other things there are given too, or have by themselves."""
        exact = tuple(exact)
        uses = Counter((*natural, *(name.name for name in exact)))
        for name in exact:
            if uses[name.name] > 1:
                self.problem(name, f"another {what} is called {quote(name.name)} too")

    def check_models(self, names: Container[str]) -> None:
        """Notes what is wrong with the names given to models; `names` are those that models have in the end."""
        for name, (pointer, at) in self._models.items():
            others = [p for p in self._wanted.get(name.lower(), ()) if p != pointer and not p.startswith(f"{pointer}/")]
            if others:
                self.problem(GivenName(name, at), f"the name {quote(name)} is that of '#{others[0]}' too")
            elif name not in names:
                self.problem(GivenName(name, at), f"the name {quote(name)} is given to what needs none")

    def check_known(self, what: str, given: Mapping[str, GivenName], known: Iterable[str]) -> None:
        """Notes configured names for things that there are not."""
        known = frozenset(known)
        for key in sorted(given.keys() - known):
            self.problem(given[key], f"there is no {what} {quote(key)} to name", did_you_mean(key, known))

    def problem(self, given: GivenName, message: str, hint: str | None = None) -> None:
        """Notes what is wrong with a name."""
        self.problems[Diagnostic("bad-name", "fatal", message, given.place, hint)] = None


def field_names(
    given: Given, kept: KeptNames, places: Mapping[str, list[tuple[JsonValue, str]]], reserved: frozenset[str]
) -> dict[str, str]:
    """The name of each property of an object, by its wire name; `places` are its schemas with their pointers."""
    exact: dict[str, GivenName] = {}
    for wire_name, schemas in places.items():
        for schema, pointer in schemas:
            is_told = isinstance(schema, dict) and NAME in schema
            if is_told and (name := given.name(schema, pointer, None, reserved)) is not None:
                exact[wire_name] = name
    if exact:
        natural = [snake_case(wire_name, "field") for wire_name in places.keys() - exact.keys()]
        given.check_distinct(exact.values(), natural, "property")
    names = {wire_name: name.name for wire_name, name in exact.items()}
    for wire_name in sorted(places.keys() - exact.keys()) if kept.has("field") else ():
        before = kept.at("field", places[wire_name][0][1], snake_case(wire_name, "field"), reserved)
        if before is not None and before not in names.values():
            names[wire_name] = before
    found = distinct(places, "field", reserved, names)
    for wire_name in found.keys() - exact.keys():
        plain, own = snake_case(wire_name, "field"), found[wire_name]
        if wire_name in names or (own != plain and own != f"{plain}_"):
            kept.keep("field", places[wire_name][0][1], own)
    return found


def unnamed(schema: JsonValue) -> JsonValue:
    """A property's schema without the name that is the property's."""
    if not isinstance(schema, dict) or NAME not in schema:
        return schema
    return {key: value for key, value in schema.items() if key != NAME}
