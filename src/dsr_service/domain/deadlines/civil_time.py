"""Civil days in the controller's time zone: which date an instant falls on, and when that date is over."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dsr_service.domain.errors import DsrError, Kind

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200  # no request is older or later; keeps the arithmetic far from date.max
# "right/..." counts leap seconds (its days end 27 s late); the others are no place on earth.
_NO_PLACES = ("right/", "posix/", "localtime", "posixrules", "Factory")


class UnknownTimeZone(DsrError):
    code = "unknown_time_zone"
    kind = Kind.INVALID
    title = "The time zone is not in the IANA time zone database."


class InstantOutOfRange(DsrError):
    code = "instant_out_of_range"
    kind = Kind.INVALID
    title = "The instant lies outside of the years that can be computed."


class NaiveInstant(DsrError):
    code = "naive_instant"
    kind = Kind.INVALID
    title = "An instant needs its UTC offset: without one its date is a guess."


@lru_cache(maxsize=512)
def time_zone(name: str) -> ZoneInfo:
    """The zone of that IANA name, or UnknownTimeZone."""
    if not name or name.startswith(_NO_PLACES):
        raise UnknownTimeZone
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown; not a relative path; a folder, or too long
        raise UnknownTimeZone from error


def civil_date(instant: datetime, zone: ZoneInfo) -> date:
    """The date on the wall there: the zone is a reading (docs/interpretations.md)."""
    if instant.utcoffset() is None:
        raise NaiveInstant
    if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        raise InstantOutOfRange
    return instant.astimezone(zone).date()


@lru_cache(maxsize=65536)
def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The UTC instant at which `day` is over in `zone`, exclusive: its last hour has passed.

    The offset is that of the day itself. Midnight may not exist (Cairo and Beirut spring forward at 00:00)
    or come twice (Havana falls back to 00:00): the bound is the first instant after the last one dated `day`.
    """
    midnight = datetime.combine(day + _DAY, time.min, zone)
    bound = midnight.astimezone(UTC)
    other = midnight.replace(fold=1).astimezone(UTC)
    if (
        other != bound
    ):  # midnight is skipped or doubled: walk back to the last second that still bears the date
        bound = max(bound, other)
        while (bound - _SECOND).astimezone(zone).date() > day:
            bound -= _SECOND
    return bound


@lru_cache(maxsize=65536)
def last_second_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last full second of `day`, in local time at the offset in force then."""
    return (end_of_day(day, zone) - _SECOND).astimezone(zone)
