"""The package's dependencies are the names in runtime.in: written once, pinned in runtime.lock."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class DependenciesHook(MetadataHookInterface):
    def update(self, metadata: dict) -> None:
        lines = (Path(self.root) / "requirements" / "runtime.in").read_text("utf-8").splitlines()
        names = (line.partition("#")[0].strip() for line in lines)
        metadata["dependencies"] = [name for name in names if name and not name.startswith("-")]


def get_metadata_hook() -> type[MetadataHookInterface]:
    return DependenciesHook
