from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.notice_answer import NoticeAnswer
from ..models.notice_event import NoticeEvent
from ..models.notice_exception import NoticeException
from ..types import UNSET, Unset

T = TypeVar("T", bound="NoticeRecordIn")


@_attrs_define
class NoticeRecordIn:
    event: NoticeEvent
    """ What the staff record of a notice. """
    answer: None | NoticeAnswer | Unset = UNSET
    """ With the event `answered`. """
    ground: None | NoticeException | Unset = UNSET
    """ With the event `excepted`: the catalogue's ground. """
    reasons: None | str | Unset = UNSET
    """ Needed for an exception: what makes it impossible or disproportionate. """

    def to_dict(self) -> dict[str, Any]:
        event = self.event.value

        answer: None | str | Unset
        if isinstance(self.answer, Unset):
            answer = UNSET
        elif isinstance(self.answer, NoticeAnswer):
            answer = self.answer.value
        else:
            answer = self.answer

        ground: None | str | Unset
        if isinstance(self.ground, Unset):
            ground = UNSET
        elif isinstance(self.ground, NoticeException):
            ground = self.ground.value
        else:
            ground = self.ground

        reasons: None | str | Unset
        if isinstance(self.reasons, Unset):
            reasons = UNSET
        else:
            reasons = self.reasons

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "event": event,
            }
        )
        if answer is not UNSET:
            field_dict["answer"] = answer
        if ground is not UNSET:
            field_dict["ground"] = ground
        if reasons is not UNSET:
            field_dict["reasons"] = reasons

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        event = NoticeEvent(d.pop("event"))

        def _parse_answer(data: object) -> None | NoticeAnswer | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                answer_type_0 = NoticeAnswer(data)

                return answer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | NoticeAnswer | Unset, data)

        answer = _parse_answer(d.pop("answer", UNSET))

        def _parse_ground(data: object) -> None | NoticeException | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ground_type_0 = NoticeException(data)

                return ground_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | NoticeException | Unset, data)

        ground = _parse_ground(d.pop("ground", UNSET))

        def _parse_reasons(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reasons = _parse_reasons(d.pop("reasons", UNSET))

        notice_record_in = cls(
            event=event,
            answer=answer,
            ground=ground,
            reasons=reasons,
        )

        return notice_record_in
