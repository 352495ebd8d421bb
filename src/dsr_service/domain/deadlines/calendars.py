"""Working days of a country or subdivision: its public holidays, and the weekend of Regulation 1182/71."""

import re
import warnings
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from dsr_service.domain.errors import DsrError, Kind

SATURDAY: Final = 5
SUNDAY: Final = 6
_DAY = timedelta(days=1)
_CODE = re.compile(r"([A-Z]{2})(?:-([^\x00-\x1f]{1,40}))?")
# Good Friday and 26 December of Alsace and Moselle (Code du travail L3134-13): the package's 57 and 6AE.
_ALIASES: Final[Mapping[str, tuple[str, str | None]]] = {"FR-AM": ("FR", "6AE")}


class UnknownCalendar(DsrError):
    code = "unknown_calendar"
    kind = Kind.INVALID
    title = "The calendar is no country or subdivision whose public holidays are known."


class CalendarYearUnknown(DsrError):
    code = "calendar_year_unknown"
    kind = Kind.INVALID
    title = "The public holidays of that year are not known for this calendar."


class Calendar:
    """Public holidays of one place. Working days are all days but those, Sundays and Saturdays
    (1182/71 art. 2(2)), also where the local weekend differs: the period is the Union's.
    """

    def __init__(self, code: str, source: Any, subdivision: str | None) -> None:
        self.code = code
        self._source = source
        self._subdivision = subdivision
        self._years: dict[int, Mapping[date, str]] = {}
        self._names: dict[tuple[int, str], Mapping[date, str]] = {}

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self._holidays(day.year)

    def holiday_name(self, day: date, language: str = "en") -> str | None:
        """The holiday on that day, in French or English where known, else as it is called there."""
        key = (day.year, language)
        names = self._names.get(key)
        if names is None:
            names = self._names[key] = self._load(day.year, self._language(language))
        return names.get(day)

    def roll(self, day: date) -> date:
        """That day, or the next working day when it is none (1182/71 art. 3(4))."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def working_days_before(self, day: date, count: int) -> date:
        """The working day from which `count` working days lead up to `day`."""
        while count > 0:
            day -= _DAY
            count -= self.is_working_day(day)
        return day

    def _holidays(self, year: int) -> Mapping[date, str]:
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._load(year, self._language("en"))
        return found

    def _load(self, year: int, language: str | None) -> Mapping[date, str]:
        first, last = self._source.start_year, self._source.end_year
        if not first <= year <= last:  # the package would answer "no holidays", which is wrong, not empty
            raise CalendarYearUnknown
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            try:
                return dict(
                    self._source(
                        years=year,
                        subdiv=self._subdivision,
                        language=language,
                        expand=False,
                        observed=True,
                        categories="public",
                    )
                )
            except UserWarning as warning:  # some countries know their religious feasts for fewer years
                raise CalendarYearUnknown from warning

    def _language(self, wanted: str) -> str | None:
        known: tuple[str, ...] = self._source.supported_languages
        own: str | None = self._source.default_language
        for language in (wanted, "en"):
            ranked = sorted((k for k in known if k.split("_")[0] == language), key=lambda k: (k != own, k))
            if ranked:
                return ranked[0]
        return own


@lru_cache(maxsize=512)
def calendar(code: str) -> Calendar:
    """The calendar of an ISO country (`FR`), of a country and subdivision (`GB-ENG`, `DE-BY`), or `FR-AM`."""
    match = _CODE.fullmatch(code)
    if match is None:
        raise UnknownCalendar
    country, subdivision = _ALIASES.get(code, match.groups())
    import holidays  # slow to import, and not needed to know the rules
    from holidays.registry import COUNTRIES

    if country not in {names[1] for names in COUNTRIES.values()}:
        raise UnknownCalendar
    source: Any = getattr(holidays, country)
    if subdivision is not None and subdivision not in (*source.subdivisions, *source.subdivisions_aliases):
        raise UnknownCalendar
    return Calendar(code, source, subdivision)


def package_version() -> str:
    """The version of the holiday data, which belongs to the version of every deadline computed from it."""
    import holidays

    return str(holidays.__dict__["__version__"])
