from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.verification_in_method import VerificationInMethod

T = TypeVar("T", bound="VerificationIn")


@_attrs_define
class VerificationIn:
    method: VerificationInMethod
    """ How else the identity was proved; always accepted where equivalent (art. 12(6)). """

    def to_dict(self) -> dict[str, Any]:
        method = self.method.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "method": method,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        method = VerificationInMethod(d.pop("method"))

        verification_in = cls(
            method=method,
        )

        return verification_in
