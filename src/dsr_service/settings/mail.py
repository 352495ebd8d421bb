"""The settings of letters: templates, how many, and the mail server."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings


class MailSettings(BaseSettings):
    """Part of `Settings`."""

    letter_templates: Path | None = Field(
        None, description="Folder with letter templates that take the place of the service's own."
    )
    portability_notice: bool = Field(
        True, description="The acknowledgement of an erasure mentions portability first (WP242)."
    )
    mails_a_day: int = Field(
        3,
        ge=1,
        le=100,
        description="Mails to one address in 24 hours, of those that no person decided; more go together later.",
    )
    letters_sent_by: str | None = Field(
        None,
        min_length=1,
        max_length=100,
        description="Storefront client whose own mail system sends the letters: told by webhook, fetched by its key "
        "(docs/letters.md); not together with DSR_SMTP_HOST.",
    )
    smtp_host: str | None = Field(
        None,
        description="Mail server that letters are handed to; without one they lie in DSR_DATA_DIR/outbox.",
    )
    smtp_port: int = Field(
        587, ge=1, le=65535, description="Its port: 587 for STARTTLS, 465 for implicit TLS."
    )
    smtp_tls: Literal["starttls", "implicit", "none"] = Field(
        "starttls", description="How the connection is protected; `none` only for the embedded demo."
    )
    smtp_username: str | None = Field(None, description="Account on the mail server; none: no login.")
    smtp_password: SecretStr | None = Field(None, description="Its password.")
    smtp_sender: str | None = Field(
        None, description="Address that letters come from; required with DSR_SMTP_HOST."
    )
    smtp_timeout: float = Field(
        20, gt=0, le=300, description="Seconds for one answer of the mail server; thrice that for a letter."
    )

    @model_validator(mode="after")
    def _mail_in_full(self) -> "MailSettings":
        if self.smtp_host is not None and self.smtp_sender is None:
            raise ValueError("with DSR_SMTP_HOST, DSR_SMTP_SENDER must be set")
        if self.smtp_host is not None and self.letters_sent_by is not None:
            raise ValueError("letters go by DSR_SMTP_HOST or by DSR_LETTERS_SENT_BY, not by both")
        if (self.smtp_username is None) != (self.smtp_password is None):
            raise ValueError("DSR_SMTP_USERNAME and DSR_SMTP_PASSWORD go together")
        return self
