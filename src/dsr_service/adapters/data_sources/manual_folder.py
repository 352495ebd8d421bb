"""What a person found by hand, as files: `<collection>.json`, a list of objects, in a folder."""

import asyncio
import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from dsr_service.domain.data_map.data_map import Collection, Dataset
from dsr_service.domain.errors import InvalidInput
from dsr_service.domain.manual_tasks import checked
from dsr_service.formats.json_values import JsonNumber
from dsr_service.services.ports.data_sources import Answers, SourceFailed
from dsr_service.services.walk.answers import AnswerSource

_MOST_BYTES: Final = 64 << 20


def manual_folder(url: str, dataset: Dataset) -> AnswerSource:
    """A collection without a file was not looked through; an empty list says that nothing was found."""
    folder = Path(unquote(urlsplit(url).path))

    async def load() -> Answers:
        return await asyncio.to_thread(_read, folder, dataset)

    return AnswerSource(dataset, load, "waiting_for_person")


def _read(folder: Path, dataset: Dataset) -> Answers:
    if not folder.is_dir():
        raise SourceFailed("unreachable", "There is no such folder.", whole=True)
    found = {}
    for collection in dataset.collections:
        path = folder / f"{collection.name}.json"
        if path.is_file() and path.parent == folder:
            found[collection.name] = _rows(path, collection)
    return found


def _rows(path: Path, collection: Collection) -> list[dict[str, Any]]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceFailed("answer_too_large")
        given = json.loads(path.read_bytes(), parse_float=JsonNumber)
        if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
            raise SourceFailed("answer_malformed")
        return checked(collection, given)
    except (OSError, ValueError, RecursionError, InvalidInput):
        raise SourceFailed("answer_malformed") from None
