"""Signatures of transfers: what RFC 9421 signs, verified as the other side would."""

import base64
import re

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dsr_service.adapters.http_signatures import COVERED, Signer, content_digest, signature_base

HEADERS = {
    "content-type": "application/zip",
    "content-length": "3",
    "content-digest": content_digest("ab" * 32),
    "idempotency-key": "one",
}
URL = "https://other.example/inbox"


def verify(
    jwk: dict[str, str], method: str, url: str, headers: dict[str, str], signed: dict[str, str]
) -> None:
    """By the header alone, as another implementation would read it."""
    found = re.fullmatch(r"dsr=(\((.*?)\);.*)", signed["Signature-Input"])
    assert found
    names = [name.strip('"') for name in found[2].split(" ")]
    key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(jwk["x"] + "="))
    signature = base64.b64decode(signed["Signature"].removeprefix("dsr=:").removesuffix(":"))
    key.verify(signature, signature_base(method, url, headers, names, found[1]))


def test_a_signature_holds_for_exactly_what_was_signed():
    signer = Signer(b"k" * 32)
    signed = signer.sign("PUT", URL, HEADERS, 1_800_000_000)
    verify(signer.jwk(), "PUT", URL, HEADERS, signed)
    for method, url, headers in [
        ("POST", URL, HEADERS),
        ("PUT", URL + "/x", HEADERS),
        *(("PUT", URL, {**HEADERS, name: "other"}) for name in HEADERS),
    ]:
        with pytest.raises(InvalidSignature):
            verify(signer.jwk(), method, url, headers, signed)
    with pytest.raises(InvalidSignature):
        verify(Signer(b"j" * 32).jwk(), "PUT", URL, HEADERS, signed)


def test_the_base_of_the_standards_own_example():
    """RFC 9421, B.2.6: Ed25519 over the same message gives the same bytes to sign and the same signature."""
    covered = ("date", "@method", "@path", "@authority", "content-type", "content-length")
    parameters = (
        '("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"'
    )
    headers = {
        "date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "@path": "/foo",
        "@authority": "example.com",
        "content-type": "application/json",
        "content-length": "18",
    }
    base = signature_base("POST", "https://example.com/foo", headers, covered, parameters)
    private = base64.urlsafe_b64decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU=")
    signature = base64.b64encode(Ed25519PrivateKey.from_private_bytes(private).sign(base)).decode()
    assert signature == (
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    )
    assert "@target-uri" in COVERED


def test_all_processes_share_one_key():
    assert Signer(b"k" * 32).jwk() == Signer(b"k" * 32).jwk()
    assert Signer(b"k" * 32).jwk()["kid"] == Signer(b"k" * 32).key_id
