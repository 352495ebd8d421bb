"""`dsr deadlines`: compute a table of cases without a server; recompute the open ones by changed rules."""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from dsr_service.domain.deadlines.deadlines import DeadlineRules
    from dsr_service.settings import Settings

deadlines = typer.Typer(
    no_args_is_help=True, help="The statutory clock (GDPR art. 12(3), Regulation 1182/71)."
)


def register(app: typer.Typer) -> None:
    app.add_typer(deadlines, name="deadlines")


@deadlines.callback()
def _group() -> None:
    """The statutory clock (GDPR art. 12(3), Regulation 1182/71)."""


@deadlines.command("compute")
def compute_cases(
    calendar: Annotated[str, typer.Option(help="For cases without one: FR, FR-AM, GB-ENG, DE-BY ...")] = "FR",
    time_zone: Annotated[str, typer.Option(help="For cases without one: an IANA name.")] = "Europe/Paris",
) -> None:
    """Read cases as JSON lines on standard input, write each with its computed fields and the explanation.

    A case: received_at, time_zone, calendar, extended,
    suspensions [{from, to, cause, reasonable_doubt_reason}],
    and, as you like, id and rules {max_days_for_asking, internal_target_working_days, suspensions_counted,
    asking_end}. A bad line yields {"id", "error"} and the rest goes on; blank lines are skipped.
    """
    from dsr_service.domain.deadlines.calendars import UnknownCalendar
    from dsr_service.domain.deadlines.calendars import calendar as known_calendar
    from dsr_service.domain.deadlines.civil_time import UnknownTimeZone
    from dsr_service.domain.deadlines.civil_time import time_zone as known_zone
    from dsr_service.domain.deadlines.deadlines import DeadlineRules

    try:
        known_calendar(calendar)
        known_zone(time_zone)
    except (UnknownCalendar, UnknownTimeZone) as error:
        raise typer.BadParameter(error.title) from error
    defaults = DeadlineRules(calendar=calendar, time_zone=time_zone)
    for answer in answers(sys.stdin.buffer, defaults):
        sys.stdout.buffer.write(answer + b"\n")
        sys.stdout.buffer.flush()  # whoever feeds us line by line waits for this line


@deadlines.command("recompute")
def recompute(
    data_dir: Annotated[str | None, typer.Option(help="Folder of the embedded installation.")] = None,
) -> None:
    """Bring all open deadlines to the rules and the calendar in force; the worker does so at its start, too.

    One audited operation; closed requests keep the dates and the rules by which they were answered. Prints
    {"rules_version", "examined", "moved"}: how many were stale, and how many due dates are others now.
    """
    import asyncio
    import json

    from dsr_service.adapters.logs import configure_logs
    from dsr_service.cli.installation import attached, read_settings

    settings = attached(read_settings(data_dir=data_dir))
    configure_logs(settings.log_level)
    print(json.dumps(asyncio.run(_recompute(settings))))


async def _recompute(settings: "Settings") -> dict[str, Any]:
    from dsr_service.bootstrap import open_runtime
    from dsr_service.domain.actors import SYSTEM
    from dsr_service.services import clock_guard, deadline_recomputation

    async with open_runtime(settings) as runtime:
        await clock_guard.require_right_clock(runtime.engine, runtime.clock)
        while True:
            async with runtime.operation(SYSTEM) as ctx:
                done = await deadline_recomputation.advance(ctx)
            print(f"{done.examined:,} recomputed", file=sys.stderr)
            if done.finished_at is not None:
                break
    return {"rules_version": done.rules_version, "examined": done.examined, "moved": done.moved}


def answers(lines: Iterable[bytes], defaults: "DeadlineRules") -> Iterator[bytes]:
    """One JSON text per line that is not blank."""
    for number, line in enumerate(lines, start=1):
        text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line  # spreadsheets begin with a BOM
        if text.strip():
            yield _dumped(_answer(text, number, defaults))


def _answer(line: bytes, number: int, defaults: "DeadlineRules") -> dict[str, Any]:
    from dsr_service.domain.deadlines.cases import answer_case
    from dsr_service.domain.errors import DsrError

    value, reason = _decoded(line)
    if reason is None:
        try:
            return answer_case(value, defaults)
        except DsrError as error:
            said = [f"{v.pointer}: {v.detail}" if v.pointer else v.detail for v in error.violations]
            reason = " ".join(said) or error.detail
    return {"id": value.get("id") if isinstance(value, dict) else None, "error": f"line {number}: {reason}"}


def _decoded(line: bytes) -> tuple[Any, str | None]:
    """The value, and what is wrong with it: as far as it can be read, a bad line is answered under its id."""
    import json

    faults: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            faults.append("A field is given twice.")
        return found

    def constant(_: str) -> None:
        faults.append("NaN and Infinity are no JSON.")

    try:
        value = json.loads(line.decode("utf-8"), object_pairs_hook=once, parse_constant=constant)
    except UnicodeDecodeError:
        return None, "The line is not UTF-8."
    except RecursionError:
        return None, "The line is nested too deeply."
    except ValueError:  # bad syntax, or a number of thousands of digits
        return None, "The line is not JSON."
    return value, faults[0] if faults else None


def _dumped(answer: dict[str, Any]) -> bytes:
    import json

    text = json.dumps(answer, ensure_ascii=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair in an id
        return json.dumps(answer).encode("ascii")
