"""Letters by SMTP: TLS, a deadline for the whole talk, and what the server's answers mean for the letter."""

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import Final, Literal

import aiosmtplib
import structlog

from dsr_service.adapters.mail_messages import as_email, mailbox
from dsr_service.services.ports.post import LetterRefused, OutgoingLetter, PostUnavailable


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where letters are handed over. `none` sends in clear: for a server on this machine in a demo."""

    host: str
    port: int
    tls: Literal["starttls", "implicit", "none"]
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    step_seconds: float = 20.0  # for one answer of the server
    total_seconds: float = 60.0
    context: ssl.SSLContext | None = None


class SmtpPost:
    """One connection per letter. Who reads the log learns codes, never an address or a server's words."""

    def __init__(self, server: SmtpServer, sender: str) -> None:
        """Raises ValueError for a sender that is no address: it would be every letter's fault."""
        try:
            self._sender = mailbox(sender)
        except LetterRefused:
            raise ValueError("the sender of letters is no plain address") from None
        self._server = server
        self._context = None if server.tls == "none" else (server.context or ssl.create_default_context())
        self._log = structlog.get_logger("post")

    async def hand_over(self, letter: OutgoingLetter) -> str:
        to = mailbox(letter.to)
        content = as_email(_from(letter, self._sender)).as_bytes()
        try:
            async with asyncio.timeout(self._server.total_seconds):
                await self._send(to, content)
        except LetterRefused as refused:
            self._log.warning("letter_refused", letter=str(letter.message_id), code=refused.code)
            raise
        except PostUnavailable as away:
            self._log.warning("post_unavailable", letter=str(letter.message_id), code=away.code)
            raise
        except (TimeoutError, OSError, aiosmtplib.SMTPException) as error:
            # Also after the last byte: whether it arrived is not known, so it goes again under the same Message-ID.
            code = f"smtp_{type(error).__name__}"
            self._log.warning("post_unavailable", letter=str(letter.message_id), code=code)
            raise PostUnavailable(code) from None
        return "smtp"

    async def _send(self, to: str, content: bytes) -> None:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "implicit",
            start_tls=server.tls == "starttls",
            tls_context=self._context,
            username=server.username,
            password=server.password,
            timeout=server.step_seconds,
        )
        try:
            await client.connect()
            if not to.isascii():
                await client.ehlo()
                if not client.supports_extension("smtputf8"):
                    raise LetterRefused("smtp_utf8_unsupported")
            await client.sendmail(
                self._sender, [to], content, mail_options=[] if to.isascii() else ["smtputf8"]
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _meaning(error.recipients[0].code, the_letters_fault=True) from None
        except aiosmtplib.SMTPDataError as error:
            raise _meaning(error.code, the_letters_fault=True) from None
        except aiosmtplib.SMTPResponseException as error:
            # Greeting, TLS, login, sender: what is wrong there is wrong for every letter, and mended by the operator.
            raise _meaning(error.code, the_letters_fault=False) from None
        finally:
            client.close()


_GONE: Final = 500


def _meaning(code: int, *, the_letters_fault: bool) -> Exception:
    if the_letters_fault and code >= _GONE:
        return LetterRefused(f"smtp_{code}")
    return PostUnavailable(f"smtp_{code}")


def _from(letter: OutgoingLetter, sender: str) -> OutgoingLetter:
    return OutgoingLetter(
        letter.message_id,
        letter.to,
        sender,
        letter.locale,
        letter.written_at,
        letter.subject,
        letter.body,
        letter.html,
    )
