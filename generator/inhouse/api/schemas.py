"""Schemas → types and models.

Each schema is read where it stands. Objects with properties, enums and unions of objects get a name: a component's own,
or that of the place for an inline one. What is `allOf` of several objects becomes one flat object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from inhouse.api.api import AliasModel, EnumModel, Field, Model, ObjectModel, UnionModel
from inhouse.api.directions import access_of
from inhouse.api.docs import value_doc
from inhouse.api.given import Given, field_names, unnamed
from inhouse.api.names import caseless, pascal_case
from inhouse.api.types import (
    ANY,
    NONE,
    Constants,
    ListOf,
    LiteralValue,
    MapOf,
    Named,
    OneOf,
    Scalar,
    Shape,
    Type,
    names_in,
    optional,
    union,
    without,
)
from inhouse.diagnostics import Diagnostic, did_you_mean, quote
from inhouse.document.document import Document, place, resolve, unresolved
from inhouse.document.names import NO_NAMES, GivenName, Names
from inhouse.document.pointer import join_pointer
from inhouse.document.values import JsonValue, as_list, as_mapping, as_text

_SCHEMAS = "/components/schemas"
_STRUCTURAL = frozenset(
    (
        "type",
        "properties",
        "additionalProperties",
        "items",
        "oneOf",
        "anyOf",
        "allOf",
        "enum",
        "const",
        "$ref",
        "required",
    )
)
_UNSUPPORTED = ("not", "if", "dependentSchemas", "patternProperties", "prefixItems")
_FORMATS: Mapping[str, Type] = {"date-time": Scalar("datetime"), "date": Scalar("date")}
_SCALARS: Mapping[str, Type] = {
    "integer": Scalar("int"),
    "number": Scalar("float"),
    "boolean": Scalar("bool"),
    "null": NONE,
}

TYPE_NAMES = frozenset(
    ["Any", "Annotated", "Literal", "TypeAlias", "bool", "date", "datetime", "dict", "float", "int", "list", "str"]
)
"""Names that annotations in written modules are made of."""

_RESERVED_MODEL_NAMES = frozenset(
    name.lower()
    for name in (
        *TYPE_NAMES,
        "BestMatch",
        "Anything",
        "Binary",
        "Encoding",
        "NotRequired",
        "TypedDict",
        "Uploadable",
        "EventStream",
        "Headers",
        "JsonLines",
        "JsonRecords",
        "MediaTypes",
        "StreamCall",
        "Text",
        "Call",
        "PagedCall",
        "OffsetPages",
        "NumberedPages",
        "CursorPages",
        "BodyCursorPages",
        "LinkPages",
        "ReadOptions",
        "Unpack",
        "Date",
        "DateTime",
        "Number",
        "Field",
        "Model",
        "OPEN",
        "Tagged",
        "Unknown",
        "None",
        "True",
        "False",
        "BaseModel",
        "Mapping",
        "Required",
        "Sequence",
        "TypedDict",
    )
)
MODEL_ATTRIBUTES = frozenset(
    [
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "schema",
        "schema_json",
        "to_wire",
        "update_forward_refs",
        "validate",
        "mro",
        "raw",
        "register",
    ]
)
"""Public attributes that every model has, which no field may hide."""


@dataclass
class Schemas:
    """The schemas of one document as they are read: models by the pointer of their schema, and what is
    wrong, with the pointer where it is."""

    document: Document
    names: Names = NO_NAMES
    models: dict[str, Model] = field(default_factory=dict)
    findings: dict[tuple[str, Diagnostic], None] = field(default_factory=dict)
    given: Given = field(init=False)
    model_words: frozenset[str] = frozenset()
    _by_name: dict[str, Model] = field(default_factory=dict)
    _types: dict[str, Type] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set[str])
    _headers: dict[tuple[Field, ...], str] = field(default_factory=dict[tuple[Field, ...], str])

    def __post_init__(self) -> None:
        self.given = Given(self.document)

    def read_components(self) -> None:
        """Reads every component schema, so that names are given over the whole document."""
        components = as_mapping((as_mapping(self.document.root.get("components")) or {}).get("schemas")) or {}
        self.given.check_known("schema", self.names.schemas, components)
        for name in sorted(components):
            self.model_words |= caseless(pascal_case(name, "Model"))
            pointer = join_pointer(_SCHEMAS, name)
            self._name(pointer, self._hint(components[name], pointer, name, self.names.schemas.get(name)))
        for name in sorted(components):
            self._component(join_pointer(_SCHEMAS, name), components[name])

    def read(self, schema: JsonValue, pointer: str, hint: str) -> Type:
        """The type of the schema at the pointer; an inline model is named by the hint."""
        if not isinstance(schema, dict):
            if schema is not True:
                self.report("unusable-schema", "no value can match this schema; it is read as any value", pointer)
            return ANY
        for key in _UNSUPPORTED:
            if key in schema:
                self.report("approximated-keyword", f"{key!r} is not expressed in types", join_pointer(pointer, key))
        hint = self._hint(schema, pointer, hint)
        if "$ref" in schema:
            return self._reference(schema, pointer, hint)
        if "const" in schema:
            return self._constant(schema["const"], pointer)
        if "enum" in schema:
            return self._enum(schema, pointer, hint)
        if "allOf" in schema:
            return self._all_of(schema, pointer, hint)
        for key in ("oneOf", "anyOf"):
            if isinstance(schema.get(key), list):
                return self._one_of(schema, key, pointer, hint)
        kinds = self._kinds(schema, pointer)
        return union(tuple(self._kind(kind, schema, pointer, hint) for kind in kinds)) if kinds else ANY

    def _hint(self, schema: JsonValue, pointer: str, hint: str, configured: GivenName | None = None) -> str:
        """What the model of a schema is called: as somebody says, else by the hint."""
        return self.given.model(schema, pointer, configured, _RESERVED_MODEL_NAMES) or hint

    def reach(self, roots: Iterable[Type]) -> tuple[Model, ...]:
        """The models that the types mention, directly or through others, by name."""
        found: dict[str, Model] = {}
        waiting = [name for root in roots for name in names_in(root)]
        while waiting:
            name = waiting.pop()
            if name not in found and name in self._by_name:
                found[name] = self._by_name[name]
                waiting.extend(_mentions(found[name]))
        return tuple(found[name] for name in sorted(found))

    def settle(self) -> None:
        """Opens unions within unions and breaks cycles of aliases, once every model is known."""
        for pointer, model in list(self.models.items()):
            if isinstance(model, UnionModel):
                members = tuple(dict.fromkeys(_open_union(model.members, self._by_name, frozenset({model.name}))))
                model = replace(model, members=members)
                if not all(isinstance(self._by_name.get(name), ObjectModel) for _, name in model.mapping):
                    message = "a value of this discriminator stands for more than one model; it is not used"
                    self.report("approximated-discriminator", message, join_pointer(pointer, "discriminator"))
                    model = replace(model, tag=None, mapping=())
                self._define(pointer, model)
        settled: set[str] = set()
        for name in sorted(self._by_name):
            self._break_cycles(name, (), settled)

    def _break_cycles(self, name: str, above: tuple[str, ...], settled: set[str]) -> None:
        """Reads as any value what would make an alias or a union, objects apart, contain itself."""
        model = self._by_name[name]
        if name in settled or not isinstance(model, AliasModel | UnionModel):
            return
        above = (*above, name)
        for inner in sorted(_mentions(model) - set(above)):
            self._break_cycles(inner, above, settled)
        cyclic = frozenset(above) & _mentions(model)
        if cyclic:
            self.report(
                "recursive-alias", "a schema that contains itself but for an object is read as any value", model.pointer
            )
            if isinstance(model, AliasModel):
                self._define(model.pointer, replace(model, type=without(model.type, cyclic)))
            else:
                members = tuple(dict.fromkeys(without(member, cyclic) for member in model.members))
                self._define(model.pointer, replace(model, members=members))
        settled.add(name)

    def resolve_type(self, type: Type) -> Model | None:
        """The model that a type names, through aliases."""
        seen: set[str] = set()
        while isinstance(type, Named) and type.name not in seen:
            seen.add(type.name)
            model = self._by_name.get(type.name)
            if not isinstance(model, AliasModel):
                return model
            type = model.type
        return None

    def headers(self, hint: str, pointer: str, fields: tuple[Field, ...]) -> str:
        """The name of a model of headers; the same headers have the same model."""
        if fields not in self._headers:
            name = self._headers[fields] = self._name(join_pointer(pointer, "headers"), hint)
            pointer = join_pointer(pointer, "responses")
            self._by_name[name] = ObjectModel(
                name, pointer, "Headers of answers.", fields, closed=False, is_headers=True
            )
        return self._headers[fields]

    def _define(self, pointer: str, model: Model) -> None:
        self.models[pointer] = self._by_name[model.name] = model

    def _component(self, pointer: str, schema: JsonValue) -> Type:
        if pointer in self._types:
            return self._types[pointer]
        name = self._name(pointer, pointer.rpartition("/")[2])
        self._types[pointer] = Named(name)
        type = self.read(schema, pointer, name)
        if type == Named(name):
            if pointer not in self.models:
                self.report("cyclic-reference", "this schema only refers to itself; it is read as any value", pointer)
                self._define(pointer, AliasModel(name, pointer, value_doc(schema), ANY))
            return type
        if pointer in self.models:  # the name stands for what is not null; whoever refers to it gets both
            self._types[pointer] = type
            return type
        self._define(pointer, AliasModel(name, pointer, value_doc(schema), type))
        return Named(name)

    def _reference(self, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type:
        reference = as_text(schema["$ref"])
        target = resolve(self.document, reference) if reference is not None else None
        if target is None:
            self._unresolved(reference or str(schema["$ref"]), join_pointer(pointer, "$ref"))
            return ANY
        named = self._target(target.pointer, target.value)
        if "const" in schema:
            return self._constant(schema["const"], pointer)
        if schema.keys() & (_STRUCTURAL - {"$ref", "type", "required"}):
            return self._all_of(
                {**schema, "allOf": [{"$ref": reference}, *(as_list(schema.get("allOf")) or ())]}, pointer, hint
            )
        return named

    def _target(self, pointer: str, schema: JsonValue) -> Type:
        if pointer.rpartition("/")[0] == _SCHEMAS:
            return self._component(pointer, schema)
        if pointer not in self._types:
            self._types[pointer] = ANY
            self._types[pointer] = self.read(schema, pointer, pascal_case(pointer.rpartition("/")[2], "Model"))
        return self._types[pointer]

    def _constant(self, value: JsonValue, pointer: str) -> Type:
        if value is None:
            return NONE
        if isinstance(value, str | int):
            return Constants((value,))
        self.report(
            "approximated-const", "a constant that is no string, integer or boolean is read as any value", pointer
        )
        return ANY

    def _enum(self, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type:
        values = as_list(schema["enum"]) or []
        known: tuple[LiteralValue, ...] = tuple(
            dict.fromkeys(value for value in values if isinstance(value, str | int))
        )
        null = None in values
        bases = {type(value) for value in known}
        if len(bases) != 1 or len(known) < len([value for value in values if value is not None]):
            if known or not null:
                self.report("approximated-enum", "this enum is empty or mixes types; it is read as any value", pointer)
                return ANY
            return NONE
        base = _base(known[0])
        if base == Scalar("bool"):
            return optional(base) if null else base
        name = self._name(pointer, hint)
        self._define(pointer, EnumModel(name, pointer, value_doc(schema), known, base))
        return optional(Named(name)) if null else Named(name)

    def _one_of(self, schema: dict[str, JsonValue], key: str, pointer: str, hint: str) -> Type:
        members = as_list(schema[key]) or []
        if isinstance(schema.get("properties"), dict) and all(
            isinstance(member, dict) and not member.keys() & (_STRUCTURAL - {"required"}) for member in members
        ):
            self.report(
                "approximated-keyword", f"alternatives of required properties in {key!r} are not expressed", pointer
            )
            return self._object(schema, pointer, hint)
        at = join_pointer(pointer, key)
        inline = [index for index, member in enumerate(members) if isinstance(member, dict) and "$ref" not in member]
        only = len([m for m in members if m != {"type": "null"}]) == 1
        types = tuple(
            self.read(member, join_pointer(at, str(index)), hint if only else f"{hint}{_option(member, index, inline)}")
            for index, member in enumerate(members)
        )
        whole = union(types)
        if not isinstance(whole, OneOf):
            return whole
        known = tuple(member for member in whole.members if member != NONE)
        if values := _constants(known):
            self._define(
                pointer, EnumModel(self._name(pointer, hint), pointer, value_doc(schema), values, _base(values[0]))
            )
            named = Named(self._name(pointer, hint))
            return optional(named) if NONE in whole.members else named
        if len(known) < 2 or all(isinstance(self.resolve_type(m), EnumModel) or not names_in(m) for m in known):
            return whole
        name = self._name(pointer, hint)
        self._types.setdefault(pointer, Named(name))
        tag, mapping = self._discriminator(schema, tuple(zip(members, types, strict=True)), pointer)
        self._define(pointer, UnionModel(name, pointer, value_doc(schema), known, tag, mapping))
        return optional(Named(name)) if NONE in whole.members else Named(name)

    def _discriminator(
        self, schema: dict[str, JsonValue], members: tuple[tuple[JsonValue, Type], ...], pointer: str
    ) -> tuple[str | None, tuple[tuple[str, str], ...]]:
        """The wire name of the property that tells the members apart, and the model for each of its values."""
        discriminator = schema.get("discriminator")
        if not isinstance(discriminator, dict) or (tag := as_text(discriminator.get("propertyName"))) is None:
            return None, ()
        at = join_pointer(pointer, "discriminator")
        mapping: dict[str, str] = {}
        explicit = as_mapping(discriminator.get("mapping")) or {}
        for value in sorted(explicit):
            text = as_text(explicit[value]) or ""
            target = resolve(self.document, text if "#" in text else f"#{join_pointer(_SCHEMAS, text)}")
            if target is None:
                self._unresolved(text, join_pointer(at, "mapping", value))
                continue
            type = self._target(target.pointer, target.value)
            if isinstance(type, Named):
                mapping[value] = type.name
        for member, type in members:
            if isinstance(type, Named) and type.name not in mapping.values():
                reference = as_text(member.get("$ref")) if isinstance(member, dict) else None
                for value in self._tag_values(member, tag) or ([reference.rpartition("/")[2]] if reference else []):
                    mapping.setdefault(value, type.name)
        if any(
            type != NONE and (not isinstance(type, Named) or type.name not in mapping.values()) for _, type in members
        ):
            self.report("approximated-discriminator", "a member has no value of this discriminator; it is not used", at)
            return None, ()
        return tag, tuple(sorted(mapping.items()))

    def _tag_values(self, member: JsonValue, tag: str) -> list[str]:
        """The values of the tag that a member's own schema allows."""
        for properties, _, _ in self._parts(member, "", frozenset()):
            schema = properties.get(tag, (None, ""))[0]
            if isinstance(schema, dict):
                values = [schema["const"]] if "const" in schema else as_list(schema.get("enum")) or []
                if values:
                    return [value for value in values if isinstance(value, str)]
        return []

    def _all_of(self, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type:
        members = as_list(schema["allOf"]) or []
        own = {key: value for key, value in schema.items() if key not in ("allOf", "$ref")}
        at = join_pointer(pointer, "allOf")
        shaped = [
            (member, join_pointer(at, str(index)))
            for index, member in enumerate(members)
            if isinstance(member, dict) and member.keys() & (_STRUCTURAL - {"required"})
        ]
        if own.keys() & (_STRUCTURAL - {"required", "type"}):
            shaped.append((own, pointer))
        if len(shaped) == 1 and not own.get("required"):
            return self.read(shaped[0][0], shaped[0][1], hint)
        if any(properties for properties, _, _ in self._parts(dict(schema), pointer, frozenset())):
            return self._object(schema, pointer, hint)
        if not shaped:
            return self.read(own, pointer, hint)
        self.report("approximated-keyword", "of these schemas only the first is expressed", at)
        return self.read(shaped[0][0], shaped[0][1], hint)

    def _parts(
        self, schema: JsonValue, pointer: str, seen: frozenset[str]
    ) -> Iterator[tuple[dict[str, tuple[JsonValue, str]], frozenset[str], JsonValue]]:
        """Each object that a schema is made of: properties with their pointers, required names, additional properties."""
        if not isinstance(schema, dict):
            return
        if (reference := as_text(schema.get("$ref"))) is not None:
            target = resolve(self.document, reference)
            if target is not None and target.pointer not in seen:
                yield from self._parts(target.value, target.pointer, seen | {target.pointer})
        for index, member in enumerate(as_list(schema.get("allOf")) or ()):
            yield from self._parts(member, join_pointer(pointer, "allOf", str(index)), seen)
        properties = schema.get("properties")
        own = properties if isinstance(properties, dict) else {}
        required = frozenset(name for name in as_list(schema.get("required")) or () if isinstance(name, str))
        yield (
            {name: (value, join_pointer(pointer, "properties", name)) for name, value in own.items()},
            required,
            schema.get("additionalProperties"),
        )

    def _object(self, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type:
        parts = list(self._parts(dict(schema), pointer, frozenset()))
        wire_names = sorted({name for properties, _, _ in parts for name in properties})
        if not wire_names:
            extra = schema.get("additionalProperties")
            at = join_pointer(pointer, "additionalProperties")
            return MapOf(self.read(extra, at, f"{hint}Value") if isinstance(extra, dict) else ANY)
        name = self._name(pointer, hint)
        self._types.setdefault(pointer, Named(name))
        required = frozenset[str]().union(*(part[1] for part in parts))
        fields: list[Field] = []
        places = {name: [properties[name] for properties, _, _ in parts if name in properties] for name in wire_names}
        names = field_names(self.given, places, MODEL_ATTRIBUTES | TYPE_NAMES | self.model_words)
        for wire_name in wire_names:
            fields.append(self._field(wire_name, places[wire_name], name, wire_name in required, names[wire_name]))
        closed = any(part[2] is False for part in parts)
        opened = not closed and any(isinstance(part[2], dict) or part[2] is True for part in parts)
        self._define(pointer, ObjectModel(name, pointer, value_doc(schema), tuple(fields), closed, opened))
        return Named(name)

    def _field(
        self, wire_name: str, places: list[tuple[JsonValue, str]], owner: str, required: bool, name: str
    ) -> Field:
        hint = f"{owner}{pascal_case(wire_name, 'Field')}"
        types = [self.read(unnamed(schema), pointer, hint) for schema, pointer in places]
        type = next((t for t in reversed(types) if isinstance(t, Constants)), None) or next(
            (t for t in reversed(types) if t != ANY), ANY
        )
        schemas = [schema for schema, _ in reversed(places)]
        deprecated = any(isinstance(schema, dict) and schema.get("deprecated") is True for schema in schemas)
        access = access_of(self.document, places, self.report)
        return Field(wire_name, name, type, required, deprecated, value_doc(*schemas), access)

    def _kinds(self, schema: dict[str, JsonValue], pointer: str) -> tuple[str, ...]:
        declared = schema.get("type")
        if isinstance(declared, str):
            return (declared,)
        if isinstance(declared, list):
            return tuple(kind for kind in declared if isinstance(kind, str))
        if declared is not None:
            self.report("unusable-type", "'type' must be a name or a list of names", join_pointer(pointer, "type"))
        if "properties" in schema or "additionalProperties" in schema:
            return ("object",)
        return ("array",) if "items" in schema else ()

    def _kind(self, kind: str, schema: dict[str, JsonValue], pointer: str, hint: str) -> Type:
        match kind:
            case "object":
                return self._object(schema, pointer, hint)
            case "array":
                items = schema.get("items", True)
                return ListOf(self.read(items, join_pointer(pointer, "items"), f"{hint}Item"))
            case "string":
                return _FORMATS.get(as_text(schema.get("format")) or "", Scalar("str"))
            case _ if kind in _SCALARS:
                return _SCALARS[kind]
            case _:
                suggestion = did_you_mean(kind, ("object", "array", "string", *_SCALARS))
                self.report("unknown-type", f"unknown type {quote(kind)}", join_pointer(pointer, "type"), suggestion)
                return ANY

    def name(self, pointer: str, hint: str) -> str:
        """The Python name of what stands at the pointer; case-insensitively unique."""
        return self._name(pointer, hint)

    def _name(self, pointer: str, hint: str) -> str:
        """The Python name of the model at the pointer; case-insensitively unique."""
        if pointer not in self._names:
            base = hint if self.given.is_model(hint) else pascal_case(hint, "Model")
            name = base = f"{base}Schema" if base.lower() in _RESERVED_MODEL_NAMES else base
            self.given.want(base, pointer)
            number = 2
            while name.lower() in self._taken:
                name, number = f"{base}{number}" if base[-1:].isalpha() else f"{base}_{number}", number + 1
            self._taken.add(name.lower())
            self._names[pointer] = name
        return self._names[pointer]

    def name_beside(self, name: str, suffix: str) -> str:
        """A name for another shape of the model of this name, as unique as those of models."""
        return self._name(f"{name} {suffix}", f"{name}{suffix}")

    def shapes(self, type: Type, above: frozenset[str] = frozenset()) -> frozenset[Shape]:
        """The shapes that a parameter of the type can have; `nested` is what holds arrays or objects in turn."""
        match type:
            case Scalar() | Constants():
                return frozenset({"scalar"})
            case ListOf(item):
                return _holding("array", self.shapes(item, above))
            case MapOf(value):
                return _holding("object", self.shapes(value, above))
            case OneOf(members):
                return frozenset[Shape]().union(*(self.shapes(member, above) for member in members))
            case Named(name) if name in above:
                return frozenset({"nested"})
            case Named(name):
                return self._model_shapes(self._by_name.get(name), above | {name})

    def _model_shapes(self, model: Model | None, above: frozenset[str]) -> frozenset[Shape]:
        match model:
            case EnumModel() | None:
                return frozenset({"scalar"})
            case AliasModel(type=type):
                return self.shapes(type, above)
            case UnionModel(members=members):
                return self.shapes(OneOf(members), above)
            case ObjectModel(fields=fields):
                return _holding("object", *(self.shapes(field.type, above) for field in fields))

    def report(self, code: str, message: str, pointer: str, hint: str | None = None) -> None:
        """Notes an approximation at the pointer, once."""
        self.note(pointer, Diagnostic(code, "warning", message, place(self.document, pointer), hint))

    def note(self, pointer: str, diagnostic: Diagnostic) -> None:
        """Notes what is wrong at the pointer, once."""
        if (pointer, diagnostic) not in self.findings:
            self.findings[pointer, diagnostic] = None

    def _unresolved(self, reference: str, pointer: str) -> None:
        self.note(pointer, unresolved(self.document, pointer, reference))


def _holding(shape: Shape, *inner: frozenset[Shape]) -> frozenset[Shape]:
    """The shape, and whether what is in it is more than scalars."""
    deep = frozenset[Shape]().union(*inner) - {"scalar"}
    return frozenset({shape, "nested"}) if deep else frozenset({shape})


def _base(value: LiteralValue) -> Scalar:
    """The type of a value of an enum."""
    return Scalar("bool" if isinstance(value, bool) else "int" if isinstance(value, int) else "str")


def _constants(members: tuple[Type, ...]) -> tuple[LiteralValue, ...]:
    """The values of a union that is an enum written as constants; empty if it is none."""
    values = tuple(value for member in members if isinstance(member, Constants) for value in member.values)
    if len(values) < 2 or len({_base(value) for value in values}) > 1 or isinstance(values[0], bool):
        return ()
    return values if all(isinstance(member, Constants) for member in members) else ()


def _option(member: JsonValue, index: int, inline: list[int]) -> str:
    """What tells an inline member of a union from its siblings in a name: its title, else its number among them."""
    title = as_text(member.get("title")) if isinstance(member, dict) else None
    return pascal_case(title, "Option") if title else f"Option{inline.index(index) + 1}" if index in inline else ""


def _mentions(model: Model) -> frozenset[str]:
    match model:
        case ObjectModel():
            types = tuple(field.type for field in model.fields)
        case UnionModel():
            types = (*model.members, *(Named(name) for _, name in model.mapping))
        case AliasModel():
            types = (model.type,)
        case EnumModel():
            types = ()
    return frozenset[str]().union(*(names_in(type) for type in types))


def _open_union(members: tuple[Type, ...], by_name: Mapping[str, Model], seen: frozenset[str]) -> Iterator[Type]:
    for member in members:
        model = by_name.get(member.name) if isinstance(member, Named) else None
        if isinstance(model, UnionModel) and model.name not in seen:
            yield from _open_union(model.members, by_name, seen | {model.name})
        elif isinstance(model, AliasModel) and isinstance(model.type, OneOf | Named) and model.name not in seen:
            opened = model.type.members if isinstance(model.type, OneOf) else (model.type,)
            yield from _open_union(opened, by_name, seen | {model.name})
        else:
            yield member
