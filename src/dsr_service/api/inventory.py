"""Which paths and methods the application really has: for Allow, OPTIONS and checks that walk every route."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.types import Scope


@dataclass(frozen=True, slots=True)
class Entry:
    """One route as it is reached: its full path with all prefixes."""

    path: str
    methods: frozenset[str]
    pattern: re.Pattern[str]
    route: Any
    context: Any


class Inventory:
    """The routes of one application, listed on first use, when all of them are in."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                context.path_format or context.path or "",
                frozenset(context.methods or ()),
                context.path_regex,
                context.original_route,
                context,
            )
            for context in iter_route_contexts(self.app.routes)
            if hasattr(context, "path_regex")
        )

    @property
    def operations(self) -> list[Entry]:
        return [entry for entry in self._entries if isinstance(entry.route, APIRoute)]

    def allowed(self, path: str) -> list[str]:
        """The methods that `path` answers, for an Allow header; empty where there is no such path."""
        found: set[str] = set()
        for entry in self._entries:
            if entry.pattern.match(path):
                found |= entry.methods
        if not found:
            return []
        if "GET" in found:
            found.add("HEAD")
        return sorted(found | {"OPTIONS"})


def template_of(scope: Scope) -> str:
    """The matched route's path with its placeholders: what a log may say of a URL."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    found = getattr(context, "path_format", None) or getattr(scope.get("route"), "path_format", None)
    return found if isinstance(found, str) else "-"
