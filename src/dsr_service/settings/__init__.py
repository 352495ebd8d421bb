"""The settings: one frozen object, read once from `DSR_*` variables; `docs/configuration.md` is made from it."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from dsr_service.domain.deadlines.calendars import UnknownCalendar, calendar
from dsr_service.domain.deadlines.deadlines import AskingEnd, CountedSuspensions
from dsr_service.domain.identity.identity_policy import PolicyKind
from dsr_service.domain.rights import Right
from dsr_service.settings.doors import DoorSettings, NetworkList
from dsr_service.settings.mail import MailSettings
from dsr_service.settings.watching import WatchingSettings

DayList = Annotated[tuple[Annotated[int, Field(ge=0, le=366)], ...], NoDecode]


class Settings(DoorSettings, MailSettings, WatchingSettings):
    """Every setting of the service; unknown `DSR_*` variables are refused by name."""

    model_config = SettingsConfigDict(env_prefix="DSR_", frozen=True, extra="forbid")

    database_url: SecretStr | None = Field(
        None,
        description="PostgreSQL of the service, `postgresql://...`; without it the embedded server is used.",
    )
    data_dir: Path = Field(
        Path("var/dsr"),
        description="Folder of the embedded PostgreSQL, local blobs, spool and generated keys.",
    )
    pg_bindir: Path | None = Field(
        None, description="Folder with PostgreSQL's programs for the embedded server."
    )
    host: str = Field("127.0.0.1", description="Address that the API listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port of the API; 0 takes a free one.")
    public_url: str | None = Field(
        None, description="The address under which clients reach the API, for links."
    )
    trusted_proxies: NetworkList = Field(
        (),
        description="Addresses or networks, comma-separated, whose X-Forwarded-For and -Proto are believed.",
    )
    calls_per_credential: int = Field(
        30_000, ge=1, le=10_000_000, description="Calls a minute of one credential; more are answered 429."
    )
    calls_per_address: int = Field(
        600, ge=1, le=10_000_000, description="Calls a minute of one address without a proved credential."
    )
    docs_public: bool = Field(
        True, description="Whether /docs and /openapi.json answer without a credential."
    )
    hsts: bool = Field(True, description="Send Strict-Transport-Security (browsers heed it only over TLS).")

    secret_key: SecretStr | None = Field(
        None,
        min_length=32,
        description="Secret from which pepper, cursor and lookup keys are derived; required with DSR_DATABASE_URL.",
    )
    key_encryption_keys: SecretStr | None = Field(
        None,
        description="Key-encryption keys, newest first, comma-separated; with DSR_DATABASE_URL this, the file or "
        "DSR_KMS_KEY is required.",
    )
    blob_url: str | None = Field(
        None,
        description="Where sealed files lie: `file:///...` or `s3://bucket/prefix`; default: DSR_DATA_DIR/blobs.",
    )

    pool_size: int = Field(10, ge=1, le=200, description="Database connections of one API or worker process.")
    database_timeout: float = Field(
        1.5, gt=0, description="Seconds to wait for a connection before answering 503."
    )
    answer_within: float = Field(
        2.0,
        gt=0,
        le=60,
        description="Seconds that a call waits for the database in all before it is answered 503.",
    )
    statement_timeout: float = Field(
        30, gt=0, description="Seconds after which PostgreSQL cancels a statement."
    )

    time_zone: str = Field("Europe/Paris", description="The controller's civil time zone.")
    calendar: str = Field(
        "FR",
        description="Public holidays: ISO country, FR-AM (with the Alsace-Moselle days) or country-subdivision.",
    )
    max_days_for_asking: int = Field(
        10,
        ge=0,
        le=366,
        description="Asking the person later than so many days after receipt is contestable "
        "(docs/interpretations.md, 22).",
    )
    internal_target_working_days: int = Field(
        5, ge=0, le=60, description="Working days before the due date at which the house aims."
    )
    suspensions_counted: CountedSuspensions = Field(
        CountedSuspensions.ALL,
        description="Which suspensions move the due date: `all`, `defensible` or `none` "
        "(docs/interpretations.md, 14).",
    )
    asking_end: AskingEnd = Field(
        AskingEnd.NOMINAL,
        description="Until when asking still suspends: the `nominal` end or the `rolled` one "
        "(docs/interpretations.md, 18).",
    )
    reminder_working_days: DayList = Field(
        (3, 1),
        description="Working days before the due date on which staff are reminded, comma-separated.",
    )
    escalation_working_days: int = Field(
        2,
        ge=-1,
        le=60,
        description="Working days before the due date on which an open request is brought to the DPO; "
        "-1: only once it is overdue.",
    )
    identity_reminder_days: DayList = Field(
        (7, 14),
        description="Days after asking for a proof of identity on which the person is reminded, "
        "comma-separated.",
    )
    identity_expiry_days: int = Field(
        21,
        ge=0,
        le=366,
        description="Days after asking without an answer until the request is closed with a letter; 0: never.",
    )
    reminder_hour: int = Field(
        8, ge=0, le=23, description="Local hour at which reminders go out on their day."
    )
    default_locale: Literal["fr", "en"] = Field(
        "fr", description="Language of packages and letters without one asked."
    )
    identity_policy: Literal["as_policy", "proportionate"] = Field(
        "as_policy", description="When a copy of an identity document is asked for (docs/interpretations.md)."
    )
    identity_policy_by_right: dict[Right, PolicyKind] = Field(
        default_factory=dict,
        description='Other policies for single rights as JSON: {"rectification": "proportionate"}.',
    )
    contact_settles_days: int = Field(
        30, ge=0, le=366, description="A contact changed fewer days before the request releases nothing."
    )
    contact_of_unknown_age: Literal["hold", "accept"] = Field(
        "hold",
        description="Whether a known contact whose age no source tells may release data or waits for a check.",
    )
    document_alone_waits_hours: int = Field(
        72,
        ge=0,
        le=720,
        description="Hours between the notice to the known channels and the release of a full access package whose "
        "identity rests on a document alone; 0: no wait (the default of the demo that `dsr run` makes).",
    )
    identity_code_minutes: int = Field(
        10, ge=1, le=10, description="Minutes for which a one-time code holds."
    )
    access_link_days: int = Field(7, ge=1, le=7, description="Days for which an access link holds.")
    subject_session_minutes: int = Field(30, ge=5, le=240, description="Minutes of a session by link.")
    digital_age: int = Field(15, ge=13, le=18, description="Age from which a minor asks alone.")
    assertion_audience: str | None = Field(None, description="`aud` of assertions; else DSR_PUBLIC_URL.")
    signature_waived: bool = Field(False, description="Accept identity documents without a signature.")
    identity_grace_days: int = Field(
        0, ge=0, le=30, description="Days between the verdict and the destruction of an identity copy."
    )
    approval_required: Annotated[frozenset[str], NoDecode] = Field(
        frozenset({"access", "erasure"}),
        description="Rights whose fulfilment a second person must approve, comma-separated.",
    )
    erasure_cool_down_hours: int = Field(
        72,
        ge=0,
        le=24 * 30,
        description="Hours between an erasure's approval and its execution, to cancel it in; 0: none.",
    )
    export_days: int = Field(7, ge=1, le=90, description="Days until a released package expires.")

    data_map: Path | None = Field(None, description="Data map to activate at start when none is active.")
    registers: Path | None = Field(None, description="Registers to load at start when none is loaded (JSON).")
    sources: dict[str, SecretStr] = Field(
        default_factory=dict,
        description='Connections of the data sources as JSON: {"<dataset fides_key>": "postgresql://..."}.',
    )
    file_sources: dict[str, SecretStr] = Field(
        default_factory=dict,
        description='Where the files lie that rows refer to, as JSON: {"<name in the map>": "file:///folder"}, or '
        "`s3://bucket/prefix`, or `https://host/base`; `inline` is taken.",
    )
    source_private_networks: NetworkList = Field(
        (),
        description="Networks that are not public in which HTTP data sources may be called, as `10.0.0.0/8`, "
        "comma-separated.",
    )
    webhook_private_networks: NetworkList = Field(
        (), description="Networks that are not public in which webhooks may be delivered, comma-separated."
    )
    processor_ca_file: Path | None = Field(
        None,
        description="Certificate authorities (PEM) for processors' signatures, instead of the machine's.",
    )
    data_map_review: bool = Field(
        False, description="A change of the data map is proposed and put in force by another person only."
    )
    transfer_private_networks: NetworkList = Field(
        (),
        description="Networks that are not public in which another controller may be handed portable data, "
        "comma-separated.",
    )
    source_concurrency: int = Field(4, ge=1, le=64, description="Walks at the same time on one data source.")
    worker_concurrency: int = Field(
        8, ge=1, le=200, description="Jobs at the same time in one worker process."
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least level that is logged."
    )
    demo: bool = Field(True, description="Embedded only: serve the demo shop and print its API keys again.")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no IANA time zone")
        return value

    @field_validator(
        "trusted_proxies",
        "source_private_networks",
        "webhook_private_networks",
        "transfer_private_networks",
        "oidc_private_networks",
        "kms_private_networks",
        mode="before",
    )
    @classmethod
    def _networks(cls, value: Any) -> Any:
        if isinstance(value, str):
            value = tuple(part.strip() for part in value.split(",") if part.strip())
        for network in value:
            ip_network(network)
        return value

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?", value):
            raise ValueError("must be an origin, as in https://dsr.shop.example")
        return value

    @field_validator("calendar")
    @classmethod
    def _known_calendar(cls, value: str) -> str:
        try:
            calendar(value)
        except UnknownCalendar as error:
            raise ValueError("is no calendar whose public holidays are known") from error
        return value

    @field_validator("reminder_working_days", "identity_reminder_days", mode="before")
    @classmethod
    def _split_days(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _closes_after_reminding(self) -> "Settings":
        if (
            self.identity_expiry_days
            and max(self.identity_reminder_days, default=0) >= self.identity_expiry_days
        ):
            raise ValueError(
                "DSR_IDENTITY_EXPIRY_DAYS must come after every day of DSR_IDENTITY_REMINDER_DAYS"
            )
        return self

    @field_validator("approval_required", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return frozenset(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _secrets_with_a_server(self) -> "Settings":
        if self.database_url is not None:
            missing = [
                name
                for name, value in (
                    ("DSR_SECRET_KEY", self.secret_key),
                    (
                        "DSR_KEY_ENCRYPTION_KEYS",
                        self.key_encryption_keys or self.key_encryption_keys_file or self.kms_key,
                    ),
                )
                if value is None
            ]
            if missing:
                raise ValueError(f"with DSR_DATABASE_URL, {' and '.join(missing)} must be set")
            if self.smtp_host is not None and self.smtp_tls == "none":
                raise ValueError("DSR_SMTP_TLS=none sends people's letters in clear: it is for a demo only")
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
