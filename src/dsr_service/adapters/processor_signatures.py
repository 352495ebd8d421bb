"""Whether bytes were signed by a processor: its published certificate, checked as a server's, and its key."""

import base64
import binascii
import ssl
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError


@cache
def trusted_roots(ca_file: Path | None = None) -> tuple[x509.Certificate, ...]:
    """Those of the machine, or of a file instead."""
    context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    found = []
    for der in context.get_ca_certs(binary_form=True):
        try:
            found.append(x509.load_der_x509_certificate(der))
        except ValueError:  # an old root that is written wrongly helps nobody
            continue
    return tuple(found)


def certificate_of(
    pem: bytes, domain: str, now: datetime, roots: Sequence[x509.Certificate]
) -> x509.Certificate | None:
    """The certificate when it is valid now, issued by a trusted authority, and names the domain; else None."""
    try:
        leaf, *between = x509.load_pem_x509_certificates(pem)
        verifier = (
            PolicyBuilder().store(Store(list(roots))).time(now).build_server_verifier(x509.DNSName(domain))
        )
        verifier.verify(leaf, between)
    except (ValueError, VerificationError):
        return None
    return leaf


def is_signed(certificate: x509.Certificate, signature: str, body: bytes) -> bool:
    """SHA-256 of the very bytes, RSA (PKCS #1) or ECDSA as FIPS 186 has them."""
    try:
        given = base64.b64decode("".join(signature.split()), validate=True)
    except (ValueError, binascii.Error):
        return False
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(given, body, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(given, body, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True
