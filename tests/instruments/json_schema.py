"""Hold JSON to a schema: as much of JSON Schema (2020-12) as docs/json.schema.json uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_KNOWN = frozenset(
    {"$schema", "$defs", "$ref", "title", "anyOf", "type", "required", "properties", "format"}
    | {"additionalProperties", "items", "enum"}
)


def find_faults(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> list[str]:
    """Return where a value is not as its schema says; nothing means that it is.

    Args:
        value: What was parsed.
        schema: What it has to be.
        whole: The file that references in the schema lead into.
    """
    return list(_find(value, schema, whole, "$"))


def _find(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str) -> Iterator[str]:
    unknown = set(schema) - _KNOWN
    assert not unknown, f"the schema uses what is not understood here: {unknown}"
    if "$ref" in schema:
        yield from _find(value, whole["$defs"][schema["$ref"].removeprefix("#/$defs/")], whole, at)
    if "anyOf" in schema and all(any(_find(value, one, whole, at)) for one in schema["anyOf"]):
        yield f"{at} is none of what it may be"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is {value!r}"
    if "type" in schema and not _is_of(value, schema["type"]):
        yield f"{at} is no {schema['type']}: {value!r}"
        return
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _find(item, schema["items"], whole, f"{at}[{index}]")
    if isinstance(value, dict):
        yield from (f"{at} lacks {key}" for key in schema.get("required", ()) if key not in value)
        for key, item in value.items():
            further = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
            if further is False:
                yield f"{at} has {key}"
            else:
                yield from _find(item, further, whole, f"{at}.{key}")


def _is_of(value: Any, names: str | list[str]) -> bool:
    for name in [names] if isinstance(names, str) else names:
        is_number = name in ("integer", "number")
        if isinstance(value, _TYPES[name]) and not (is_number and isinstance(value, bool)):
            return True
    return False
