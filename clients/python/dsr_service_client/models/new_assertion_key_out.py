from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.algorithm import Algorithm

if TYPE_CHECKING:
    from ..models.new_assertion_key_out_public_key_type_0 import NewAssertionKeyOutPublicKeyType0


T = TypeVar("T", bound="NewAssertionKeyOut")


@_attrs_define
class NewAssertionKeyOut:
    id: UUID
    """ The `kid` of its assertions. """
    client: str
    issuer: str
    algorithm: Algorithm
    """ What an assertion may be signed with: one algorithm per key (RFC 8725, 3.1). """
    public_key: NewAssertionKeyOutPublicKeyType0 | None
    created_at: datetime.datetime
    expires_at: datetime.datetime | None
    revoked_at: datetime.datetime | None
    secret: None | str
    """ Of an HS256 key, base64url; shown once, null in a replayed answer and for other algorithms. """
    audience: str
    """ `aud` of its assertions. """
    replayed: bool = False

    def to_dict(self) -> dict[str, Any]:
        from ..models.new_assertion_key_out_public_key_type_0 import NewAssertionKeyOutPublicKeyType0  # noqa: PLC0415

        id = str(self.id)

        client = self.client

        issuer = self.issuer

        algorithm = self.algorithm.value

        public_key: dict[str, Any] | None
        if isinstance(self.public_key, NewAssertionKeyOutPublicKeyType0):
            public_key = self.public_key.to_dict()
        else:
            public_key = self.public_key

        created_at = self.created_at.isoformat()

        expires_at: None | str
        if isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        revoked_at: None | str
        if isinstance(self.revoked_at, datetime.datetime):
            revoked_at = self.revoked_at.isoformat()
        else:
            revoked_at = self.revoked_at

        secret: None | str
        secret = self.secret

        audience = self.audience

        replayed = self.replayed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "client": client,
                "issuer": issuer,
                "algorithm": algorithm,
                "public_key": public_key,
                "created_at": created_at,
                "expires_at": expires_at,
                "revoked_at": revoked_at,
                "secret": secret,
                "audience": audience,
                "replayed": replayed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.new_assertion_key_out_public_key_type_0 import NewAssertionKeyOutPublicKeyType0  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        client = d.pop("client")

        issuer = d.pop("issuer")

        algorithm = Algorithm(d.pop("algorithm"))

        def _parse_public_key(data: object) -> NewAssertionKeyOutPublicKeyType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                public_key_type_0 = NewAssertionKeyOutPublicKeyType0.from_dict(data)

                return public_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NewAssertionKeyOutPublicKeyType0 | None, data)

        public_key = _parse_public_key(d.pop("public_key"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_expires_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires_at = _parse_expires_at(d.pop("expires_at"))

        def _parse_revoked_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                revoked_at_type_0 = datetime.datetime.fromisoformat(data)

                return revoked_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        revoked_at = _parse_revoked_at(d.pop("revoked_at"))

        def _parse_secret(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        secret = _parse_secret(d.pop("secret"))

        audience = d.pop("audience")

        replayed = d.pop("replayed")

        new_assertion_key_out = cls(
            id=id,
            client=client,
            issuer=issuer,
            algorithm=algorithm,
            public_key=public_key,
            created_at=created_at,
            expires_at=expires_at,
            revoked_at=revoked_at,
            secret=secret,
            audience=audience,
            replayed=replayed,
        )

        return new_assertion_key_out
