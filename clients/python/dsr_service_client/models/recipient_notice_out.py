from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.notice_answer import NoticeAnswer
from ..models.notice_cause import NoticeCause
from ..models.notice_exception import NoticeException
from ..models.notice_means import NoticeMeans
from ..models.notice_status import NoticeStatus

T = TypeVar("T", bound="RecipientNoticeOut")


@_attrs_define
class RecipientNoticeOut:
    id: UUID
    request_id: UUID
    cause: NoticeCause
    recipient: str
    name: str
    means: NoticeMeans
    collections: list[str]
    """ What of the person it received. """
    status: NoticeStatus
    tries: int
    failure: None | str
    """ Why the last attempt failed. """
    created_at: datetime.datetime
    told_at: datetime.datetime | None
    answered_at: datetime.datetime | None
    answer: None | NoticeAnswer
    exception_ground: None | NoticeException
    reasons: None | str
    recorded_by: None | str

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        request_id = str(self.request_id)

        cause = self.cause.value

        recipient = self.recipient

        name = self.name

        means = self.means.value

        collections = self.collections

        status = self.status.value

        tries = self.tries

        failure: None | str
        failure = self.failure

        created_at = self.created_at.isoformat()

        told_at: None | str
        if isinstance(self.told_at, datetime.datetime):
            told_at = self.told_at.isoformat()
        else:
            told_at = self.told_at

        answered_at: None | str
        if isinstance(self.answered_at, datetime.datetime):
            answered_at = self.answered_at.isoformat()
        else:
            answered_at = self.answered_at

        answer: None | str
        if isinstance(self.answer, NoticeAnswer):
            answer = self.answer.value
        else:
            answer = self.answer

        exception_ground: None | str
        if isinstance(self.exception_ground, NoticeException):
            exception_ground = self.exception_ground.value
        else:
            exception_ground = self.exception_ground

        reasons: None | str
        reasons = self.reasons

        recorded_by: None | str
        recorded_by = self.recorded_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "request_id": request_id,
                "cause": cause,
                "recipient": recipient,
                "name": name,
                "means": means,
                "collections": collections,
                "status": status,
                "tries": tries,
                "failure": failure,
                "created_at": created_at,
                "told_at": told_at,
                "answered_at": answered_at,
                "answer": answer,
                "exception_ground": exception_ground,
                "reasons": reasons,
                "recorded_by": recorded_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        request_id = UUID(d.pop("request_id"))

        cause = NoticeCause(d.pop("cause"))

        recipient = d.pop("recipient")

        name = d.pop("name")

        means = NoticeMeans(d.pop("means"))

        collections = cast(list[str], d.pop("collections"))

        status = NoticeStatus(d.pop("status"))

        tries = d.pop("tries")

        def _parse_failure(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        failure = _parse_failure(d.pop("failure"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_told_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                told_at_type_0 = datetime.datetime.fromisoformat(data)

                return told_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        told_at = _parse_told_at(d.pop("told_at"))

        def _parse_answered_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                answered_at_type_0 = datetime.datetime.fromisoformat(data)

                return answered_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        answered_at = _parse_answered_at(d.pop("answered_at"))

        def _parse_answer(data: object) -> None | NoticeAnswer:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                answer_type_0 = NoticeAnswer(data)

                return answer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | NoticeAnswer, data)

        answer = _parse_answer(d.pop("answer"))

        def _parse_exception_ground(data: object) -> None | NoticeException:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                exception_ground_type_0 = NoticeException(data)

                return exception_ground_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | NoticeException, data)

        exception_ground = _parse_exception_ground(d.pop("exception_ground"))

        def _parse_reasons(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reasons = _parse_reasons(d.pop("reasons"))

        def _parse_recorded_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        recorded_by = _parse_recorded_by(d.pop("recorded_by"))

        recipient_notice_out = cls(
            id=id,
            request_id=request_id,
            cause=cause,
            recipient=recipient,
            name=name,
            means=means,
            collections=collections,
            status=status,
            tries=tries,
            failure=failure,
            created_at=created_at,
            told_at=told_at,
            answered_at=answered_at,
            answer=answer,
            exception_ground=exception_ground,
            reasons=reasons,
            recorded_by=recorded_by,
        )

        return recipient_notice_out
