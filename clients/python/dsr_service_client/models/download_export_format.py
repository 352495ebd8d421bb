from enum import StrEnum


class DownloadExportFormat(StrEnum):
    CSV = "csv"
    JSON = "json"
    ZIP = "zip"

    def __str__(self) -> str:
        return str(self.value)
