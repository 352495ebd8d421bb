from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.suspension_cause import SuspensionCause
from ..types import UNSET, Unset

T = TypeVar("T", bound="SuspensionIn")


@_attrs_define
class SuspensionIn:
    cause: SuspensionCause
    reasonable_doubt_reason: None | str | Unset = UNSET
    """ Required for identity: what the doubt is (art. 12(6)). """
    question: None | str | Unset = UNSET
    """ For clarification: what the person is asked by letter; none: they were asked otherwise. """

    def to_dict(self) -> dict[str, Any]:
        cause = self.cause.value

        reasonable_doubt_reason: None | str | Unset
        if isinstance(self.reasonable_doubt_reason, Unset):
            reasonable_doubt_reason = UNSET
        else:
            reasonable_doubt_reason = self.reasonable_doubt_reason

        question: None | str | Unset
        if isinstance(self.question, Unset):
            question = UNSET
        else:
            question = self.question

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "cause": cause,
            }
        )
        if reasonable_doubt_reason is not UNSET:
            field_dict["reasonable_doubt_reason"] = reasonable_doubt_reason
        if question is not UNSET:
            field_dict["question"] = question

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cause = SuspensionCause(d.pop("cause"))

        def _parse_reasonable_doubt_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reasonable_doubt_reason = _parse_reasonable_doubt_reason(d.pop("reasonable_doubt_reason", UNSET))

        def _parse_question(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        question = _parse_question(d.pop("question", UNSET))

        suspension_in = cls(
            cause=cause,
            reasonable_doubt_reason=reasonable_doubt_reason,
            question=question,
        )

        return suspension_in
