"""Makes the OpenAPI document: FastAPI's, with every convention of the service declared, sorted, and stable."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from dsr_service.api import problems
from dsr_service.api.conditions import takes_condition
from dsr_service.api.examples import NoExample, example_of
from dsr_service.api.form_parsing import MAX_PARTS
from dsr_service.api.inventory import Entry, Inventory
from dsr_service.api.openapi_headers import declare_headers, declare_ranges, declare_versions
from dsr_service.api.openapi_parts import (
    BEARER,
    DESCRIPTION,
    HEADERS,
    IDEMPOTENCY_KEY,
    IF_MATCH,
    MAY_MATCH,
    SECURITY_SCHEMES,
    SOURCES_OF_IDS,
    STALE,
    STANDARD,
    TAGS,
)
from dsr_service.api.openapi_schemas import limit, name_objects, trim, walk
from dsr_service.api.operation import OperationRoute
from dsr_service.api.problems import Problem

Json = dict[str, Any]
_METHODS: Final = ("get", "put", "post", "delete", "patch")
_REF: Final = "#/components/schemas/{model}"


def install(app: FastAPI) -> None:
    """Have `app.openapi()` give the finished document, made once."""

    def document() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = build(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way of extending it


def as_text(document: Mapping[str, Any]) -> str:
    """The document as it is checked in and served: the same code gives the same bytes."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def build(app: FastAPI) -> Json:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=DESCRIPTION,
        routes=app.routes,
        webhooks=app.webhooks.routes,
        tags=[{"name": name, "description": text} for name, text in sorted(TAGS.items())],
        servers=[{"url": "/", "description": "Production: this installation.", "x-internal": False}],
        license_info={"name": "As stated by the project", "identifier": "LicenseRef-dsr-service"},
        contact={"name": "The controller's data protection officer"},
        separate_input_output_schemas=True,
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem_schema = Problem.model_json_schema(ref_template=_REF)
    schemas.update(problem_schema.pop("$defs", {}))
    schemas["Problem"] = problem_schema
    components["securitySchemes"] = SECURITY_SCHEMES
    components["headers"] = HEADERS
    entries = {(entry.path, method): entry for entry in Inventory(app).operations for method in entry.methods}
    for path, method, operation in operations(document):
        _complete(path, method, operation, entries.get((path, method.upper())), schemas)
    declare_versions(operations(document))
    for _, _, operation in operations(document):
        for media in operation.get("requestBody", {}).get("content", {}).values():
            name = operation["operationId"][:1].upper() + operation["operationId"][1:]
            media["schema"] = name_objects(name, media["schema"], schemas)
    for hook in webhooks(document):
        _complete_webhook(hook)
    for schema in schemas.values():
        trim(schema)
    for _, _, operation in operations(document):
        _show_examples(operation, schemas)
        _hoist(operation, components.setdefault("examples", {}))
    _link(document)
    for hook in webhooks(document):
        _show_examples(hook, schemas)
    limit([*(operation for _, _, operation in operations(document)), *webhooks(document)], schemas)
    _share(document, components.setdefault("responses", {}))
    used = {tag for _, _, operation in operations(document) for tag in operation.get("tags", ())}
    used |= {tag for hook in webhooks(document) for tag in hook.get("tags", ())}
    document["tags"] = [tag for tag in document["tags"] if tag["name"] in used]
    finished: Json = _sorted(document)
    return finished


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield path, method, item[method]


def webhooks(document: Mapping[str, Any]) -> Iterator[Json]:
    """What we post to others."""
    for item in document.get("webhooks", {}).values():
        yield from item.values()


def _complete_webhook(operation: Json) -> None:
    operation["responses"].pop("422", None)
    operation["security"] = []
    for parameter in operation.get("parameters", ()):
        trim(parameter["schema"])


