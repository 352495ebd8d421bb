from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.answer_out import AnswerOut
    from ..models.asked_out import AskedOut


T = TypeVar("T", bound="ReceiptOut")


@_attrs_define
class ReceiptOut:
    request_id: UUID
    reference: str
    asked: AskedOut
    answer: AnswerOut
    sha256: str
    """ Of this receipt without this field: JSON with sorted names and no blanks, in UTF-8. """

    def to_dict(self) -> dict[str, Any]:
        request_id = str(self.request_id)

        reference = self.reference

        asked = self.asked.to_dict()

        answer = self.answer.to_dict()

        sha256 = self.sha256

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "reference": reference,
                "asked": asked,
                "answer": answer,
                "sha256": sha256,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.answer_out import AnswerOut  # noqa: PLC0415
        from ..models.asked_out import AskedOut  # noqa: PLC0415

        d = dict(src_dict)
        request_id = UUID(d.pop("request_id"))

        reference = d.pop("reference")

        asked = AskedOut.from_dict(d.pop("asked"))

        answer = AnswerOut.from_dict(d.pop("answer"))

        sha256 = d.pop("sha256")

        receipt_out = cls(
            request_id=request_id,
            reference=reference,
            asked=asked,
            answer=answer,
            sha256=sha256,
        )

        return receipt_out
