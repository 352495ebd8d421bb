"""Where wrapped keys lie and what wraps them: a folder, a PostgreSQL of their own, Amazon's KMS."""

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import ThreadedMotoServer

from dsr_service.adapters.document_store.opening import open_document_store
from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.adapters.outbound_http import guarded_client
from dsr_service.adapters.sealing.aws_kms import AwsKeyEncryption
from dsr_service.adapters.sealing.aws_signatures import AwsCredentials, signed_headers
from dsr_service.adapters.sealing.key_chain import KeyChain
from dsr_service.adapters.sealing.key_database import KeyDatabase
from dsr_service.adapters.sealing.key_encryption import LocalKeyEncryption, new_key
from dsr_service.adapters.sealing.key_folder import KeyFolder
from dsr_service.adapters.sealing.key_stores import open_key_store
from dsr_service.adapters.sealing.sealed_documents import AgeDocuments
from dsr_service.services.ports.key_store import ELSEWHERE, KeyRefused, KeyServiceUnavailable, KeyShredded

CREDENTIALS = AwsCredentials("AKIDEXAMPLE", "secret/with+signs", "token")


@pytest.fixture(params=["folder", "database"])
async def place(request, tmp_path, postgres):
    if request.param == "folder":
        store = KeyFolder(tmp_path / "keys")
    else:
        name = f"keys_{os.getpid()}"
        postgres.create_database(name)
        store = KeyDatabase(postgres.dsn(name).replace("postgresql+asyncpg://", "postgresql://"))
    yield store
    await store.close()
    if request.param == "database":
        postgres.drop_database(name)


async def test_a_place_keeps_replaces_and_forgets(place):
    assert await place.load("a/b") is None
    await place.save("a/b", b"one")
    await place.save("a/b", b"two")
    assert await place.load("a/b") == b"two"
    assert await place.replace("a/b", b"one", b"three") is False
    assert await place.replace("a/b", b"two", b"three") is True
    assert await place.load("a/b") == b"three"
    await place.shred("a/b")
    await place.shred("a/b")
    assert await place.load("a/b") is None
    assert await place.replace("a/b", b"three", b"four") is False, "what was shredded stays away"
    assert await place.load("a/b") is None


async def test_what_is_old_is_listed_and_forgotten_by_name(place):
    await place.save("a/b", b"one")
    await place.save("a/c", b"two")
    past, future = datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC) + timedelta(hours=1)
    assert list(await place.names(past)) == []
    names = {place.name_of("a/b"), place.name_of("a/c")}
    assert set(await place.names(future)) == names
    await place.forget(place.name_of("a/b"), past)
    assert await place.load("a/b") == b"one", "it was written since"
    await place.forget(place.name_of("a/b"), future)
    await place.forget(place.name_of("a/b"), future)
    assert await place.load("a/b") is None
    assert await place.load("a/c") == b"two"


async def sealed(documents: AgeDocuments, content: bytes):
    async def once():
        yield content

    key = await documents.new_key("request/purpose")
    return key, await documents.put("one", key, once())


async def opened(documents: AgeDocuments, document, key) -> bytes:
    return b"".join([block async for block in documents.open(document, key)])


async def test_the_row_of_a_key_apart_opens_nothing_by_itself(place, tmp_path):
    blobs, keys = open_document_store((tmp_path / "blobs").as_uri()), LocalKeyEncryption([new_key()])
    documents = AgeDocuments(blobs, keys, place)
    key, document = await sealed(documents, b"passport")
    assert key.wrapped == ELSEWHERE
    assert await opened(documents, document, key) == b"passport"
    with pytest.raises(KeyRefused):
        await opened(AgeDocuments(blobs, keys), document, key)
    await documents.shred(key.holder)
    with pytest.raises(KeyShredded):
        await opened(documents, document, key)


async def test_keys_move_apart_and_are_wrapped_anew_there(place, tmp_path):
    blobs, old, new = open_document_store((tmp_path / "blobs").as_uri()), new_key(), new_key()
    key, document = await sealed(AgeDocuments(blobs, LocalKeyEncryption([old])), b"passport")
    both = AgeDocuments(blobs, LocalKeyEncryption([new, old]), place)
    moved = await both.rewrap(key)
    assert moved is not None
    assert moved.wrapped == ELSEWHERE
    after = AgeDocuments(blobs, LocalKeyEncryption([new]), place)
    assert await opened(after, document, moved) == b"passport"
    assert await both.rewrap(moved) is None, "it is current"
    await place.shred(key.holder)
    assert await both.rewrap(moved) is None, "shredded meanwhile: nothing to wrap"
    assert await place.load(key.holder) is None


