"""What Prometheus is told of a process, and the address at which it asks."""

from dsr_service.adapters.metrics.registry import Metrics
from dsr_service.adapters.metrics.server import metrics_served

__all__ = ["Metrics", "metrics_served"]
