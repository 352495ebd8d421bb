"""Find every row of one subject, across all sources, by the data map."""

from dsr_service.services.walk.engine import walk
from dsr_service.services.walk.report import CollectionReport, Progress, Status, WalkReport

__all__ = ["CollectionReport", "Progress", "Status", "WalkReport", "walk"]
