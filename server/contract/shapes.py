"""What the documents are written from: every event and push, and one JSON schema for each shape that travels."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema
from typing_extensions import override

from handlers.contract import Event, Push, Wire
from server.contract.connection import Connect, ConnectRefusal, Refused

Schema = Mapping[str, Any]
Mode = Literal["validation", "serialization"]
Field = core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField

REF: Final = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Contract:
    """`schemas` holds each shape once, under its name; `names` says which shape a payload class is."""

    events: tuple[Event[Any, Any], ...]
    pushes: tuple[type[Push], ...]
    schemas: Mapping[str, Schema]
    names: Mapping[tuple[type[Wire], Mode], str]

    def request(self, event: Event[Any, Any]) -> str:
        return self.names[event.takes, "validation"]

    def reply(self, event: Event[Any, Any]) -> str:
        return self.names[event.gives, "serialization"]

    def push(self, push: type[Push]) -> str:
        return self.names[push, "serialization"]


def gather(events: Iterable[Event[Any, Any]], pushes: Iterable[type[Push]]) -> Contract:
    """The contract of these events and pushes, everything in a fixed order."""
    asked, told = tuple(events), tuple(pushes)
    taken: list[type[Wire]] = [Connect, *(it.takes for it in asked)]
    given: list[type[Wire]] = [ConnectRefusal, Refused, *(it.gives for it in asked), *told]
    models: list[tuple[type[Wire], Mode]] = [(kind, "validation") for kind in taken]
    models += [(kind, "serialization") for kind in given]
    refs, found = models_json_schema(
        list(dict.fromkeys(models)), ref_template=REF + "{model}", schema_generator=_Generator
    )
    schemas = {_plain(name): _renamed(schema) for name, schema in found.get("$defs", {}).items()}
    names = {model: _plain(named(refs[model])) for model in models}
    strict = reachable(schemas, {names[kind, "validation"] for kind in taken})
    for name in schemas.keys() - strict:
        schemas[name].pop("additionalProperties", None)
    return Contract(asked, told, dict(sorted(schemas.items())), names)


def named(schema: Schema) -> str:
    """The name that a reference refers to."""
    return str(schema["$ref"]).removeprefix(REF)


def reachable(schemas: Mapping[str, Schema], roots: Collection[str]) -> set[str]:
    """The shapes that these are made of, themselves included."""
    seen: set[str] = set()
    waiting = sorted(roots)
    while waiting:
        if (name := waiting.pop()) not in seen:
            seen.add(name)
            waiting += sorted(references(schemas[name]))
    return seen


def references(schema: object) -> Iterator[str]:
    """The shapes that a schema names, in its order."""
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield named(schema)
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


class _Generator(GenerateJsonSchema):
    """Says what really travels: `Maybe` fields are absent, never null; others with a default are always sent."""

    @override
    def field_is_required(self, field: Field, total: bool) -> bool:
        if self.mode == "serialization":
            return field.get("serialization_exclude_if") is None
        return super().field_is_required(field, total)

    @override
    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        inner = schema["schema"]
        if schema.get("default", ...) is None and inner["type"] == "nullable":
            return self.generate_inner(inner["schema"])
        return super().default_schema(schema) if self.mode == "validation" else self.generate_inner(inner)


def _plain(name: str) -> str:
    """The name of a shape: what is sent by the server keeps the class's name when both directions differ."""
    if "__" in name:
        raise ValueError(f"two payload classes share a name: {name}")
    return re.sub(r"[^A-Za-z0-9]", "", name.removesuffix("-Output"))


def _renamed(schema: Any) -> Any:
    """The schema with references to plain names, and without the titles that only repeat names."""
    if isinstance(schema, dict):
        kept = {key: value for key, value in schema.items() if key != "title" or not isinstance(value, str)}
        kept.pop("discriminator", None)
        return {key: _reference(value) if key == "$ref" else _renamed(value) for key, value in kept.items()}
    return [_renamed(value) for value in schema] if isinstance(schema, list) else schema


def _reference(target: str) -> str:
    return REF + _plain(target.removeprefix(REF))