def _complete(  # noqa: C901 one line per convention
    path: str, method: str, operation: Json, entry: Entry | None, schemas: Json
) -> None:
    """What holds for every operation and is therefore written in no route."""
    operation.pop("title", None)
    secured = bool(operation.get("security"))
    operation["security"] = [{BEARER: []}] if secured else []
    responses: Json = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422", "")):
        del responses["422"]
    for status, codes in STANDARD.items():
        if _applies(status, path, operation, secured=secured):
            _add_problem(responses, status, codes)
    parameters = operation.setdefault("parameters", [])
    if method == "post" and secured:
        parameters.append(IDEMPOTENCY_KEY)
    if "412" in responses:
        parameters.append(IF_MATCH if "428" in responses else MAY_MATCH)
    elif (
        takes_condition(path, method.upper())
        and entry is not None
        and isinstance(entry.route, OperationRoute)
    ):
        parameters.append(MAY_MATCH)
        _add_problem(responses, 412, STALE)
    if "416" in responses:
        declare_ranges(responses, parameters)
    for parameter in parameters:
        trim(parameter["schema"])
    if not parameters:
        del operation["parameters"]
    if "requestBody" in operation and entry is not None:
        _declare_limits(operation, entry.route, schemas)
    for declared_status, response in responses.items():
        declare_headers(declared_status, response, operation)


def _declare_limits(operation: Json, route: Any, schemas: Json) -> None:
    limit = getattr(route, "body_limit", None)
    if limit is None:
        return
    operation["x-max-body-bytes"] = limit
    form = operation["requestBody"]["content"].get("multipart/form-data")
    if form is None:
        return

    def bound(schema: Json) -> None:
        if schema.get("type") == "array":
            schema.setdefault("maxItems", MAX_PARTS)
        if "contentMediaType" in schema or schema.get("format") == "binary":
            schema.update(format="binary", maxLength=limit)

    walk(schemas[form["schema"]["$ref"].rpartition("/")[2]], bound)


def _applies(status: int, path: str, operation: Json, *, secured: bool) -> bool:
    match status:
        case 401 | 403:
            return secured
        case 404:
            return "{" in path
        case 413 | 415:
            return "requestBody" in operation
        case _:
            return True  # 422 too: a query parameter that is not known is refused everywhere


def _add_problem(responses: Json, status: int, codes: Iterable[tuple[str, str]]) -> None:
    declared = problems.declared(status, codes)
    present = responses.get(str(status))
    if present is None:
        responses[str(status)] = declared
        return
    content = present.setdefault("content", {}).setdefault(problems.MEDIA_TYPE, {})
    content.setdefault("schema", declared["content"][problems.MEDIA_TYPE]["schema"])
    examples = content.setdefault("examples", {})
    for code, example in declared["content"][problems.MEDIA_TYPE]["examples"].items():
        examples.setdefault(code, example)


def _show_examples(operation: Json, schemas: Json) -> None:
    """An example for each body and each answer that states none."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        for media_type, media in body.get("content", {}).items():
            if "example" in media or "examples" in media or "schema" not in media:
                continue
            if media_type == "application/json" or media_type.endswith("+json"):
                with suppress(NoExample):  # the tests name the field; a running service serves the rest
                    media["example"] = example_of(media["schema"], schemas)


def _link(document: Json) -> None:
    """Links (OpenAPI 4.8.20) from the answer that tells an id to every operation that takes it."""
    found = {operation["operationId"]: (path, operation) for path, _, operation in operations(document)}
    for source, status, parameter, pointer in SOURCES_OF_IDS:
        if source not in found:
            continue
        known = {name: f"$request.path.{name}" for name in _path_parameters(found[source][0])}
        known[parameter] = f"$response.body#{pointer}"
        links = found[source][1]["responses"][status].setdefault("links", {})
        for target, (path, _) in sorted(found.items()):
            taken = _path_parameters(path)
            if parameter in taken and taken <= set(known):
                links[target] = {
                    "operationId": target,
                    "parameters": {name: known[name] for name in sorted(taken)},
                }


def _path_parameters(path: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", path))


def _hoist(operation: Json, examples: Json) -> None:
    """Each error's example stands once: in every operation they would be most of the document."""
    for response in operation["responses"].values():
        shown = response.get("content", {}).get(problems.MEDIA_TYPE, {}).get("examples", {})
        for code, example in shown.items():
            examples.setdefault(code, {"summary": example["value"]["title"], **example})
            shown[code] = {"$ref": f"#/components/examples/{code}"}


def _share(document: Json, shared: Json) -> None:
    """An error answer that several operations give alike stands once."""
    for _, _, operation in operations(document):
        for status, response in operation["responses"].items():
            if problems.MEDIA_TYPE in response.get("content", {}) and int(status) >= 400:
                name = f"Problem{status}"
                if shared.setdefault(name, response) == response:
                    operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}


def _sorted(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        # an example is shown in the order of its fields, which people chose
        names = value if key in ("example", "value", "properties") else sorted(value)
        return {name: _sorted(value[name], name) for name in names}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value
