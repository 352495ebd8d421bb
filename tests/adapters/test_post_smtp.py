"""The SMTP post against a real server: what each answer means, TLS, one Message-ID, no header from a value."""

import asyncio
import email
import email.policy
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from pydantic import ValidationError

from dsr_service.adapters.mail_messages import as_email, mailbox
from dsr_service.adapters.post_smtp import SmtpPost, SmtpServer
from dsr_service.services.ports.post import LetterRefused, OutgoingLetter, PostUnavailable
from dsr_service_tests import settings_for
from tls import self_signed

LETTER = OutgoingLetter(
    message_id=UUID("0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"),
    to="camille.martin@example.com",
    sender=None,
    locale="fr",
    written_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    subject="Votre demande : reçue",
    body="Bonjour,\n\nÀ bientôt.\n",
    html="<!DOCTYPE html><html lang=fr><p>Bonjour</p></html>",
)
SENDER = "donnees@shop.example"


class Handler:
    """Answers as the test says, and keeps what was delivered."""

    def __init__(self, *, rcpt="250 OK", mail="250 OK", data="250 OK", hang=0.0) -> None:
        self.rcpt, self.mail, self.data, self.hang = rcpt, mail, data, hang
        self.delivered = []

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.mail.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.mail

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.data.startswith("250"):
            self.delivered.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        if self.hang:
            await asyncio.sleep(self.hang)
        return self.data


class PlainController(Controller):
    def __init__(self, handler, **kwargs) -> None:
        self._smtp = {name: kwargs.pop(name) for name in list(kwargs) if name != "ssl_context"}
        super().__init__(handler, hostname="127.0.0.1", port=0, **kwargs)

    def factory(self):
        return SMTP(self.handler, **{"enable_SMTPUTF8": True, **self._smtp})

    def _trigger_server(self):
        # port 0: the free one that was taken is known only now
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def server(handler, **kwargs):
    controller = PlainController(handler, **kwargs)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def post(port, **changed):
    values = {"host": "127.0.0.1", "port": port, "tls": "none", "step_seconds": 2, "total_seconds": 4}
    return SmtpPost(SmtpServer(**{**values, **changed}), SENDER)


async def test_a_letter_arrives_whole_under_the_same_id_each_time():
    handler = Handler()
    with server(handler) as port:
        assert await post(port).hand_over(LETTER) == "smtp"
        await post(port).hand_over(LETTER)
    (sender, recipients, first), (_, _, second) = handler.delivered
    assert (sender, recipients) == (SENDER, [LETTER.to])
    assert first == second, "nothing in it is left to chance"
    mail = email.message_from_bytes(first, policy=email.policy.SMTP)
    assert mail["Message-ID"] == f"<{LETTER.message_id}@shop.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == LETTER.subject
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.body
    assert not list(mail.iter_attachments())
    assert max(map(len, first.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    ("answers", "error", "code"),
    [
        ({"rcpt": "550 5.1.1 No such user"}, LetterRefused, "smtp_550"),
        ({"rcpt": "452 4.2.2 Mailbox full"}, PostUnavailable, "smtp_452"),
        ({"rcpt": "421 4.7.0 Come back"}, PostUnavailable, "smtp_421"),
        ({"data": "554 5.7.1 Refused"}, LetterRefused, "smtp_554"),
        ({"data": "451 4.3.0 Later"}, PostUnavailable, "smtp_451"),
        ({"mail": "550 5.7.1 Not yours"}, PostUnavailable, "smtp_550"),
    ],
)
async def test_permanent_and_temporary_refusals_are_told_apart(answers, error, code):
    """Only what concerns the letter is its end: a refused sender is the operator's, and no letter is lost by it."""
    with server(Handler(**answers)) as port, pytest.raises(error) as caught:
        await post(port).hand_over(LETTER)
    assert caught.value.code == code
    assert "5." not in str(caught.value), "the server's words are not kept: they may name the person"


async def test_a_server_that_hangs_after_the_data_is_given_up_in_time():
    handler = Handler(hang=30)
    started = time.monotonic()
    with server(handler) as port:
        with pytest.raises(PostUnavailable):
            await post(port, step_seconds=0.5, total_seconds=1).hand_over(LETTER)
        assert time.monotonic() - started < 20
    assert len(handler.delivered) == 1, "it may have arrived: it goes again under the same id"


async def test_nobody_listens():
    with server(Handler()) as port:
        pass
    with pytest.raises(PostUnavailable):
        await post(port).hand_over(LETTER)


async def test_a_server_that_says_nothing_is_given_up_in_time():
    async def silent(reader, writer):
        await asyncio.sleep(30)

    listening = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    started = time.monotonic()
    with pytest.raises(PostUnavailable):
        await post(port, step_seconds=0.5, total_seconds=1).hand_over(LETTER)
    assert time.monotonic() - started < 20
    listening.close()


async def test_starttls_with_login(tmp_path):
    serving, trusting = self_signed(tmp_path, "localhost")
    handler, seen = Handler(), []

    def authenticate(server, session, envelope, mechanism, data):
        seen.append((session.ssl is not None, data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)

    options = {
        "tls_context": serving, "require_starttls": True, "authenticator": authenticate, "auth_required": True,
    }  # fmt: skip
    with server(handler, **options) as port:
        sending = {"host": "localhost", "tls": "starttls", "context": trusting, "username": "shop"}
        assert await post(port, **sending, password="right").hand_over(LETTER) == "smtp"
        with pytest.raises(PostUnavailable) as caught:
            await post(port, **sending, password="wrong").hand_over(LETTER)
    assert caught.value.code == "smtp_535"
    assert seen[0] == (True, b"shop", b"right")
    assert len(handler.delivered) == 1


async def test_implicit_tls(tmp_path):
    serving, trusting = self_signed(tmp_path, "localhost")
    handler = Handler()
    with server(handler, ssl_context=serving) as port:
        await post(port, host="localhost", tls="implicit", context=trusting).hand_over(LETTER)
    assert len(handler.delivered) == 1


async def test_nothing_is_sent_in_clear_or_to_a_certificate_that_nobody_vouches_for(tmp_path):
    serving, _ = self_signed(tmp_path, "localhost")
    plain, unknown = Handler(), Handler()
    with server(plain) as port, pytest.raises(PostUnavailable):
        await post(port, tls="starttls").hand_over(LETTER)
    with server(unknown, tls_context=serving) as port, pytest.raises(PostUnavailable):
        await post(port, host="localhost", tls="starttls").hand_over(LETTER)
    assert plain.delivered == unknown.delivered == []


async def test_addresses_beyond_ascii():
    handler = Handler()
    with server(handler) as port:
        await post(port).hand_over(replace(LETTER, to="camille@bücher.example"))
        await post(port).hand_over(replace(LETTER, to="josé@bücher.example"))
    assert [to for _, to, _ in handler.delivered] == [
        ["camille@xn--bcher-kva.example"],
        ["josé@xn--bcher-kva.example"],
    ]
    with server(Handler(), enable_SMTPUTF8=False) as port, pytest.raises(LetterRefused) as caught:
        await post(port).hand_over(replace(LETTER, to="josé@bücher.example"))
    assert caught.value.code == "smtp_utf8_unsupported"


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: evil@x.example", "a@b.example, evil@x.example", "<a@b.example>", "a b@c.example",
        '"a@evil.example,"@b.example', "A <a@b.example>", "a@", "@b.example", "a@b@c.example", "a@-b.example",
        "a..b@c.example", "a@[127.0.0.1]", "é" * 300 + "@c.example", "a\x00@b.example", "a;b@c.example",
    ],
)  # fmt: skip
def test_what_is_not_one_address_is_refused(address):
    with pytest.raises(LetterRefused):
        mailbox(address)


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_no_value_adds_a_header(break_):
    hostile = f"Votre demande{break_}Bcc: evil@x.example{break_}{break_}<script>"
    raw = as_email(replace(LETTER, sender=SENDER, subject=hostile, body=hostile, html=hostile)).as_bytes()
    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert mail["Bcc"] is None
    assert set(mail.keys()) == {
        "Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "X-Auto-Response-Suppress",
        "MIME-Version", "Content-Type", "Content-Language",
    }  # fmt: skip


