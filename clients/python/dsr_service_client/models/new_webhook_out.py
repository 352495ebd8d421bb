from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.event_type import EventType

T = TypeVar("T", bound="NewWebhookOut")


@_attrs_define
class NewWebhookOut:
    id: UUID
    url: str
    description: None | str
    event_types: list[EventType]
    """ Empty: all. """
    client: None | str
    enabled: bool
    disabled_reason: None | str
    """ `by_hand`, or `gone`: it answered 410. """
    failures: int
    """ Attempts in a row that it could not take. """
    paused_until: datetime.datetime | None
    """ Until when nothing is sent to it, to let it recover. """
    created_at: datetime.datetime
    created_by: str
    version: int
    secret: None | str
    """ Checks the signatures; shown once, null in a replayed answer. """
    replayed: bool = False

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        url = self.url

        description: None | str
        description = self.description

        event_types = []
        for event_types_item_data in self.event_types:
            event_types_item = event_types_item_data.value
            event_types.append(event_types_item)

        client: None | str
        client = self.client

        enabled = self.enabled

        disabled_reason: None | str
        disabled_reason = self.disabled_reason

        failures = self.failures

        paused_until: None | str
        if isinstance(self.paused_until, datetime.datetime):
            paused_until = self.paused_until.isoformat()
        else:
            paused_until = self.paused_until

        created_at = self.created_at.isoformat()

        created_by = self.created_by

        version = self.version

        secret: None | str
        secret = self.secret

        replayed = self.replayed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "url": url,
                "description": description,
                "event_types": event_types,
                "client": client,
                "enabled": enabled,
                "disabled_reason": disabled_reason,
                "failures": failures,
                "paused_until": paused_until,
                "created_at": created_at,
                "created_by": created_by,
                "version": version,
                "secret": secret,
                "replayed": replayed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        url = d.pop("url")

        def _parse_description(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        description = _parse_description(d.pop("description"))

        event_types = []
        _event_types = d.pop("event_types")
        for event_types_item_data in _event_types:
            event_types_item = EventType(event_types_item_data)

            event_types.append(event_types_item)

        def _parse_client(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        client = _parse_client(d.pop("client"))

        enabled = d.pop("enabled")

        def _parse_disabled_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        disabled_reason = _parse_disabled_reason(d.pop("disabled_reason"))

        failures = d.pop("failures")

        def _parse_paused_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                paused_until_type_0 = datetime.datetime.fromisoformat(data)

                return paused_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        paused_until = _parse_paused_until(d.pop("paused_until"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_by = d.pop("created_by")

        version = d.pop("version")

        def _parse_secret(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        secret = _parse_secret(d.pop("secret"))

        replayed = d.pop("replayed")

        new_webhook_out = cls(
            id=id,
            url=url,
            description=description,
            event_types=event_types,
            client=client,
            enabled=enabled,
            disabled_reason=disabled_reason,
            failures=failures,
            paused_until=paused_until,
            created_at=created_at,
            created_by=created_by,
            version=version,
            secret=secret,
            replayed=replayed,
        )

        return new_webhook_out
