from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.access_particulars import AccessParticulars
    from ..models.consent_particulars import ConsentParticulars
    from ..models.correction import Correction
    from ..models.erasure_particulars import ErasureParticulars
    from ..models.objection_particulars import ObjectionParticulars
    from ..models.portability_particulars import PortabilityParticulars
    from ..models.restriction_particulars import RestrictionParticulars
    from ..models.review_particulars import ReviewParticulars


T = TypeVar("T", bound="Particulars")


@_attrs_define
class Particulars:
    access: AccessParticulars | None | Unset = UNSET
    rectification: list[Correction] | None | Unset = UNSET
    erasure: ErasureParticulars | None | Unset = UNSET
    restriction: None | RestrictionParticulars | Unset = UNSET
    objection: None | ObjectionParticulars | Unset = UNSET
    portability: None | PortabilityParticulars | Unset = UNSET
    consent_withdrawal: ConsentParticulars | None | Unset = UNSET
    automated_decision_review: None | ReviewParticulars | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.access_particulars import AccessParticulars  # noqa: PLC0415
        from ..models.consent_particulars import ConsentParticulars  # noqa: PLC0415
        from ..models.erasure_particulars import ErasureParticulars  # noqa: PLC0415
        from ..models.objection_particulars import ObjectionParticulars  # noqa: PLC0415
        from ..models.portability_particulars import PortabilityParticulars  # noqa: PLC0415
        from ..models.restriction_particulars import RestrictionParticulars  # noqa: PLC0415
        from ..models.review_particulars import ReviewParticulars  # noqa: PLC0415

        access: dict[str, Any] | None | Unset
        if isinstance(self.access, Unset):
            access = UNSET
        elif isinstance(self.access, AccessParticulars):
            access = self.access.to_dict()
        else:
            access = self.access

        rectification: list[dict[str, Any]] | None | Unset
        if isinstance(self.rectification, Unset):
            rectification = UNSET
        elif isinstance(self.rectification, list):
            rectification = []
            for rectification_type_0_item_data in self.rectification:
                rectification_type_0_item = rectification_type_0_item_data.to_dict()
                rectification.append(rectification_type_0_item)

        else:
            rectification = self.rectification

        erasure: dict[str, Any] | None | Unset
        if isinstance(self.erasure, Unset):
            erasure = UNSET
        elif isinstance(self.erasure, ErasureParticulars):
            erasure = self.erasure.to_dict()
        else:
            erasure = self.erasure

        restriction: dict[str, Any] | None | Unset
        if isinstance(self.restriction, Unset):
            restriction = UNSET
        elif isinstance(self.restriction, RestrictionParticulars):
            restriction = self.restriction.to_dict()
        else:
            restriction = self.restriction

        objection: dict[str, Any] | None | Unset
        if isinstance(self.objection, Unset):
            objection = UNSET
        elif isinstance(self.objection, ObjectionParticulars):
            objection = self.objection.to_dict()
        else:
            objection = self.objection

        portability: dict[str, Any] | None | Unset
        if isinstance(self.portability, Unset):
            portability = UNSET
        elif isinstance(self.portability, PortabilityParticulars):
            portability = self.portability.to_dict()
        else:
            portability = self.portability

        consent_withdrawal: dict[str, Any] | None | Unset
        if isinstance(self.consent_withdrawal, Unset):
            consent_withdrawal = UNSET
        elif isinstance(self.consent_withdrawal, ConsentParticulars):
            consent_withdrawal = self.consent_withdrawal.to_dict()
        else:
            consent_withdrawal = self.consent_withdrawal

        automated_decision_review: dict[str, Any] | None | Unset
        if isinstance(self.automated_decision_review, Unset):
            automated_decision_review = UNSET
        elif isinstance(self.automated_decision_review, ReviewParticulars):
            automated_decision_review = self.automated_decision_review.to_dict()
        else:
            automated_decision_review = self.automated_decision_review

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if access is not UNSET:
            field_dict["access"] = access
        if rectification is not UNSET:
            field_dict["rectification"] = rectification
        if erasure is not UNSET:
            field_dict["erasure"] = erasure
        if restriction is not UNSET:
            field_dict["restriction"] = restriction
        if objection is not UNSET:
            field_dict["objection"] = objection
        if portability is not UNSET:
            field_dict["portability"] = portability
        if consent_withdrawal is not UNSET:
            field_dict["consent_withdrawal"] = consent_withdrawal
        if automated_decision_review is not UNSET:
            field_dict["automated_decision_review"] = automated_decision_review

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.access_particulars import AccessParticulars  # noqa: PLC0415
        from ..models.consent_particulars import ConsentParticulars  # noqa: PLC0415
        from ..models.correction import Correction  # noqa: PLC0415
        from ..models.erasure_particulars import ErasureParticulars  # noqa: PLC0415
        from ..models.objection_particulars import ObjectionParticulars  # noqa: PLC0415
        from ..models.portability_particulars import PortabilityParticulars  # noqa: PLC0415
        from ..models.restriction_particulars import RestrictionParticulars  # noqa: PLC0415
        from ..models.review_particulars import ReviewParticulars  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_access(data: object) -> AccessParticulars | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                access_type_0 = AccessParticulars.from_dict(data)

                return access_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AccessParticulars | None | Unset, data)

        access = _parse_access(d.pop("access", UNSET))

        def _parse_rectification(data: object) -> list[Correction] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                rectification_type_0 = []
                _rectification_type_0 = data
                for rectification_type_0_item_data in _rectification_type_0:
                    rectification_type_0_item = Correction.from_dict(rectification_type_0_item_data)

                    rectification_type_0.append(rectification_type_0_item)

                return rectification_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Correction] | None | Unset, data)

        rectification = _parse_rectification(d.pop("rectification", UNSET))

        def _parse_erasure(data: object) -> ErasureParticulars | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                erasure_type_0 = ErasureParticulars.from_dict(data)

                return erasure_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ErasureParticulars | None | Unset, data)

        erasure = _parse_erasure(d.pop("erasure", UNSET))

        def _parse_restriction(data: object) -> None | RestrictionParticulars | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                restriction_type_0 = RestrictionParticulars.from_dict(data)

                return restriction_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RestrictionParticulars | Unset, data)

        restriction = _parse_restriction(d.pop("restriction", UNSET))

        def _parse_objection(data: object) -> None | ObjectionParticulars | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                objection_type_0 = ObjectionParticulars.from_dict(data)

                return objection_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ObjectionParticulars | Unset, data)

        objection = _parse_objection(d.pop("objection", UNSET))

        def _parse_portability(data: object) -> None | PortabilityParticulars | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                portability_type_0 = PortabilityParticulars.from_dict(data)

                return portability_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PortabilityParticulars | Unset, data)

        portability = _parse_portability(d.pop("portability", UNSET))

        def _parse_consent_withdrawal(data: object) -> ConsentParticulars | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                consent_withdrawal_type_0 = ConsentParticulars.from_dict(data)

                return consent_withdrawal_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ConsentParticulars | None | Unset, data)

        consent_withdrawal = _parse_consent_withdrawal(d.pop("consent_withdrawal", UNSET))

        def _parse_automated_decision_review(data: object) -> None | ReviewParticulars | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                automated_decision_review_type_0 = ReviewParticulars.from_dict(data)

                return automated_decision_review_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReviewParticulars | Unset, data)

        automated_decision_review = _parse_automated_decision_review(
            d.pop("automated_decision_review", UNSET)
        )

        particulars = cls(
            access=access,
            rectification=rectification,
            erasure=erasure,
            restriction=restriction,
            objection=objection,
            portability=portability,
            consent_withdrawal=consent_withdrawal,
            automated_decision_review=automated_decision_review,
        )

        return particulars
