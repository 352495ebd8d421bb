from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="NoticeSecretOut")


@_attrs_define
class NoticeSecretOut:
    secret: None | str
    """ Of the Standard Webhooks signature; null in a replay. """
    replayed: bool = False

    def to_dict(self) -> dict[str, Any]:
        secret: None | str
        secret = self.secret

        replayed = self.replayed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "secret": secret,
                "replayed": replayed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_secret(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        secret = _parse_secret(d.pop("secret"))

        replayed = d.pop("replayed")

        notice_secret_out = cls(
            secret=secret,
            replayed=replayed,
        )

        return notice_secret_out
