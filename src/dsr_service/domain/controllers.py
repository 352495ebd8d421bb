"""Reading what the controller says of itself from the register `policy`."""

from collections.abc import Mapping
from typing import Any

from dsr_service.domain.article_15 import CNIL, Controller, SupervisoryAuthority
from dsr_service.domain.errors import InvalidInput, Violation


def read_controller(entry: Mapping[str, Any]) -> Controller:
    """The controller with its supervisory authority (the CNIL where none is named). Raises InvalidInput."""
    authority = entry.get("authority")
    faults = [
        Violation("Is needed, as text.", f"/{name}")
        for name in ("name", "contact")
        if not isinstance(entry.get(name), str) or not entry[name].strip()
    ]
    faults += [
        Violation("Must be text.", f"/{name}")
        for name in ("address", "dpo_contact")
        if not isinstance(entry.get(name), str | None)
    ]
    if authority is not None and not (
        isinstance(authority, Mapping)
        and all(isinstance(authority.get(name), str) and authority[name] for name in ("name", "website"))
        and isinstance(authority.get("address"), str | None)
    ):
        faults.append(Violation("An authority has a name and a website.", "/authority"))
    if faults:
        raise InvalidInput("The controller's entry is not valid.", violations=faults)
    return Controller(
        name=entry["name"],
        contact=entry["contact"],
        address=entry.get("address"),
        dpo_contact=entry.get("dpo_contact"),
        authority=SupervisoryAuthority(authority["name"], authority["website"], authority.get("address"))
        if authority
        else CNIL,
    )
