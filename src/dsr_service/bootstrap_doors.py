"""The part of the composition root that makes the doors: who is believed, and what wraps the keys."""

import os
from datetime import timedelta

import httpx

from dsr_service.adapters.oidc import OidcTokens
from dsr_service.adapters.sealing.aws_kms import AwsKeyEncryption
from dsr_service.adapters.sealing.aws_signatures import AwsCredentials
from dsr_service.adapters.sealing.key_chain import KeyChain
from dsr_service.adapters.sealing.key_encryption import LocalKeyEncryption, keys_in, read_key_file
from dsr_service.domain.actors import Role
from dsr_service.domain.bearer_tokens import Provider
from dsr_service.services.ports.clock import Clock
from dsr_service.services.ports.key_store import KeyEncryption
from dsr_service.settings import Settings


def tokens_of(settings: Settings, client: httpx.AsyncClient, key: bytes) -> OidcTokens | None:
    """Tokens of people; none are taken while no provider is configured."""
    providers = [
        Provider(
            issuer=given.issuer,
            audience=given.audience,
            roles={name: Role(role) for name, role in given.roles.items()},
            roles_claim=given.roles_claim,
            jwks_url=given.jwks_url,
            clients=given.clients,
            algorithms=given.algorithms,
            leeway=timedelta(seconds=given.leeway_seconds),
            longest=timedelta(seconds=given.longest_seconds),
        )
        for given in settings.oidc_providers
    ]
    return OidcTokens(providers, client, key) if providers else None


def key_encryption_of(settings: Settings, client: httpx.AsyncClient, clock: Clock) -> KeyEncryption:
    """From the environment, a file, or a key management service; with the latter, local keys open what is older."""
    keys: list[str] = []
    if settings.key_encryption_keys is not None:
        keys += keys_in(settings.key_encryption_keys.get_secret_value())
    if settings.key_encryption_keys_file is not None:
        keys += read_key_file(settings.key_encryption_keys_file)
    local = LocalKeyEncryption(keys) if keys or settings.kms_key is None else None
    if settings.kms_key is None:
        assert local is not None
        return local
    credentials = AwsCredentials(
        os.environ.get("AWS_ACCESS_KEY_ID", ""),
        os.environ.get("AWS_SECRET_ACCESS_KEY", ""),
        os.environ.get("AWS_SESSION_TOKEN"),
    )
    service = AwsKeyEncryption(settings.kms_key, credentials, client, clock.now, settings.kms_endpoint)
    return KeyChain(service, local)
