from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="IdentityOut")


@_attrs_define
class IdentityOut:
    required: bool
    """ False for a marketing objection or a withdrawal of consent (art. 21(3), 7(3)). """
    verified_at: datetime.datetime | None
    method: None | str
    submission_sha256: None | str
    """ Of the submitted body: an assertion about this request is bound to it (docs/identity.md). """

    def to_dict(self) -> dict[str, Any]:
        required = self.required

        verified_at: None | str
        if isinstance(self.verified_at, datetime.datetime):
            verified_at = self.verified_at.isoformat()
        else:
            verified_at = self.verified_at

        method: None | str
        method = self.method

        submission_sha256: None | str
        submission_sha256 = self.submission_sha256

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "required": required,
                "verified_at": verified_at,
                "method": method,
                "submission_sha256": submission_sha256,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        required = d.pop("required")

        def _parse_verified_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                verified_at_type_0 = datetime.datetime.fromisoformat(data)

                return verified_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        verified_at = _parse_verified_at(d.pop("verified_at"))

        def _parse_method(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        method = _parse_method(d.pop("method"))

        def _parse_submission_sha256(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        submission_sha256 = _parse_submission_sha256(d.pop("submission_sha256"))

        identity_out = cls(
            required=required,
            verified_at=verified_at,
            method=method,
            submission_sha256=submission_sha256,
        )

        return identity_out
