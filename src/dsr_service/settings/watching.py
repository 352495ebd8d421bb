"""The settings of what watches the service: where each process tells Prometheus how it does."""

from pydantic import Field
from pydantic_settings import BaseSettings


class WatchingSettings(BaseSettings):
    """Part of `Settings`."""

    metrics_host: str = Field("127.0.0.1", description="Address of /metrics.")
    metrics_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="Port of the API's /metrics; 0 takes a free one; none: not served (`dsr run`: a free one).",
    )
    worker_metrics_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="Port of the worker's /metrics; 0 takes a free one; none: not served (`dsr run`: a free one).",
    )
