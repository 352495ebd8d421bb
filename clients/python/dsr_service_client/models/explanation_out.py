from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.explanation_out_text import ExplanationOutText
    from ..models.explanation_out_values import ExplanationOutValues


T = TypeVar("T", bound="ExplanationOut")


@_attrs_define
class ExplanationOut:
    """One step on the way to the date, with the article behind it."""

    step: str
    article: str
    date: datetime.date | None
    """ The date reached by this step. """
    text: ExplanationOutText
    """ In French and English. """
    values: ExplanationOutValues
    """ What a machine needs to do the step again. """

    def to_dict(self) -> dict[str, Any]:
        step = self.step

        article = self.article

        date: None | str
        if isinstance(self.date, datetime.date):
            date = self.date.isoformat()
        else:
            date = self.date

        text = self.text.to_dict()

        values = self.values.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "step": step,
                "article": article,
                "date": date,
                "text": text,
                "values": values,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.explanation_out_text import ExplanationOutText  # noqa: PLC0415
        from ..models.explanation_out_values import ExplanationOutValues  # noqa: PLC0415

        d = dict(src_dict)
        step = d.pop("step")

        article = d.pop("article")

        def _parse_date(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                date_type_0 = datetime.date.fromisoformat(data)

                return date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        date = _parse_date(d.pop("date"))

        text = ExplanationOutText.from_dict(d.pop("text"))

        values = ExplanationOutValues.from_dict(d.pop("values"))

        explanation_out = cls(
            step=step,
            article=article,
            date=date,
            text=text,
            values=values,
        )

        return explanation_out
