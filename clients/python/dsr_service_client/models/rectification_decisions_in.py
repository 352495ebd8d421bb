from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.correction_verdict_in import CorrectionVerdictIn


T = TypeVar("T", bound="RectificationDecisionsIn")


@_attrs_define
class RectificationDecisionsIn:
    decisions: list[CorrectionVerdictIn]
    """ One for each correction. """
    statement: None | str | Unset = UNSET
    """ The person's supplementary statement, put on file by hand (art. 16). """

    def to_dict(self) -> dict[str, Any]:
        decisions = []
        for decisions_item_data in self.decisions:
            decisions_item = decisions_item_data.to_dict()
            decisions.append(decisions_item)

        statement: None | str | Unset
        if isinstance(self.statement, Unset):
            statement = UNSET
        else:
            statement = self.statement

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "decisions": decisions,
            }
        )
        if statement is not UNSET:
            field_dict["statement"] = statement

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.correction_verdict_in import CorrectionVerdictIn  # noqa: PLC0415

        d = dict(src_dict)
        decisions = []
        _decisions = d.pop("decisions")
        for decisions_item_data in _decisions:
            decisions_item = CorrectionVerdictIn.from_dict(decisions_item_data)

            decisions.append(decisions_item)

        def _parse_statement(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        statement = _parse_statement(d.pop("statement", UNSET))

        rectification_decisions_in = cls(
            decisions=decisions,
            statement=statement,
        )

        return rectification_decisions_in
