"""The settings of the doors: identity providers, the malware scanner, and what wraps and keeps the keys."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from dsr_service.domain.bearer_tokens import ALGORITHMS

NetworkList = Annotated[tuple[str, ...], NoDecode]


class OidcProvider(BaseModel):
    """An identity provider whose bearer tokens open the API for people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(pattern=r"^https?://[^\s?#]+$")
    audience: str = Field(min_length=1)
    roles: dict[str, Literal["staff", "dpo", "auditor"]]
    roles_claim: str = Field("roles", min_length=1)
    jwks_url: str | None = Field(None, pattern=r"^https?://\S+$")
    clients: frozenset[str] = frozenset()
    algorithms: tuple[str, ...] = Field(("RS256", "PS256", "ES256", "EdDSA", "Ed25519"), min_length=1)
    leeway_seconds: int = Field(60, ge=0, le=300)
    longest_seconds: int = Field(7200, ge=60, le=86_400)

    @field_validator("algorithms")
    @classmethod
    def _asymmetric(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not set(value) <= set(ALGORITHMS):
            raise ValueError(f"must be among {', '.join(ALGORITHMS)}")
        return value


class DoorSettings(BaseSettings):
    """Part of `Settings`."""

    oidc_providers: tuple[OidcProvider, ...] = Field(
        (),
        description='Identity providers of staff, DPO and auditors as JSON: [{"issuer": "https://id.shop.example", '
        '"audience": "dsr", "roles": {"dsr-staff": "staff"}}] (docs/credentials.md).',
    )
    oidc_private_networks: NetworkList = Field(
        (), description="Networks that are not public in which an identity provider may be, comma-separated."
    )
    key_encryption_keys_file: Path | None = Field(
        None,
        description="File with the key-encryption keys, newest first, a line each; readable by its owner alone.",
    )
    kms_key: str | None = Field(
        None,
        pattern=r"^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)/[A-Za-z0-9/_-]+$",
        description="ARN of a key in Amazon's KMS that wraps the keys instead; credentials from AWS_ACCESS_KEY_ID, "
        "AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.",
    )
    kms_endpoint: str | None = Field(
        None, pattern=r"^https?://[^/\s]+/?$", description="Another address of the key service."
    )
    kms_private_networks: NetworkList = Field(
        (), description="Networks that are not public in which the key service may be, comma-separated."
    )
    keystore_url: SecretStr | None = Field(
        None,
        description="Where wrapped keys lie apart, so that database backups can't open files: `postgresql://...` of "
        "their own, or `file:///folder`.",
    )
    clamd_address: str | None = Field(
        None,
        pattern=r"^(tcp://[^/\s]+(:\d+)?|unix:///\S+)$",
        description="ClamAV's daemon, `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`, through which every "
        "upload goes; while it does not answer, documents are held.",
    )
