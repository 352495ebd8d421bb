from enum import StrEnum


class TrackDownloadExportFormat(StrEnum):
    CSV = "csv"
    JSON = "json"
    ZIP = "zip"

    def __str__(self) -> str:
        return str(self.value)
