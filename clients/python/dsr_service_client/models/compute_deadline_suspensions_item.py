from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.compute_deadline_suspensions_item_cause import ComputeDeadlineSuspensionsItemCause
from ..types import UNSET, Unset

T = TypeVar("T", bound="ComputeDeadlineSuspensionsItem")


@_attrs_define
class ComputeDeadlineSuspensionsItem:
    from_: datetime.datetime
    to: datetime.datetime | None
    """ null: still open. """
    cause: ComputeDeadlineSuspensionsItemCause
    reasonable_doubt_reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from_ = self.from_.isoformat()

        to: None | str
        if isinstance(self.to, datetime.datetime):
            to = self.to.isoformat()
        else:
            to = self.to

        cause = self.cause.value

        reasonable_doubt_reason: None | str | Unset
        if isinstance(self.reasonable_doubt_reason, Unset):
            reasonable_doubt_reason = UNSET
        else:
            reasonable_doubt_reason = self.reasonable_doubt_reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "from": from_,
                "to": to,
                "cause": cause,
            }
        )
        if reasonable_doubt_reason is not UNSET:
            field_dict["reasonable_doubt_reason"] = reasonable_doubt_reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        from_ = datetime.datetime.fromisoformat(d.pop("from"))

        def _parse_to(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                to_type_0 = datetime.datetime.fromisoformat(data)

                return to_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        to = _parse_to(d.pop("to"))

        cause = ComputeDeadlineSuspensionsItemCause(d.pop("cause"))

        def _parse_reasonable_doubt_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reasonable_doubt_reason = _parse_reasonable_doubt_reason(d.pop("reasonable_doubt_reason", UNSET))

        compute_deadline_suspensions_item = cls(
            from_=from_,
            to=to,
            cause=cause,
            reasonable_doubt_reason=reasonable_doubt_reason,
        )

        return compute_deadline_suspensions_item
