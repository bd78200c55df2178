"""Schemas → types and models.

Each schema is read where it stands. Objects with properties, enums and unions of objects get a name: a component's own,
or that of the place for an inline one. What is `allOf` of several objects becomes one flat object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from inhouse.api import settle, shapes
from inhouse.api.amount import Amount, check_members, too_many_findings
from inhouse.api.api import Access, AliasModel, Field, Model, ObjectModel, Parameter
from inhouse.api.arrays import array_of
from inhouse.api.composition import all_of, compose, composed
from inhouse.api.docs import value_doc
from inhouse.api.enums import constant, enum
from inhouse.api.formats import STRINGS, number_of, string_of
from inhouse.api.given import Given
from inhouse.api.inheritance import children_by_base, inherited
from inhouse.api.kept import KeptNames
from inhouse.api.keywords import INEXPRESSIBLE, LIMITING, LIMITS, SCHEMAS, SHAPING
from inhouse.api.mentions import mentions
from inhouse.api.names import caseless, pascal_case
from inhouse.api.objects import object_of
from inhouse.api.parts import Sited, implied_kind
from inhouse.api.reserved import MODEL_NAMES
from inhouse.api.types import (
    ANY,
    NONE,
    Named,
    Scalar,
    Shape,
    Type,
    depth,
    names_in,
    optional,
    scalars_in,
    union,
    width,
    within,
)
from inhouse.api.unions import one_of
from inhouse.diagnostics import Diagnostic, did_you_mean, fatal, quote
from inhouse.document.document import Document, exists, get, place, resolve, unresolved
from inhouse.document.limits import (
    MAX_ALTERNATIVES,
    MAX_FINDINGS,
    MAX_NESTED_TYPES,
    MAX_SUGGESTIONS,
)
from inhouse.document.names import NAME, NO_NAMES, GivenName, Names
from inhouse.document.pointer import join_pointer, split_pointer, unescape
from inhouse.document.values import JsonValue, as_mapping, as_text

_INEXPRESSIBLE = frozenset(INEXPRESSIBLE)
_SCALARS: Mapping[str, Type] = {
    "integer": Scalar("int"),
    "boolean": Scalar("bool"),
    "null": NONE,
}


@dataclass
class Schemas:
    """The schemas of one document as they are read, and what is wrong, with the pointer where it is.

    `sources` are the pointers of all the schemas that an object is made of, by its name.
    Models and types are kept by the pointer of their schema; what more a schema becomes, by that and more after a `&`.
    `parameters` are those read so far, by their pointers, names on the wire and names; `accesses` are what references
    say of who sends what they lead to, and `amount` is how much all has come to.
    `composed_at` has those of schemas that are composed, None while they are being read; `combining` the pointers of
    alternatives that are being combined with what stands beside them.
    """

    document: Document
    names: Names = NO_NAMES
    kept: KeptNames = field(default_factory=KeptNames)
    models: dict[str, Model] = field(default_factory=dict)
    findings: dict[tuple[str, Diagnostic], None] = field(default_factory=dict)
    given: Given = field(init=False)
    amount: Amount = field(init=False)
    model_words: frozenset[str] = frozenset()
    by_name: dict[str, Model] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    sources: dict[str, frozenset[str]] = field(default_factory=dict)
    parameters: dict[tuple[str, str, str], Parameter] = field(default_factory=dict[tuple[str, str, str], Parameter])
    _names: dict[str, str] = field(default_factory=dict)
    _taken: dict[str, str] = field(default_factory=dict[str, str])
    _mentioned: dict[str, tuple[Model, frozenset[str]]] = field(
        default_factory=dict[str, "tuple[Model, frozenset[str]]"]
    )
    combining: set[str] = field(default_factory=set[str])
    composed_at: dict[str, Type | None] = field(default_factory=dict[str, "Type | None"])
    accesses: dict[str, frozenset[Access]] = field(default_factory=dict[str, "frozenset[Access]"])
    _numbers: dict[str, int] = field(default_factory=dict[str, int])
    _unresolved: int = 0
    _headers: dict[tuple[Field, ...], str] = field(default_factory=dict[tuple[Field, ...], str])

    def __post_init__(self) -> None:
        self.given = Given(self.document)
        self.amount = Amount(self.document)

    def read_components(self) -> None:
        """Reads every component schema, so that names are given over the whole document."""
        components = as_mapping((as_mapping(self.document.root.get("components")) or {}).get("schemas")) or {}
        self.given.check_known("schema", self.names.schemas, components)
        check_members(self.document, components)
        for name in sorted(components):
            self.model_words |= caseless(pascal_case(name, "Model"))
            pointer = join_pointer(SCHEMAS, name)
            self.name(pointer, self._hint(components[name], pointer, name, self.names.schemas.get(name)))
        for name in sorted(components):
            self._component(join_pointer(SCHEMAS, name), components[name])

    def read(self, schema: JsonValue, pointer: str, hint: str) -> Type:
        """The type of the schema at the pointer; an inline model is named by the hint."""
        if not isinstance(schema, dict):
            if schema is not True:
                self.report("unusable-schema", "no value can match this schema; it is read as any value", pointer)
            return ANY
        self.note_inexpressible(schema, pointer)
        hint = self._hint(schema, pointer, hint)
        if pointer in self.children and (found := inherited(self, schema, pointer, hint)) is not None:
            return found
        if "$ref" in schema:
            return self._reference(schema, pointer, hint)
        if "allOf" in schema:
            return all_of(self, schema, pointer, hint)
        if "const" in schema:
            return constant(self, schema["const"], pointer)
        if isinstance(schema.get("enum"), list):
            return enum(self, schema, pointer, hint)
        for key in ("oneOf", "anyOf"):
            if isinstance(schema.get(key), list):
                return one_of(self, schema, key, pointer, hint)
        kinds = self._kinds(schema, pointer)
        if "object" in kinds and "null" in kinds:
            self.expect(pointer, hint, null=True)
        self._note_misplaced(schema, pointer, kinds)
        if len(kinds) == 1:
            return self._kind(kinds[0], schema, pointer, hint)
        return union(tuple(self._kind(kind, schema, pointer, hint) for kind in kinds)) if kinds else ANY

    def _hint(self, schema: JsonValue, pointer: str, hint: str, configured: GivenName | None = None) -> str:
        """What the model of a schema is called: as somebody says, else by the hint."""
        if configured is None and not (isinstance(schema, dict) and NAME in schema):
            return hint
        return self.given.model(schema, pointer, configured, MODEL_NAMES) or hint

    def compose(self, places: Sequence[tuple[JsonValue, str]], pointer: str, hint: str) -> Type:
        """The type of what matches all these schemas."""
        return compose(self, places, pointer, hint)

    def composed(self, parts: Sequence[Sited], pointer: str, hint: str, doc: str, key: str | None = None) -> Type:
        """The type of what matches all the parts of the schema at the pointer."""
        return composed(self, parts, pointer, hint, key or pointer, doc)

    def within_itself(self, pointer: str) -> Type:
        """What a schema that is being composed is going to be, as far as that is known, for where it contains itself."""
        expected = self.types.get(pointer, ANY)
        if expected == ANY:
            message = "what this schema is composed of contains it; it is read as any value there"
            self.report("cyclic-reference", message, pointer)
        return expected

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The components that say `allOf` of a component, by its pointer."""
        return children_by_base(self.document)

    def reach(self, roots: Iterable[Type]) -> tuple[Model, ...]:
        """The models that the types mention, directly or through others, by name."""
        found: dict[str, Model] = {}
        waiting = [name for root in roots for name in names_in(root)]
        while waiting:
            name = waiting.pop()
            if name not in found and name in self.by_name:
                found[name] = model = self.by_name[name]
                known, names = self._mentioned.get(name, (None, frozenset[str]()))
                if known is not model:
                    names = mentions(model)
                    self._mentioned[name] = model, names
                waiting.extend(names)
        return tuple(found[name] for name in sorted(found))

    def settle(self) -> None:
        """Opens unions within unions and breaks cycles of aliases, once every model is known."""
        settle.settle(self)

    def shapes(self, type: Type) -> frozenset[Shape]:
        """The shapes that a parameter of the type can have; `nested` is what holds arrays or objects in turn."""
        return shapes.shapes(type, self.by_name)

    def resolve_type(self, type: Type) -> Model | None:
        """The model that a type names, through aliases."""
        seen: set[str] = set()
        while isinstance(type, Named) and type.name not in seen:
            seen.add(type.name)
            model = self.by_name.get(type.name)
            if not isinstance(model, AliasModel):
                return model
            type = model.type
        return None

    def headers(self, hint: str, pointer: str, fields: tuple[Field, ...]) -> str:
        """The name of a model of headers; the same headers have the same model."""
        if fields not in self._headers:
            name = self._headers[fields] = self.name(join_pointer(pointer, "headers"), hint)
            pointer = join_pointer(pointer, "responses")
            self.by_name[name] = ObjectModel(
                name, pointer, "Headers of answers.", fields, closed=False, is_headers=True
            )
        return self._headers[fields]

    def spelled(self, type: Type) -> Type:
        """The type with what names stand for in place of those, where that is written by its type and no model tells."""
        model = self.by_name.get(type.name) if isinstance(type, Named) else None
        if not isinstance(model, AliasModel):
            return within(type, self.spelled)
        return (
            model.type if any(scalar.wire or scalar.name == "timedelta" for scalar in scalars_in(model.type)) else type
        )

    def define(self, pointer: str, model: Model) -> None:
        """Keeps a model."""
        self.models[pointer] = self.by_name[model.name] = model

    def _component(self, pointer: str, schema: JsonValue) -> Type:
        if pointer in self.types:
            return self.types[pointer]
        name = self.name(pointer, unescape(pointer.rpartition("/")[2]))
        self.types[pointer] = Named(name)
        try:
            type = self.read(schema, pointer, name)
        except RecursionError:
            message = "too many schemas lead from one to the next until they come to this one"
            raise fatal("too-deep", message, place(self.document, pointer)) from None
        if type == Named(name):
            if name not in self.by_name:
                self.report("cyclic-reference", "this schema only refers to itself; it is read as any value", pointer)
                self.define(pointer, AliasModel(name, pointer, value_doc(schema), ANY))
            return type
        if name in self.by_name:  # the name stands for what is not null; whoever refers to it gets both
            self.types[pointer] = type
            model = self.by_name[name]
            self.define(pointer, replace(model, doc=model.doc or value_doc(schema)))
            return type
        self.define(pointer, AliasModel(name, pointer, value_doc(schema), type))
        return Named(name)

    def _reference(self, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type:
        reference = as_text(schema["$ref"])
        target = resolve(self.document, reference) if reference is not None else None
        if target is None:
            self.unresolved(reference or str(schema["$ref"]), join_pointer(pointer, "$ref"))
            return ANY
        self.target(target.pointer)
        if schema.keys() & (SHAPING | {"required"}) - {"$ref", "type"}:
            return all_of(self, schema, pointer, hint)
        return self.target(target.pointer)

    def target(self, pointer: str) -> Type:
        """The type of the schema that a reference leads to."""
        if pointer not in self.types:
            schema = get(self.document, pointer)
            if pointer.rpartition("/")[0] == SCHEMAS:
                return self._component(pointer, schema)
            self.types[pointer] = ANY
            self.types[pointer] = self.read(schema, pointer, _hint(pointer))
        return self.types[pointer]

    def _kinds(self, schema: dict[str, JsonValue], pointer: str) -> tuple[str, ...]:
        declared = schema.get("type")
        if isinstance(declared, str):
            return (declared,)
        if isinstance(declared, list):
            return tuple(kind for kind in declared if isinstance(kind, str))
        if declared is not None:
            self.report("unusable-type", "'type' must be a name or a list of names", join_pointer(pointer, "type"))
        implied = implied_kind(schema)
        if implied is None and as_text(schema.get("format")) in STRINGS:
            implied = "string"
        if implied in ("string", "number"):
            article = f"no type is given; its keywords speak of a {implied}, as which it is read"
            self.report("missing-type", article, pointer)
        return (implied,) if implied is not None else ()

    def _kind(self, kind: str, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type:
        match kind:
            case "object":
                parts = ((schema, pointer),)
                return self._shallow(object_of(self, parts, pointer, hint, pointer, value_doc(schema)), pointer)
            case "array":
                return self._shallow(array_of(self, schema, pointer, hint), pointer)
            case "string":
                return string_of(schema)
            case "number":
                return number_of(schema)
            case _ if kind in _SCALARS:
                return _SCALARS[kind]
            case _:
                suggestion = did_you_mean(kind, ("object", "array", "string", "number", *_SCALARS))
                self.report("unknown-type", f"unknown type {quote(kind)}", join_pointer(pointer, "type"), suggestion)
                return ANY

    def _shallow(self, type: Type, pointer: str) -> Type:
        """The type, unless so much stands within one another or side by side there that nobody could read its annotation."""
        if depth(type) > MAX_NESTED_TYPES:
            message = f"what is nested more than {MAX_NESTED_TYPES} arrays and maps deep is read as any value"
        elif (count := width(type)) > MAX_ALTERNATIVES:
            message = f"{count:,} types side by side are too many; they are read as any value"
        else:
            return type
        self.report("approximated-keyword", message, pointer)
        return ANY

    def name(self, pointer: str, hint: str) -> str:
        """The Python name of what stands at the pointer; case-insensitively unique."""
        if pointer not in self._names:
            self._names[pointer] = name = self._free_name(pointer, hint)
            self._taken[name.lower()] = pointer
        return self._names[pointer]

    def is_taken(self, name: str) -> bool:
        """Whether something of the document is called so, or nothing may be."""
        return name.lower() in self._taken or name.lower() in MODEL_NAMES

    def take(self, name: str) -> None:
        """Keeps all that is named from now on from being called so."""
        self._taken.setdefault(name.lower(), "")

    def name_apart(self, pointer: str, name: str) -> str:
        """Another name for what is called so at the pointer, where it has to make room."""
        number = 2
        while self.is_taken(found := f"{name}{number}" if name[-1:].isalpha() else f"{name}_{number}"):
            number += 1
        if (before := self.kept.at("shared", pointer, name)) is not None and not self.is_taken(before):
            found = before
        self.kept.keep("shared", pointer, found)
        self.take(found)
        return found

    def _free_name(self, pointer: str, hint: str) -> str:
        is_given = self.given.is_model(hint)
        base = hint if is_given else pascal_case(hint, "Model").rstrip("_")
        self.given.want(base, pointer)
        name = base = f"{base}Schema" if base.lower() in MODEL_NAMES else base
        if not is_given and (kept := self.kept.at("model", pointer, base)) and kept.lower() not in self._taken:
            self.kept.keep("model", pointer, kept)
            return kept
        joint = "" if base[-1:].isalpha() else "_"
        while (holder := self._holder(name, pointer, is_given)) is not None:
            if not holder.startswith(f"{SCHEMAS}/") or "/" in holder.removeprefix(f"{SCHEMAS}/"):
                self.kept.keep("model", holder, self._names.get(holder, name))
            self._numbers[base.lower()] = number = self._numbers.get(base.lower(), 1) + 1
            name = f"{base}{joint}{number}"
        if name != base:
            self.kept.keep("model", pointer, name)
        return name

    def _holder(self, name: str, pointer: str, is_given: bool) -> str | None:
        """The pointer of what else has the name, or is going to, since it was kept for it."""
        holder = self._taken.get(name.lower())
        if holder is None and not is_given:
            holder = self._promised.get(name.lower())
        return None if holder == pointer else holder

    @cached_property
    def _promised(self) -> Mapping[str, str]:
        """The pointers for which names of models are kept, of those that the document still has."""
        kept = (
            (key.removeprefix("model "), name) for key, name in self.kept.before.items() if key.startswith("model /")
        )
        return {name.lower(): pointer for pointer, name in kept if exists(self.document, pointer.partition("&")[0])}

    def expect(self, key: str, hint: str, *, null: bool = False) -> None:
        """Tells what refers to a schema while it is still being read that it becomes a model, perhaps with null."""
        named = Named(self.name(key, hint))
        if self.types.get(key) in (None, ANY, named):
            self.types[key] = optional(named) if null else named

    def _note_misplaced(self, schema: Mapping[str, JsonValue], pointer: str, kinds: tuple[str, ...]) -> None:
        """Notes limits that say nothing of values of these types; nothing is missing for want of them."""
        if LIMITING.isdisjoint(schema):
            return
        speaking = {kind for kind in LIMITS if kind in kinds or (kind == "number" and "integer" in kinds)}
        for kind, keywords in LIMITS.items():
            for key in sorted(keywords & schema.keys()) if kinds and kind not in speaking else ():
                message = f"{key!r} says nothing of {' or '.join(kinds)}; it is left out"
                where = place(self.document, join_pointer(pointer, key))
                self.note("", Diagnostic("misplaced-limit", "warning", message, where))

    def same_name(self, pointer: str, other: str, hint: str) -> None:
        """Lets what stands at another pointer have the name of this one: they are one value."""
        self._names.setdefault(other, self.name(pointer, hint))

    def name_beside(self, name: str, suffix: str) -> str:
        """A name for another shape of the model of this name, as unique as those of models."""
        return self.name(f"{name} {suffix}", f"{name}{suffix}")

    def note_inexpressible(self, schema: Mapping[str, JsonValue], pointer: str) -> None:
        """Notes what a schema says for which Python has no type."""
        if _INEXPRESSIBLE.isdisjoint(schema):
            return
        for key, said in INEXPRESSIBLE.items():
            if key in schema:
                message = f"{key!r} says {said}, for which Python has no type; it is not held against values"
                self.report("approximated-keyword", message, join_pointer(pointer, key))

    def report(self, code: str, message: str, pointer: str, hint: str | None = None) -> None:
        """Notes an approximation at the pointer, once."""
        self.note(pointer, Diagnostic(code, "warning", message, place(self.document, pointer), hint))

    def note(self, pointer: str, diagnostic: Diagnostic) -> None:
        """Notes what is wrong at the pointer, once; what needs no approximation for it stands at none."""
        if (pointer, diagnostic) not in self.findings:
            self.findings[pointer, diagnostic] = None
            if len(self.findings) > MAX_FINDINGS:
                raise too_many_findings(diagnostic)

    def unresolved(self, reference: str, pointer: str) -> None:
        """Notes a reference that leads nowhere, the first ones with what may have been meant."""
        self._unresolved += 1
        is_first = self._unresolved <= MAX_SUGGESTIONS
        self.note(pointer, unresolved(self.document, pointer, reference, is_guessed=is_first))


def _hint(pointer: str) -> str:
    """What to call a schema that a reference leads to and that is no component."""
    *above, last = split_pointer(pointer) or ("document",)
    if "$defs" in above or "definitions" in above:
        return pascal_case(last, "Model")
    if above[:2] == ["components", "schemas"]:
        words = [word for word in (*above[2:], last) if word not in ("properties", "oneOf", "anyOf", "allOf", "schema")]
        return "".join(pascal_case("item" if word == "items" else word, "Option") for word in words)
    if above[:1] == ["paths"] and len(above) > 2:
        suffix = "Request" if "requestBody" in above else "Response"
        return f"{pascal_case(f'{above[2]} {above[1]}', 'Operation')}{suffix}"
    return pascal_case(last, "Model")
