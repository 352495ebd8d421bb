"""Listening sockets of the commands, and what is said when one can't be had."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from dsr_service.adapters.metrics import Metrics
    from dsr_service.settings import Settings


def listen(host: str, port: int, *, what: str, choose: str) -> socket.socket:
    """A listening socket. Exits saying how to choose another port when this one is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error.strerror
        print(
            f"Can't listen on {host} port {port} for {what} ({why}): choose another with {choose}.",
            file=sys.stderr,
        )
        raise typer.Exit(1) from None


def listen_for_metrics(settings: "Settings", port: int, name: str) -> socket.socket:
    return listen(settings.metrics_host, port, what="/metrics", choose=name)


@contextmanager
def metrics_of(
    settings: "Settings", port: int | None, name: str, handed_over: int | None
) -> Iterator["Metrics | None"]:
    """The process's metrics, served for as long as the block lasts; none where no port is set."""
    if port is None and handed_over is None:
        yield None
        return
    from dsr_service.adapters.metrics import Metrics, metrics_served

    if handed_over is not None:
        listening = socket.socket(fileno=handed_over)
    else:
        listening = listen_for_metrics(settings, port or 0, name)
    metrics = Metrics()
    with listening, metrics_served(metrics.registry, listening):
        yield metrics
