"""The demo shop *Kilometre Paris*: a database of invented customers, its data map and its registers."""

from pathlib import Path
from typing import Final

from dsr_service.adapters.demo_shop.installer import NotADemoDatabase, ensure_demo_shop, make_the_shop

DATABASE: Final = "kilometre_paris"  # also the `fides_key` of the map's only dataset
DATA_MAP: Final = Path(__file__).parent / "data-map.yml"
REGISTERS: Final = Path(__file__).parent / "registers.json"

__all__ = ["DATABASE", "DATA_MAP", "REGISTERS", "NotADemoDatabase", "ensure_demo_shop", "make_the_shop"]
