"""What a new OpenAPI document breaks for callers of an old one: `python openapi_changes.py` against the last release.

Requests may only become freer (fewer demands, more values), answers only stricter (nothing taken away, no new kinds of
value): a caller written against the old document then goes on working.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Json = Mapping[str, Any]
Direction = Literal["request", "response"]
ROOT = Path(__file__).parents[1]
DOCUMENT = "openapi/openapi.json"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
LEAST = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")
MOST = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")


@dataclass(frozen=True)
class Documents:
    old: Json
    new: Json
    compared: set[tuple[str, str, Direction]] = field(default_factory=set)  # pairs of $ref, for circles

    def resolved(self, schema: Json, document: Json) -> Json:
        while "$ref" in schema:
            target: Any = document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            schema = target
        return schema


def breaking_changes(old: Json, new: Json) -> list[str]:
    both = Documents(old, new)
    found = list(_operations(both, old.get("paths", {}), new.get("paths", {}), "request", "response"))
    # A webhook goes the other way: the service sends the body, and reads the answer.
    found += _operations(both, old.get("webhooks", {}), new.get("webhooks", {}), "response", "request")
    return list(dict.fromkeys(found))


def _operations(both: Documents, old: Json, new: Json, sent: Direction, answered: Direction) -> Iterator[str]:
    for path, item in old.items():
        for method in METHODS:
            if method not in item:
                continue
            where = f"{method.upper()} {path}"
            if method not in new.get(path, {}):
                yield f"{where}: removed"
                continue
            before, after = item[method], new[path][method]
            if before.get("operationId") != after.get("operationId"):
                yield f"{where}: operationId {before.get('operationId')} became {after.get('operationId')}"
            if not _security(both.old, before) and _security(both.new, after):
                yield f"{where}: needs a credential now"
            yield from _parameters(both, item, new[path], before, after, where)
            yield from _body(both, before, after, where, sent)
            yield from _responses(both, before, after, where, answered)


def _security(document: Json, operation: Json) -> list[Json]:
    needs: list[Json] = operation.get("security", document.get("security", []))
    return [] if {} in needs else needs


def _parameters(
    both: Documents, old_item: Json, new_item: Json, old: Json, new: Json, where: str
) -> Iterator[str]:
    def by_name(document: Json, *levels: Json) -> dict[tuple[str, str], Json]:
        every = [both.resolved(p, document) for level in levels for p in level.get("parameters", [])]
        return {(p["in"], p["name"]): p for p in every}

    before, after = by_name(both.old, old_item, old), by_name(both.new, new_item, new)
    for key in before.keys() - after.keys():
        yield f"{where}: {key[0]} parameter {key[1]} removed"
    for key, parameter in after.items():
        place = f"{where}: {key[0]} parameter {key[1]}"
        if key not in before:
            if parameter.get("required"):
                yield f"{place} is new and required"
            continue
        if parameter.get("required") and not before[key].get("required"):
            yield f"{place} is required now"
        yield from _schemas(
            both, before[key].get("schema", {}), parameter.get("schema", {}), place, "request"
        )


def _body(both: Documents, old: Json, new: Json, where: str, direction: Direction) -> Iterator[str]:
    before = both.resolved(old.get("requestBody", {}), both.old)
    after = both.resolved(new.get("requestBody", {}), both.new)
    if after.get("required") and not before.get("required") and direction == "request":
        yield f"{where}: a body is required now"
    if before and not after:
        yield f"{where}: takes no body any more"
        return
    yield from _contents(both, before, after, f"{where}: body", direction)


def _responses(both: Documents, old: Json, new: Json, where: str, direction: Direction) -> Iterator[str]:
    for status, response in old.get("responses", {}).items():
        if status not in new.get("responses", {}):
            yield f"{where}: answer {status} removed"
            continue
        before = both.resolved(response, both.old)
        after = both.resolved(new["responses"][status], both.new)
        for name in before.get("headers", {}).keys() - after.get("headers", {}).keys():
            yield f"{where}: answer {status}: header {name} removed"
        yield from _contents(both, before, after, f"{where}: answer {status}", direction)


def _contents(both: Documents, old: Json, new: Json, where: str, direction: Direction) -> Iterator[str]:
    before, after = old.get("content", {}), new.get("content", {})
    for media_type, content in before.items():
        if media_type not in after:
            yield f"{where}: {media_type} removed"
            continue
        yield from _schemas(
            both, content.get("schema", {}), after[media_type].get("schema", {}), where, direction
        )


def _schemas(both: Documents, old: Json, new: Json, where: str, direction: Direction) -> Iterator[str]:
    """`narrow` is the side that may take no more than `wide`: new requests are wide, new answers narrow."""
    if "$ref" in old and "$ref" in new:
        pair = (old["$ref"], new["$ref"], direction)
        if pair in both.compared:
            return
        both.compared.add(pair)
    old, new = both.resolved(old, both.old), both.resolved(new, both.new)
    if "anyOf" in old or "oneOf" in old or "anyOf" in new or "oneOf" in new:
        yield from _unions(both, old, new, where, direction)
        return
    yield from _types(old, new, where, direction)
    yield from _values(old, new, where, direction)
    if direction == "request":
        yield from _limits(old, new, where)
    yield from _objects(both, old, new, where, direction)
    if "items" in old and "items" in new:
        yield from _schemas(both, old["items"], new["items"], f"{where}[]", direction)


def _branches(schema: Json) -> list[Json]:
    return list(schema.get("anyOf") or schema.get("oneOf") or [schema])


def _unions(both: Documents, old: Json, new: Json, where: str, direction: Direction) -> Iterator[str]:
    """Each branch that callers know must still be taken; each branch that they get must be one that they know."""
    before, after = _branches(old), _branches(new)
    for branch in before if direction == "request" else after:
        trials = []
        for other in after if direction == "request" else before:
            pair = (branch, other) if direction == "request" else (other, branch)
            # Tried with a memory of its own: a branch that doesn't fit must not count as compared.
            trial = Documents(both.old, both.new, set(both.compared))
            trials.append(list(_schemas(trial, *pair, where, direction)))
        fitting = [found for found in trials if not any(line.startswith(f"{where}: type ") for line in found)]
        if not fitting:
            name = branch.get("$ref", "").rpartition("/")[2] or branch.get("type", "an alternative")
            yield f"{where}: {name} is {'no longer taken' if direction == 'request' else 'a new kind of value'}"
            continue
        best = min(fitting, key=len)
        yield from best


def _types(old: Json, new: Json, where: str, direction: Direction) -> Iterator[str]:
    def of(schema: Json) -> set[str]:
        kind = schema.get("type", [])
        kinds = {kind} if isinstance(kind, str) else set(kind)
        return kinds | ({"integer"} if "number" in kinds else set())

    before, after = of(old), of(new)
    narrow, wide = (before, after) if direction == "request" else (after, before)
    if wide and (not narrow or not narrow <= wide):
        yield f"{where}: type {_shown(before)} became {_shown(after)}"
    stricter, freer = (new, old) if direction == "request" else (old, new)
    if "format" in stricter and stricter["format"] != freer.get("format"):
        yield f"{where}: format {old.get('format')} became {new.get('format')}"


def _shown(types: set[str]) -> str:
    return " or ".join(sorted(types)) or "any"


def _values(old: Json, new: Json, where: str, direction: Direction) -> Iterator[str]:
    def of(schema: Json) -> list[Any] | None:
        return [schema["const"]] if "const" in schema else schema.get("enum")

    before, after = of(old), of(new)
    narrow, wide = (before, after) if direction == "request" else (after, before)
    if wide is None:
        return
    if narrow is None:
        yield f"{where}: values are {'now limited to' if direction == 'request' else 'no longer limited to'} a list"
        return
    for value in narrow:
        if value not in wide:
            yield f"{where}: value {value!r} {'is no longer taken' if direction == 'request' else 'is new'}"


def _limits(old: Json, new: Json, where: str) -> Iterator[str]:
    for names, is_stricter in ((MOST, lambda was, now: now < was), (LEAST, lambda was, now: now > was)):
        for name in names:
            default = 0 if name in {"minLength", "minItems", "minProperties"} else None
            was, now = old.get(name, default), new.get(name, default)
            if now is not None and now != was and (was is None or is_stricter(was, now)):
                yield f"{where}: {name} {was} became {now}"
    if "pattern" in new and new["pattern"] != old.get("pattern"):
        yield f"{where}: pattern {old.get('pattern')} became {new['pattern']}"
    if new.get("uniqueItems") and not old.get("uniqueItems"):
        yield f"{where}: items must be unique now"


def _objects(both: Documents, old: Json, new: Json, where: str, direction: Direction) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    required = set(old.get("required", [])), set(new.get("required", []))
    is_open = new.get("additionalProperties", True)
    for name, schema in before.items():
        place = f"{where}/{name}"
        if name not in after:
            if direction == "response" or is_open is False:
                yield f"{place} removed"
            continue
        yield from _schemas(both, schema, after[name], place, direction)
    if direction == "request":
        for name in sorted(required[1] - required[0]):
            yield f"{where}/{name} is required now"
        if (
            is_open is False
            and old.get("additionalProperties", True) is not False
            and old.get("type") == "object"
        ):
            yield f"{where}: unknown fields are refused now"
    else:
        for name in sorted((required[0] - required[1]) & after.keys()):
            yield f"{where}/{name} may be absent now"


def allows_breaking(old: str, new: str) -> bool:
    """Semantic versions: a new major one may break; before 1.0 a new minor one may."""
    before, after = (tuple(int(part) for part in version.split(".")[:3]) for version in (old, new))
    return after[0] > before[0] or (after[0] == before[0] == 0 and after[1] > before[1])


def git(*arguments: str) -> str | None:
    run = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True, check=False)
    return run.stdout.strip() if run.returncode == 0 else None


def main() -> int:
    tag = git("describe", "--tags", "--match", "v[0-9]*", "--abbrev=0")
    if tag is None:
        if git("rev-parse", "--is-shallow-repository") == "false":
            print("There is no release yet (no tag v*): nothing that the API could break.")
            return 0
        print(
            "NOT COMPARED with the last release: this is no complete clone. `git fetch --tags --unshallow` gets it."
        )
        return 1 if os.environ.get("CI") else 0
    released = git("show", f"{tag}:{DOCUMENT}")
    if released is None:
        print(f"{tag} has no {DOCUMENT}: nothing that the API could break.")
        return 0
    old, new = json.loads(released), json.loads((ROOT / DOCUMENT).read_text("utf-8"))
    found = breaking_changes(old, new)
    versions = old["info"]["version"], new["info"]["version"]
    print(f"{len(found)} breaking change(s) since {tag} ({versions[0]} -> {versions[1]})")
    print("\n".join(f"- {line}" for line in found), end="\n" if found else "")
    if found and not allows_breaking(*versions):
        print("Keep the old form working, or raise the version as a breaking change asks.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