HOSTILE_ADDRESSES = (
    "a@b.example\r\nRCPT TO:<evil@x.example>", "a@b.example\nBcc: evil@x.example", "a@b.example>\r\nDATA\r\nx",
    "a@b.example,evil@x.example", "a@b.example evil@x.example", "<a@b.example>,<evil@x.example>",
    "a@b.example%0d%0aBcc:evil@x.example,c@d.example", "a@b.example\u2028Bcc: evil@x.example",
)  # fmt: skip


async def test_the_server_sees_one_recipient_and_no_header_of_a_values():
    handler = Handler()
    with server(handler) as port:
        for address in HOSTILE_ADDRESSES:
            with pytest.raises(LetterRefused):
                await post(port).hand_over(replace(LETTER, to=address))
        assert handler.delivered == []
        for break_ in ("\r\n", "\n", "\r", "\r\n.\r\n"):
            hostile = f"Votre demande{break_}Bcc: evil@x.example{break_}RCPT TO:<evil@x.example>{break_}"
            await post(port).hand_over(replace(LETTER, subject=hostile, body=hostile, html=hostile))
    assert len(handler.delivered) == 4
    for sender, recipients, raw in handler.delivered:
        assert (sender, recipients) == (SENDER, [LETTER.to])
        mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
        assert (mail["Bcc"], mail["To"], len(mail.get_all("To"))) == (None, LETTER.to, 1)


def test_long_lines_are_folded():
    raw = as_email(
        replace(LETTER, sender=SENDER, subject="é" * 900, body="y" * 5000, html="<p>" + "z" * 5000)
    ).as_bytes()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_a_sender_that_is_no_address_is_told_at_start_and_is_no_letters_fault():
    with pytest.raises(ValueError, match="sender"):
        SmtpPost(SmtpServer("localhost", 25, "starttls"), "La boutique <a@b.example>")
    assert as_email(replace(LETTER, sender="call_us@shop_example"))["From"] is None


def test_settings_that_would_send_in_clear_or_half_are_refused(tmp_path):
    def settings(**changed):
        return settings_for("postgresql://x/y", tmp_path, smtp_host="mail.example", **changed)

    for wrong, why in (
        ({}, "DSR_SMTP_SENDER"),
        ({"smtp_sender": SENDER, "smtp_tls": "none"}, "in clear"),
        ({"smtp_sender": SENDER, "smtp_username": "x"}, "go together"),
    ):
        with pytest.raises(ValidationError, match=why):
            settings(**wrong)
    assert settings(smtp_sender=SENDER).smtp_tls == "starttls"
