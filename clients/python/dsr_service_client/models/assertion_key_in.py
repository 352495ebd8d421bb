from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.algorithm import Algorithm
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.assertion_key_in_public_key_type_0 import AssertionKeyInPublicKeyType0


T = TypeVar("T", bound="AssertionKeyIn")


@_attrs_define
class AssertionKeyIn:
    client: str
    """ Whose requests it may vouch for: the client of the storefront's API keys. """
    algorithm: Algorithm
    """ What an assertion may be signed with: one algorithm per key (RFC 8725, 3.1). """
    issuer: None | str | Unset = UNSET
    """ `iss` of its assertions; the client, when left out. """
    public_key: AssertionKeyInPublicKeyType0 | None | Unset = UNSET
    """ A public JWK (RFC 7517); left out for HS256, whose secret the service makes. """
    expires_at: datetime.datetime | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.assertion_key_in_public_key_type_0 import AssertionKeyInPublicKeyType0  # noqa: PLC0415

        client = self.client

        algorithm = self.algorithm.value

        issuer: None | str | Unset
        if isinstance(self.issuer, Unset):
            issuer = UNSET
        else:
            issuer = self.issuer

        public_key: dict[str, Any] | None | Unset
        if isinstance(self.public_key, Unset):
            public_key = UNSET
        elif isinstance(self.public_key, AssertionKeyInPublicKeyType0):
            public_key = self.public_key.to_dict()
        else:
            public_key = self.public_key

        expires_at: None | str | Unset
        if isinstance(self.expires_at, Unset):
            expires_at = UNSET
        elif isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "client": client,
                "algorithm": algorithm,
            }
        )
        if issuer is not UNSET:
            field_dict["issuer"] = issuer
        if public_key is not UNSET:
            field_dict["public_key"] = public_key
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.assertion_key_in_public_key_type_0 import AssertionKeyInPublicKeyType0  # noqa: PLC0415

        d = dict(src_dict)
        client = d.pop("client")

        algorithm = Algorithm(d.pop("algorithm"))

        def _parse_issuer(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        issuer = _parse_issuer(d.pop("issuer", UNSET))

        def _parse_public_key(data: object) -> AssertionKeyInPublicKeyType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                public_key_type_0 = AssertionKeyInPublicKeyType0.from_dict(data)

                return public_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AssertionKeyInPublicKeyType0 | None | Unset, data)

        public_key = _parse_public_key(d.pop("public_key", UNSET))

        def _parse_expires_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        expires_at = _parse_expires_at(d.pop("expires_at", UNSET))

        assertion_key_in = cls(
            client=client,
            algorithm=algorithm,
            issuer=issuer,
            public_key=public_key,
            expires_at=expires_at,
        )

        return assertion_key_in
