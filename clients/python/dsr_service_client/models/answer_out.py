from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.status import Status

if TYPE_CHECKING:
    from ..models.letter_answer_out import LetterAnswerOut
    from ..models.package_answer_out import PackageAnswerOut
    from ..models.right_answer_out import RightAnswerOut


T = TypeVar("T", bound="AnswerOut")


@_attrs_define
class AnswerOut:
    status: Status
    closed_at: datetime.datetime | None
    rights: list[RightAnswerOut]
    packages: list[PackageAnswerOut]
    letters: list[LetterAnswerOut]

    def to_dict(self) -> dict[str, Any]:
        status = self.status.value

        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        rights = []
        for rights_item_data in self.rights:
            rights_item = rights_item_data.to_dict()
            rights.append(rights_item)

        packages = []
        for packages_item_data in self.packages:
            packages_item = packages_item_data.to_dict()
            packages.append(packages_item)

        letters = []
        for letters_item_data in self.letters:
            letters_item = letters_item_data.to_dict()
            letters.append(letters_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "status": status,
                "closed_at": closed_at,
                "rights": rights,
                "packages": packages,
                "letters": letters,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.letter_answer_out import LetterAnswerOut  # noqa: PLC0415
        from ..models.package_answer_out import PackageAnswerOut  # noqa: PLC0415
        from ..models.right_answer_out import RightAnswerOut  # noqa: PLC0415

        d = dict(src_dict)
        status = Status(d.pop("status"))

        def _parse_closed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_at_type_0 = datetime.datetime.fromisoformat(data)

                return closed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        closed_at = _parse_closed_at(d.pop("closed_at"))

        rights = []
        _rights = d.pop("rights")
        for rights_item_data in _rights:
            rights_item = RightAnswerOut.from_dict(rights_item_data)

            rights.append(rights_item)

        packages = []
        _packages = d.pop("packages")
        for packages_item_data in _packages:
            packages_item = PackageAnswerOut.from_dict(packages_item_data)

            packages.append(packages_item)

        letters = []
        _letters = d.pop("letters")
        for letters_item_data in _letters:
            letters_item = LetterAnswerOut.from_dict(letters_item_data)

            letters.append(letters_item)

        answer_out = cls(
            status=status,
            closed_at=closed_at,
            rights=rights,
            packages=packages,
            letters=letters,
        )

        return answer_out
