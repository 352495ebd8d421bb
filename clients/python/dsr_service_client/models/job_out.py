from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.job_state import JobState

if TYPE_CHECKING:
    from ..models.job_out_payload import JobOutPayload


T = TypeVar("T", bound="JobOut")


@_attrs_define
class JobOut:
    """A job's outside: ids and codes, nothing about a person."""

    id: str
    kind: str
    state: JobState
    """ Where a job stands; a finished one is deleted. """
    payload: JobOutPayload
    """ Ids and codes only. """
    client: str
    """ Whose share of the workers it uses. """
    source: str
    """ The data source that it keeps busy. """
    attempts: int
    crashes: int
    """ Attempts in which the worker died. """
    last_error: None | str
    """ A code. """
    worker: None | str
    """ Who runs it. """
    due_at: datetime.datetime
    run_after: datetime.datetime
    created_at: datetime.datetime
    ready_at: datetime.datetime
    """ Since when a worker could take it. """
    died_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind = self.kind

        state = self.state.value

        payload = self.payload.to_dict()

        client = self.client

        source = self.source

        attempts = self.attempts

        crashes = self.crashes

        last_error: None | str
        last_error = self.last_error

        worker: None | str
        worker = self.worker

        due_at = self.due_at.isoformat()

        run_after = self.run_after.isoformat()

        created_at = self.created_at.isoformat()

        ready_at = self.ready_at.isoformat()

        died_at: None | str
        if isinstance(self.died_at, datetime.datetime):
            died_at = self.died_at.isoformat()
        else:
            died_at = self.died_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "state": state,
                "payload": payload,
                "client": client,
                "source": source,
                "attempts": attempts,
                "crashes": crashes,
                "last_error": last_error,
                "worker": worker,
                "due_at": due_at,
                "run_after": run_after,
                "created_at": created_at,
                "ready_at": ready_at,
                "died_at": died_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.job_out_payload import JobOutPayload  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        kind = d.pop("kind")

        state = JobState(d.pop("state"))

        payload = JobOutPayload.from_dict(d.pop("payload"))

        client = d.pop("client")

        source = d.pop("source")

        attempts = d.pop("attempts")

        crashes = d.pop("crashes")

        def _parse_last_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_error = _parse_last_error(d.pop("last_error"))

        def _parse_worker(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        worker = _parse_worker(d.pop("worker"))

        due_at = datetime.datetime.fromisoformat(d.pop("due_at"))

        run_after = datetime.datetime.fromisoformat(d.pop("run_after"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        ready_at = datetime.datetime.fromisoformat(d.pop("ready_at"))

        def _parse_died_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                died_at_type_0 = datetime.datetime.fromisoformat(data)

                return died_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        died_at = _parse_died_at(d.pop("died_at"))

        job_out = cls(
            id=id,
            kind=kind,
            state=state,
            payload=payload,
            client=client,
            source=source,
            attempts=attempts,
            crashes=crashes,
            last_error=last_error,
            worker=worker,
            due_at=due_at,
            run_after=run_after,
            created_at=created_at,
            ready_at=ready_at,
            died_at=died_at,
        )

        return job_out
