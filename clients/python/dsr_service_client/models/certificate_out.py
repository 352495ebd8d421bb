from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.certificate_out_certificate import CertificateOutCertificate
    from ..models.signature_out import SignatureOut


T = TypeVar("T", bound="CertificateOut")


@_attrs_define
class CertificateOut:
    certificate: CertificateOutCertificate
    signature: SignatureOut

    def to_dict(self) -> dict[str, Any]:
        certificate = self.certificate.to_dict()

        signature = self.signature.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "certificate": certificate,
                "signature": signature,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.certificate_out_certificate import CertificateOutCertificate  # noqa: PLC0415
        from ..models.signature_out import SignatureOut  # noqa: PLC0415

        d = dict(src_dict)
        certificate = CertificateOutCertificate.from_dict(d.pop("certificate"))

        signature = SignatureOut.from_dict(d.pop("signature"))

        certificate_out = cls(
            certificate=certificate,
            signature=signature,
        )

        return certificate_out
