"""Why a deadline is what it is: the ordered steps with their articles, in French and English."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from typing import Any, Final

from dsr_service.domain.deadlines.calendars import SATURDAY, Calendar, calendar
from dsr_service.domain.deadlines.civil_time import time_zone
from dsr_service.domain.deadlines.deadlines import (
    FIRST_MONTH,
    Deadline,
    Effect,
    Period,
    SuspensionStep,
    add_months,
)
from dsr_service.domain.deadlines.suspensions import Contest, SuspensionCause

_DAY = timedelta(days=1)
# fmt: off
_MONTHS: Final = {
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin",
           "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
}
# fmt: on
_WEEKDAYS: Final = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
# The statutes behind a holiday, where we know them; Regulation 1182/71 art. 2(1) leaves them to the State.
_HOLIDAY_LAWS: Final = {
    "FR": "; Code du travail L3133-1",
    "FR-AM": "; Code du travail L3133-1, L3134-13",
}
_CAUSES: Final = {
    SuspensionCause.IDENTITY: ("proof of identity", "une preuve d'identité", "GDPR art. 12(6)"),
    SuspensionCause.CLARIFICATION: (
        "the scope of the request",
        "l'objet précis de la demande",
        "GDPR recital 63",
    ),
}
_CONTESTS: Final = {
    Contest.NO_RECORDED_DOUBT: (
        "contestable: no reasonable doubt is recorded",
        "contestable : aucun doute raisonnable n'est consigné",
    ),
    Contest.ASKED_LATE: (
        "contestable: not asked without undue delay",
        "contestable : la question n'a pas été posée dans les meilleurs délais",
    ),
}


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """One step: what was done, by which article, and the date reached by it (None: no date yet)."""

    step: str
    article: str
    reached: date | None
    en: str
    fr: str
    values: dict[str, Any] = field(default_factory=dict)  # what a machine needs to do the step again

    def to_dict(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "article": self.article,
            "date": _iso(self.reached),
            "text": {"fr": self.fr, "en": self.en},
            "values": self.values,
        }


def explain(deadline: Deadline) -> list[ExplanationStep]:
    """The path from receipt to the due date, up to `end_of_day`; after it, the dates that stand beside."""
    days = calendar(deadline.rules.calendar)
    steps = [_receipt(deadline), *_months(deadline)]
    steps += [_suspension(step, deadline) for step in deadline.period.steps]
    if deadline.due_date is None:
        steps.append(_still_open())
    else:
        steps += _rollover(deadline.period, days)
        steps.append(_end_of_day(deadline, deadline.due_date))
    steps += _beside(deadline)
    return steps


def _receipt(deadline: Deadline) -> ExplanationStep:
    zone = deadline.rules.time_zone
    local = deadline.received_at.astimezone(time_zone(zone))
    day = deadline.received_local_date
    return ExplanationStep(
        "receipt",
        "GDPR art. 12(3); Reg. 1182/71 art. 3(1)",
        day,
        f"The request reached the controller on {_en(day)} at {local:%H:%M} ({zone}); "
        "the period counts from that date.",
        f"La demande est parvenue au responsable le {_fr(day)} à {local:%H:%M} ({zone}) ; "
        "le délai court à compter de cette date.",
        {"received_at": deadline.received_at.astimezone(UTC).isoformat(), "time_zone": zone},
    )


def _months(deadline: Deadline) -> Iterator[ExplanationStep]:
    received = deadline.received_local_date
    yield from _month_steps(
        "month",
        received,
        FIRST_MONTH,
        "GDPR art. 12(3); Reg. 1182/71 art. 3(2)(c)",
        ("One month from receipt", "Un mois à compter de la réception"),
    )
    if deadline.extended:
        yield from _month_steps(
            "extension",
            received,
            deadline.period.months,
            "GDPR art. 12(3); Reg. 1182/71 art. 3(2)(c)",
            (
                "Extended by two further months: three months from receipt",
                "Prolongation de deux mois, soit trois mois à compter de la réception",
            ),
        )


def _month_steps(
    code: str, received: date, months: int, article: str, label: tuple[str, str]
) -> Iterator[ExplanationStep]:
    end, clamped = add_months(received, months)
    if not clamped:
        texts = (f"{label[0]} ends on {_en(end)}.", f"{label[1]} : le délai expire le {_fr(end)}.")
        yield ExplanationStep(code, article, end, *texts, {"months": months})
        return
    en_month, fr_month = _MONTHS["en"][end.month - 1], _MONTHS["fr"][end.month - 1]
    yield ExplanationStep(
        code,
        article,
        None,
        f"{label[0]} would end on {received.day} {en_month} {end.year}, a date that does not exist.",
        f"{label[1]} : le délai expirerait le {received.day} {fr_month} {end.year}, date qui n'existe pas.",
        {"months": months},
    )
    yield ExplanationStep(
        "clamp",
        "Reg. 1182/71 art. 3(2)(c)",
        end,
        f"The period ends with the last day of that month, {_en(end)}.",
        f"Le délai expire le dernier jour de ce mois, le {_fr(end)}.",
    )


def _suspension(step: SuspensionStep, deadline: Deadline) -> ExplanationStep:
    dated, values = step.dated, {"index": step.dated.index, "days": step.days, "effect": str(step.effect)}
    cause_en, cause_fr, article = _CAUSES[dated.suspension.cause]
    values |= {"cause": str(dated.suspension.cause), "contests": [str(contest) for contest in dated.contests]}
    values |= {"from": _iso(dated.opened_on), "to": _iso(dated.closed_on)}
    en = f"Asked for {cause_en} on {_en(dated.opened_on)}"
    fr = f"Demande portant sur {cause_fr} le {_fr(dated.opened_on)}"
    if dated.closed_on is not None:
        en += f", received on {_en(dated.closed_on)}"
        fr += f", reçue le {_fr(dated.closed_on)}"
    more_en, more_fr = _effect_texts(step, deadline)
    if step.effect in {Effect.COUNTED, Effect.OPEN}:
        more_en += "".join(f" ({_CONTESTS[contest][0]})" for contest in dated.contests)
        more_fr += "".join(f" ({_CONTESTS[contest][1]})" for contest in dated.contests)
    return ExplanationStep(
        "suspension",
        f"{article}; EDPB Guidelines 01/2022 para. 159",
        None if step.effect is Effect.OPEN else step.end,
        f"{en}: {more_en}.",
        f"{fr} : {more_fr}.",
        values,
    )


def _effect_texts(step: SuspensionStep, deadline: Deadline) -> tuple[str, str]:
    match step.effect:
        case Effect.OPEN:
            return "no answer yet, the period stands still", "pas encore de réponse, le délai est suspendu"
        case Effect.AFTER_END:
            return (
                "the period had ended, nothing is left to suspend",
                "le délai avait expiré, il n'y a plus rien à suspendre",
            )
        case Effect.LEFT_OUT:
            return "not counted, by the rules in force", "non comptée, selon les règles en vigueur"
        case Effect.BEFORE_RECEIPT:
            return "over before the request arrived, not counted", "close avant la réception, non comptée"
        case Effect.COUNTED:
            return _counted_texts(step, deadline.received_local_date)


def _counted_texts(step: SuspensionStep, received: date) -> tuple[str, str]:
    dated, days = step.dated, step.days
    full = (dated.closed_on - dated.opened_on).days if dated.closed_on else 0
    en = f"{days} day{'' if days == 1 else 's'} added, to {_en(step.end)}"
    fr = f"{days} jour{'s' if days > 1 else ''} ajouté{'s' if days > 1 else ''}, soit le {_fr(step.end)}"
    if full == 0:
        return "same day, no day added", "le même jour, aucun jour ajouté"
    if dated.opened_on < received:
        return (
            f"{en} (days before receipt do not count)",
            f"{fr} (les jours avant la réception ne comptent pas)",
        )
    if days < full:
        return f"{en} (overlapping days count once)", f"{fr} (les jours communs ne comptent qu'une fois)"
    return en, fr


def _still_open() -> ExplanationStep:
    return ExplanationStep(
        "suspension_open",
        "EDPB Guidelines 01/2022 para. 159",
        None,
        "While the controller waits for an answer there is no due date; it is set when the answer arrives.",
        "Tant que le responsable attend une réponse, il n'y a pas d'échéance ; elle est fixée à la réponse.",
    )


def _rollover(period: Period, days: Calendar) -> Iterator[ExplanationStep]:
    day = period.end
    while day != period.due:
        after = day + _DAY
        holidays = {language: days.holiday_name(day, language) for language in ("en", "fr")}
        article = "Reg. 1182/71 art. 3(4)"
        if holidays["en"] and day.weekday() < SATURDAY:
            article += _HOLIDAY_LAWS.get(days.code, "")
        name_en = f"a public holiday ({holidays['en']})" if holidays["en"] else "no working day"
        name_fr = f"un jour férié ({holidays['fr']})" if holidays["fr"] else "un jour non ouvrable"
        yield ExplanationStep(
            "rollover",
            article,
            after,
            f"{_en(day)} is a {_WEEKDAYS['en'][day.weekday()]}, {name_en}: on to {_en(after)}.",
            f"Le {_fr(day)} est un {_WEEKDAYS['fr'][day.weekday()]}, {name_fr} : report au {_fr(after)}.",
            {
                "skipped": _iso(day),
                "weekday": day.isoweekday(),
                "holiday": holidays if holidays["en"] else None,
            },
        )
        day = after


def _end_of_day(deadline: Deadline, due: date) -> ExplanationStep:
    last = deadline.due_last_second_local
    values = {"last_second": last.isoformat() if last else None, "calendar": deadline.rules.calendar}
    return ExplanationStep(
        "end_of_day",
        "Reg. 1182/71 art. 3(2)(c)",
        due,
        f"{_en(due)} is a working day; the period ends with its last hour.",
        f"Le {_fr(due)} est un jour ouvrable ; le délai expire à la fin de sa dernière heure.",
        values,
    )


def _beside(deadline: Deadline) -> Iterator[ExplanationStep]:
    """Dates that stand beside the due date; they are no part of the way to it."""
    notice, safe, target = deadline.extension_notice_due, deadline.safe_due, deadline.internal_target
    if notice is not None:
        yield ExplanationStep(
            "first_month",
            "GDPR art. 12(3), 12(4)",
            notice,
            f"An extension or a refusal must be notified with its reasons by the end of {_en(notice)}.",
            f"Une prolongation ou un refus doit être notifié avec ses motifs avant la fin du {_fr(notice)}.",
        )
    if safe is not None:
        yield ExplanationStep(
            "safe_due",
            "GDPR art. 12(3), 12(6)",
            safe,
            f"Without the contestable suspension the answer is due on {_en(safe)}: the safe date.",
            f"Sans la suspension contestable, la réponse est due le {_fr(safe)} : la date sûre.",
        )
    if target is not None:
        count = deadline.rules.internal_target_working_days
        yield ExplanationStep(
            "internal_target",
            "GDPR art. 12(3)",
            target,
            f"The month is a ceiling: the house aims at {_en(target)}, {count} working days earlier.",
            f"Le mois est un plafond : l'objectif est le {_fr(target)}, {count} jours ouvrables plus tôt.",
            {"working_days": count},
        )


def in_words(day: date, language: str) -> str:
    """A date as a letter writes it."""
    return _fr(day) if language == "fr" else _en(day)


def _en(day: date) -> str:
    return f"{day.day} {_MONTHS['en'][day.month - 1]} {day.year}"


def _fr(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS['fr'][day.month - 1]} {day.year}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
