from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.rule_out import RuleOut


T = TypeVar("T", bound="RulesOut")


@_attrs_define
class RulesOut:
    version: int
    """ 0 while only the law's defaults count. """
    content: None | str
    defaults: list[RuleOut]
    """ What counts where the content says nothing else. """
    created_at: datetime.datetime | None
    created_by: None | str

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        content: None | str
        content = self.content

        defaults = []
        for defaults_item_data in self.defaults:
            defaults_item = defaults_item_data.to_dict()
            defaults.append(defaults_item)

        created_at: None | str
        if isinstance(self.created_at, datetime.datetime):
            created_at = self.created_at.isoformat()
        else:
            created_at = self.created_at

        created_by: None | str
        created_by = self.created_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "version": version,
                "content": content,
                "defaults": defaults,
                "created_at": created_at,
                "created_by": created_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rule_out import RuleOut  # noqa: PLC0415

        d = dict(src_dict)
        version = d.pop("version")

        def _parse_content(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        content = _parse_content(d.pop("content"))

        defaults = []
        _defaults = d.pop("defaults")
        for defaults_item_data in _defaults:
            defaults_item = RuleOut.from_dict(defaults_item_data)

            defaults.append(defaults_item)

        def _parse_created_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                created_at_type_0 = datetime.datetime.fromisoformat(data)

                return created_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        created_at = _parse_created_at(d.pop("created_at"))

        def _parse_created_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        created_by = _parse_created_by(d.pop("created_by"))

        rules_out = cls(
            version=version,
            content=content,
            defaults=defaults,
            created_at=created_at,
            created_by=created_by,
        )

        return rules_out
