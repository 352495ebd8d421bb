from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.erasure_status import ErasureStatus

if TYPE_CHECKING:
    from ..models.blocked_out import BlockedOut
    from ..models.erased_files_out import ErasedFilesOut
    from ..models.erasure_plan_out_left_type_0 import ErasurePlanOutLeftType0
    from ..models.erasure_source_out import ErasureSourceOut
    from ..models.ground_of_erasure_out import GroundOfErasureOut
    from ..models.kept_out import KeptOut
    from ..models.plan_item_out import PlanItemOut
    from ..models.refused_categories_out import RefusedCategoriesOut


T = TypeVar("T", bound="ErasurePlanOut")


@_attrs_define
class ErasurePlanOut:
    id: UUID
    request_id: UUID
    attempt: int
    status: ErasureStatus
    ground: GroundOfErasureOut
    categories: list[str] | None
    refused: list[RefusedCategoriesOut]
    """ What stays by a decision of its own, and why. """
    items: list[PlanItemOut]
    files: list[ErasedFilesOut]
    """ Files that the rows name, and what becomes of them. """
    blocked: list[BlockedOut]
    """ Why it can't be carried out; then nothing was touched. """
    data_map_version_id: UUID
    rules_version: str
    schema_fingerprint: None | str
    plan_sha256: None | str
    planned_by: str
    planned_at: datetime.datetime
    approved_by: None | str
    approved_at: datetime.datetime | None
    not_before: datetime.datetime | None
    """ The end of the cool-down, in which it can be cancelled. """
    sources: list[ErasureSourceOut]
    outcome: list[PlanItemOut] | None
    """ What was done; null: nothing yet. """
    file_outcome: list[ErasedFilesOut] | None
    """ What became of the files. """
    left: ErasurePlanOutLeftType0 | None
    """ What the walk after it found, rows per collection. """
    kept: list[KeptOut]
    """ What comes up again once its ground ends. """
    ended_at: datetime.datetime | None
    end_reason: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.erasure_plan_out_left_type_0 import ErasurePlanOutLeftType0  # noqa: PLC0415

        id = str(self.id)

        request_id = str(self.request_id)

        attempt = self.attempt

        status = self.status.value

        ground = self.ground.to_dict()

        categories: list[str] | None
        if isinstance(self.categories, list):
            categories = self.categories

        else:
            categories = self.categories

        refused = []
        for refused_item_data in self.refused:
            refused_item = refused_item_data.to_dict()
            refused.append(refused_item)

        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        files = []
        for files_item_data in self.files:
            files_item = files_item_data.to_dict()
            files.append(files_item)

        blocked = []
        for blocked_item_data in self.blocked:
            blocked_item = blocked_item_data.to_dict()
            blocked.append(blocked_item)

        data_map_version_id = str(self.data_map_version_id)

        rules_version = self.rules_version

        schema_fingerprint: None | str
        schema_fingerprint = self.schema_fingerprint

        plan_sha256: None | str
        plan_sha256 = self.plan_sha256

        planned_by = self.planned_by

        planned_at = self.planned_at.isoformat()

        approved_by: None | str
        approved_by = self.approved_by

        approved_at: None | str
        if isinstance(self.approved_at, datetime.datetime):
            approved_at = self.approved_at.isoformat()
        else:
            approved_at = self.approved_at

        not_before: None | str
        if isinstance(self.not_before, datetime.datetime):
            not_before = self.not_before.isoformat()
        else:
            not_before = self.not_before

        sources = []
        for sources_item_data in self.sources:
            sources_item = sources_item_data.to_dict()
            sources.append(sources_item)

        outcome: list[dict[str, Any]] | None
        if isinstance(self.outcome, list):
            outcome = []
            for outcome_type_0_item_data in self.outcome:
                outcome_type_0_item = outcome_type_0_item_data.to_dict()
                outcome.append(outcome_type_0_item)

        else:
            outcome = self.outcome

        file_outcome: list[dict[str, Any]] | None
        if isinstance(self.file_outcome, list):
            file_outcome = []
            for file_outcome_type_0_item_data in self.file_outcome:
                file_outcome_type_0_item = file_outcome_type_0_item_data.to_dict()
                file_outcome.append(file_outcome_type_0_item)

        else:
            file_outcome = self.file_outcome

        left: dict[str, Any] | None
        if isinstance(self.left, ErasurePlanOutLeftType0):
            left = self.left.to_dict()
        else:
            left = self.left

        kept = []
        for kept_item_data in self.kept:
            kept_item = kept_item_data.to_dict()
            kept.append(kept_item)

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        end_reason: None | str
        end_reason = self.end_reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "request_id": request_id,
                "attempt": attempt,
                "status": status,
                "ground": ground,
                "categories": categories,
                "refused": refused,
                "items": items,
                "files": files,
                "blocked": blocked,
                "data_map_version_id": data_map_version_id,
                "rules_version": rules_version,
                "schema_fingerprint": schema_fingerprint,
                "plan_sha256": plan_sha256,
                "planned_by": planned_by,
                "planned_at": planned_at,
                "approved_by": approved_by,
                "approved_at": approved_at,
                "not_before": not_before,
                "sources": sources,
                "outcome": outcome,
                "file_outcome": file_outcome,
                "left": left,
                "kept": kept,
                "ended_at": ended_at,
                "end_reason": end_reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.blocked_out import BlockedOut  # noqa: PLC0415
        from ..models.erased_files_out import ErasedFilesOut  # noqa: PLC0415
        from ..models.erasure_plan_out_left_type_0 import ErasurePlanOutLeftType0  # noqa: PLC0415
        from ..models.erasure_source_out import ErasureSourceOut  # noqa: PLC0415
        from ..models.ground_of_erasure_out import GroundOfErasureOut  # noqa: PLC0415
        from ..models.kept_out import KeptOut  # noqa: PLC0415
        from ..models.plan_item_out import PlanItemOut  # noqa: PLC0415
        from ..models.refused_categories_out import RefusedCategoriesOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        request_id = UUID(d.pop("request_id"))

        attempt = d.pop("attempt")

        status = ErasureStatus(d.pop("status"))

        ground = GroundOfErasureOut.from_dict(d.pop("ground"))

        def _parse_categories(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                categories_type_0 = cast(list[str], data)

                return categories_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        categories = _parse_categories(d.pop("categories"))

        refused = []
        _refused = d.pop("refused")
        for refused_item_data in _refused:
            refused_item = RefusedCategoriesOut.from_dict(refused_item_data)

            refused.append(refused_item)

        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = PlanItemOut.from_dict(items_item_data)

            items.append(items_item)

        files = []
        _files = d.pop("files")
        for files_item_data in _files:
            files_item = ErasedFilesOut.from_dict(files_item_data)

            files.append(files_item)

        blocked = []
        _blocked = d.pop("blocked")
        for blocked_item_data in _blocked:
            blocked_item = BlockedOut.from_dict(blocked_item_data)

            blocked.append(blocked_item)

        data_map_version_id = UUID(d.pop("data_map_version_id"))

        rules_version = d.pop("rules_version")

        def _parse_schema_fingerprint(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        schema_fingerprint = _parse_schema_fingerprint(d.pop("schema_fingerprint"))

        def _parse_plan_sha256(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        plan_sha256 = _parse_plan_sha256(d.pop("plan_sha256"))

        planned_by = d.pop("planned_by")

        planned_at = datetime.datetime.fromisoformat(d.pop("planned_at"))

        def _parse_approved_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        approved_by = _parse_approved_by(d.pop("approved_by"))

        def _parse_approved_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                approved_at_type_0 = datetime.datetime.fromisoformat(data)

                return approved_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        approved_at = _parse_approved_at(d.pop("approved_at"))

        def _parse_not_before(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                not_before_type_0 = datetime.datetime.fromisoformat(data)

                return not_before_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        not_before = _parse_not_before(d.pop("not_before"))

        sources = []
        _sources = d.pop("sources")
        for sources_item_data in _sources:
            sources_item = ErasureSourceOut.from_dict(sources_item_data)

            sources.append(sources_item)

        def _parse_outcome(data: object) -> list[PlanItemOut] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                outcome_type_0 = []
                _outcome_type_0 = data
                for outcome_type_0_item_data in _outcome_type_0:
                    outcome_type_0_item = PlanItemOut.from_dict(outcome_type_0_item_data)

                    outcome_type_0.append(outcome_type_0_item)

                return outcome_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PlanItemOut] | None, data)

        outcome = _parse_outcome(d.pop("outcome"))

        def _parse_file_outcome(data: object) -> list[ErasedFilesOut] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                file_outcome_type_0 = []
                _file_outcome_type_0 = data
                for file_outcome_type_0_item_data in _file_outcome_type_0:
                    file_outcome_type_0_item = ErasedFilesOut.from_dict(file_outcome_type_0_item_data)

                    file_outcome_type_0.append(file_outcome_type_0_item)

                return file_outcome_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ErasedFilesOut] | None, data)

        file_outcome = _parse_file_outcome(d.pop("file_outcome"))

        def _parse_left(data: object) -> ErasurePlanOutLeftType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                left_type_0 = ErasurePlanOutLeftType0.from_dict(data)

                return left_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ErasurePlanOutLeftType0 | None, data)

        left = _parse_left(d.pop("left"))

        kept = []
        _kept = d.pop("kept")
        for kept_item_data in _kept:
            kept_item = KeptOut.from_dict(kept_item_data)

            kept.append(kept_item)

        def _parse_ended_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at = _parse_ended_at(d.pop("ended_at"))

        def _parse_end_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        end_reason = _parse_end_reason(d.pop("end_reason"))

        erasure_plan_out = cls(
            id=id,
            request_id=request_id,
            attempt=attempt,
            status=status,
            ground=ground,
            categories=categories,
            refused=refused,
            items=items,
            files=files,
            blocked=blocked,
            data_map_version_id=data_map_version_id,
            rules_version=rules_version,
            schema_fingerprint=schema_fingerprint,
            plan_sha256=plan_sha256,
            planned_by=planned_by,
            planned_at=planned_at,
            approved_by=approved_by,
            approved_at=approved_at,
            not_before=not_before,
            sources=sources,
            outcome=outcome,
            file_outcome=file_outcome,
            left=left,
            kept=kept,
            ended_at=ended_at,
            end_reason=end_reason,
        )

        return erasure_plan_out
