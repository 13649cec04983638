"""The TypeScript that clients compile against."""

import pytest

from server.contract import typescript
from server.contract.shapes import Contract, Schema


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, "unknown"),
        ({"type": "string"}, "string"),
        ({"type": "integer"}, "number"),
        ({"const": "red"}, '"red"'),
        ({"enum": [0, 60]}, "0 | 60"),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}, {"type": "null"}]}, "number | null"),
        ({"type": "array", "items": {"type": "string"}}, "string[]"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, '("a" | "b")[]'),
        ({"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}]}, "[number, string]"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "Record<string, number>"),
        ({"type": "object", "patternProperties": {"^a$": {"type": "null"}}}, "Record<string, null>"),
        ({"type": "object", "additionalProperties": False}, "Record<string, never>"),
        ({"type": "object", "properties": {"a-b": {"type": "string"}}, "required": ["a-b"]}, '{ "a-b": string }'),
        ({"$ref": "#/components/schemas/Money", "description": "ignored"}, "Money"),
    ],
)
def test_a_schema_becomes_a_type(schema: Schema, expected: str) -> None:
    assert typescript.type_of(schema) == expected


def test_requests_and_pushes_are_told_by_name(contract: Contract) -> None:
    text = typescript.module(contract)
    assert '  /** Build a bike. */\n  "bike:build": { request: BuildBike; reply: BikeView }' in text
    assert '  "bike:built": BikeBuilt' in text


def test_only_events_with_one_effect_are_in_the_set(contract: Contract) -> None:
    once = typescript.module(contract).split("export const ONCE")[1]
    assert '"bike:build"' in once
    assert '"bike:ring"' not in once


def test_fields_keep_their_comments_and_their_question_marks(contract: Contract) -> None:
    text = typescript.module(contract)
    assert "export interface WheelInput {\n  /** How many. */\n  spokes?: number\n  tyre?: string\n}" in text
    assert "export interface Wheel {\n  /** How many. */\n  spokes: number\n  tyre?: string\n}" in text


def test_a_docstring_cannot_end_its_comment(contract: Contract) -> None:
    assert "as old as * / comments." in typescript.module(contract)


def test_a_long_choice_has_a_line_each(contract: Contract) -> None:
    assert 'export type Code =\n  | "unknown_event"\n  | "invalid_payload"' in typescript.module(contract)
    assert 'export type Colour = "red" | "blue"' in typescript.module(contract)


def test_no_line_ends_in_a_blank(contract: Contract) -> None:
    text = typescript.module(contract)
    assert not [line for line in text.splitlines() if line != line.rstrip()]
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
