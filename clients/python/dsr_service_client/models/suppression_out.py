from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="SuppressionOut")


@_attrs_define
class SuppressionOut:
    purpose: str
    identifier_type: str
    hash_: str
    """ HMAC-SHA256 of `type`, a NUL byte and the normalised identifier, in hex; the key is at
    `/v1/suppressions/key`. """
    since: datetime.datetime
    lifted_at: datetime.datetime | None
    """ Set: the person has consented anew; forget the entry. """

    def to_dict(self) -> dict[str, Any]:
        purpose = self.purpose

        identifier_type = self.identifier_type

        hash_ = self.hash_

        since = self.since.isoformat()

        lifted_at: None | str
        if isinstance(self.lifted_at, datetime.datetime):
            lifted_at = self.lifted_at.isoformat()
        else:
            lifted_at = self.lifted_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "purpose": purpose,
                "identifier_type": identifier_type,
                "hash": hash_,
                "since": since,
                "lifted_at": lifted_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        purpose = d.pop("purpose")

        identifier_type = d.pop("identifier_type")

        hash_ = d.pop("hash")

        since = datetime.datetime.fromisoformat(d.pop("since"))

        def _parse_lifted_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                lifted_at_type_0 = datetime.datetime.fromisoformat(data)

                return lifted_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        lifted_at = _parse_lifted_at(d.pop("lifted_at"))

        suppression_out = cls(
            purpose=purpose,
            identifier_type=identifier_type,
            hash_=hash_,
            since=since,
            lifted_at=lifted_at,
        )

        return suppression_out
