"""How an enumeration of the domain is stored: as text with a CHECK that mirrors it."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum


def stored(enum: type[StrEnum]) -> Enum:
    """A text column of the enumeration's values; `one_of` adds the CHECK."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=None,
        values_callable=lambda e: [m.value for m in e],
    )


def one_of(column: str, enum: type[StrEnum]) -> CheckConstraint:
    """The database's mirror of the enumeration."""
    values = ", ".join(f"'{member.value}'" for member in enum)
    return CheckConstraint(f'"{column}" IN ({values})', name=column)