async def test_a_key_database_that_is_away_says_so():
    store = open_key_store("postgresql://nobody@127.0.0.1:1/keys")
    with pytest.raises(KeyServiceUnavailable):
        await store.load("a/b")


@pytest.mark.parametrize("url", ["s3://x", "", "file://relative", "mysql://x"])
def test_other_places_are_refused(url):
    with pytest.raises(ValueError, match="DSR_KEYSTORE_URL"):
        open_key_store(url)


@pytest.mark.parametrize("token", [None, "session-token"])
def test_requests_are_signed_as_amazons_own_library_does(token):
    at, body = datetime(2026, 11, 26, 5, 0, tzinfo=UTC), b'{"KeyId":"x"}'
    given = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "TrentService.Encrypt"}
    credentials = AwsCredentials("AKIDEXAMPLE", "secret/with+signs", token)
    host = "kms.eu-west-3.amazonaws.com"
    ours = signed_headers(
        credentials, region="eu-west-3", service="kms", host=host, headers=given, body=body, at=at
    )
    theirs = AWSRequest("POST", f"https://{host}/", data=body, headers=dict(given))
    signer = SigV4Auth(Credentials("AKIDEXAMPLE", "secret/with+signs", token), "kms", "eu-west-3")
    theirs.context["timestamp"] = at.strftime("%Y%m%dT%H%M%SZ")
    theirs.headers["X-Amz-Date"] = theirs.context["timestamp"]
    theirs.headers["Host"] = host
    if token:
        theirs.headers["X-Amz-Security-Token"] = token
    signature = signer.signature(signer.string_to_sign(theirs, signer.canonical_request(theirs)), theirs)
    assert ours["Authorization"].endswith(f"Signature={signature}")
    assert "secret" not in repr(credentials)


@pytest.fixture(scope="module")
def kms():
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{server.get_host_and_port()[1]}"
    server.stop()


def made_key(endpoint: str) -> str:
    client = boto3.client(
        "kms",
        region_name="eu-west-3",
        endpoint_url=endpoint,
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )
    return client.create_key()["KeyMetadata"]["Arn"]


@asynccontextmanager
async def service(endpoint: str, arn: str):
    async with guarded_client(AddressGuard.of(["127.0.0.0/8"])) as client:
        yield AwsKeyEncryption(arn, CREDENTIALS, client, lambda: datetime.now(UTC), f"{endpoint}/")


@pytest.mark.parametrize("size", [1, 74, 4000, 4001, 100_000])
async def test_a_key_service_wraps_for_one_holder(kms, size):
    async with service(kms, await asyncio.to_thread(made_key, kms)) as keys:
        secret = os.urandom(size)
        wrapped = await keys.wrap(secret, "request/one")
        assert size < 8 or secret not in wrapped, "a single byte may well occur in anything"
        assert await keys.unwrap(wrapped, "request/one") == secret
        with pytest.raises(KeyRefused):
            await keys.unwrap(wrapped, "request/two")
        with pytest.raises(KeyRefused):
            await keys.unwrap(wrapped[:-3] + b"abc", "request/one")
        assert await keys.rewrap(wrapped, "request/one") is None, "under this key already"


@pytest.mark.parametrize("size", [74, 5000])
async def test_a_new_key_of_the_service_takes_over(kms, size):
    first, second = [await asyncio.to_thread(made_key, kms) for _ in range(2)]
    secret = os.urandom(size)
    async with service(kms, first) as old, service(kms, second) as new:
        wrapped = await old.wrap(secret, "h")
        fresh = await new.rewrap(wrapped, "h")
        assert fresh is not None
        assert fresh != wrapped
        assert await new.unwrap(fresh, "h") == secret
        assert await new.rewrap(fresh, "h") is None


async def test_an_installation_moves_from_local_keys_to_the_service(kms, tmp_path):
    blobs, local = open_document_store((tmp_path / "blobs").as_uri()), LocalKeyEncryption([new_key()])
    key, document = await sealed(AgeDocuments(blobs, local), b"passport")
    async with service(kms, await asyncio.to_thread(made_key, kms)) as keys:
        during = AgeDocuments(blobs, KeyChain(keys, local))
        assert await opened(during, document, key) == b"passport"
        moved = await during.rewrap(key)
        assert moved is not None
        after = AgeDocuments(blobs, KeyChain(keys, None))
        assert await opened(after, document, moved) == b"passport"
        with pytest.raises(KeyRefused):
            await opened(after, document, key)


async def test_a_key_service_that_is_away_is_no_lost_key():
    async with service("http://127.0.0.1:1", "arn:aws:kms:eu-west-3:123456789012:key/x") as keys:
        with pytest.raises(KeyServiceUnavailable):
            await keys.wrap(b"secret", "h")
