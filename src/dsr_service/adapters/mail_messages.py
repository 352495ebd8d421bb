"""A letter as a mail (RFC 5322): text and page, a Message-ID that stays, and headers that no value can add to."""

import re
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import Final

import idna

from dsr_service.services.ports.post import LetterRefused, OutgoingLetter

_NOWHERE: Final = "dsr.invalid"  # a Message-ID needs a domain; this one can't exist
# RFC 5322's dot-atom, and beyond ASCII that of RFC 6531. A quoted local part is nobody's, but many a trick's.
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\ud7ff\uf900-\uffef\U00010000-\U000e0fff-]+"
_LOCAL: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LONGEST: Final = 254  # RFC 5321, 4.5.3.1.3


def mailbox(address: str) -> str:
    """The address as mail servers take it, its domain in ASCII. Raises LetterRefused for what is none."""
    local, at, domain = address.rpartition("@")
    if not at or len(address) > _LONGEST or not address.isprintable() or not _LOCAL.fullmatch(local):
        raise LetterRefused("address_invalid")
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError:
        raise LetterRefused("address_invalid") from None


def _sender(letter: OutgoingLetter) -> str | None:
    """What the controller gives as its contact may be something else than an address."""
    try:
        return mailbox(letter.sender) if letter.sender else None
    except LetterRefused:
        return None


def as_email(letter: OutgoingLetter) -> EmailMessage:
    """The same mail however often it is made; its lines keep to what SMTP carries. Raises LetterRefused."""
    to, sender = mailbox(letter.to), _sender(letter)
    domain = sender.rpartition("@")[2] if sender else _NOWHERE
    policy = SMTP if to.isascii() and (sender or "").isascii() else SMTPUTF8
    message = EmailMessage(policy=policy)
    message["Message-ID"] = f"<{letter.message_id}@{domain}>"
    message["Date"] = format_datetime(letter.written_at)
    if sender:
        message["From"] = sender
    message["To"] = to
    message["Subject"] = " ".join(letter.subject.split())
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notice in return
    message["X-Auto-Response-Suppress"] = "All"  # the same, for Exchange
    message.set_content(letter.body, cte="quoted-printable")
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
        message.set_boundary(f"=_{letter.message_id.hex}")  # no chance in it: retries are alike
    message["Content-Language"] = letter.locale
    return message
