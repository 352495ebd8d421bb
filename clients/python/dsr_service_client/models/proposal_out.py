from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.proposal_status import ProposalStatus

T = TypeVar("T", bound="ProposalOut")


@_attrs_define
class ProposalOut:
    id: UUID
    base_version_id: None | UUID
    """ The version that it would replace. """
    sha256: str
    status: ProposalStatus
    reason: str
    proposed_at: datetime.datetime
    proposed_by: str
    reviewed_at: datetime.datetime | None
    reviewed_by: None | str
    version_id: None | UUID
    """ The version that came of it. """

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        base_version_id: None | str
        if isinstance(self.base_version_id, UUID):
            base_version_id = str(self.base_version_id)
        else:
            base_version_id = self.base_version_id

        sha256 = self.sha256

        status = self.status.value

        reason = self.reason

        proposed_at = self.proposed_at.isoformat()

        proposed_by = self.proposed_by

        reviewed_at: None | str
        if isinstance(self.reviewed_at, datetime.datetime):
            reviewed_at = self.reviewed_at.isoformat()
        else:
            reviewed_at = self.reviewed_at

        reviewed_by: None | str
        reviewed_by = self.reviewed_by

        version_id: None | str
        if isinstance(self.version_id, UUID):
            version_id = str(self.version_id)
        else:
            version_id = self.version_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "base_version_id": base_version_id,
                "sha256": sha256,
                "status": status,
                "reason": reason,
                "proposed_at": proposed_at,
                "proposed_by": proposed_by,
                "reviewed_at": reviewed_at,
                "reviewed_by": reviewed_by,
                "version_id": version_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        def _parse_base_version_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                base_version_id_type_0 = UUID(data)

                return base_version_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        base_version_id = _parse_base_version_id(d.pop("base_version_id"))

        sha256 = d.pop("sha256")

        status = ProposalStatus(d.pop("status"))

        reason = d.pop("reason")

        proposed_at = datetime.datetime.fromisoformat(d.pop("proposed_at"))

        proposed_by = d.pop("proposed_by")

        def _parse_reviewed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reviewed_at_type_0 = datetime.datetime.fromisoformat(data)

                return reviewed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        reviewed_at = _parse_reviewed_at(d.pop("reviewed_at"))

        def _parse_reviewed_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reviewed_by = _parse_reviewed_by(d.pop("reviewed_by"))

        def _parse_version_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                version_id_type_0 = UUID(data)

                return version_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        version_id = _parse_version_id(d.pop("version_id"))

        proposal_out = cls(
            id=id,
            base_version_id=base_version_id,
            sha256=sha256,
            status=status,
            reason=reason,
            proposed_at=proposed_at,
            proposed_by=proposed_by,
            reviewed_at=reviewed_at,
            reviewed_by=reviewed_by,
            version_id=version_id,
        )

        return proposal_out
