"""When to expect what after the approval: ranges, with the source of each, in days of the Pacific time zone.

Microsoft deploys on working days: no weekends, no US holidays.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple

SUBMISSION = "learn.microsoft.com, certification-submission-ip"
APPROVAL = "approval comments in the pull requests since 2024"

REGIONS = (
    "testing",
    "US preview",
    "Asia without Japan and India",
    "Europe without the United Kingdom",
    "Brazil, Canada, Japan and India",
    "Australia, United Kingdom and United States",
)
"""In this order, one step a working day at the earliest."""

AVERAGE = 15
"""Working days that a deployment takes on average."""

LONGEST = 28
"""Days after the approval: comments say three to four weeks."""

NOTICE = timedelta(hours=24)
"""How long before a start Microsoft wants to know that you are ready."""

_FRIDAY, _SATURDAY = 4, 5


class Expected(NamedTuple):
    """Something to expect between two days, both included; ``source`` says who states it."""

    what: str
    earliest: date
    latest: date
    source: str


def expected(approved: datetime) -> tuple[Expected, ...]:
    """What follows an approval at ``approved`` (aware), in the order in which it happens."""
    day = approved.astimezone(pacific()).date()
    start = first_start(approved)
    last = max(add_working_days(start, AVERAGE), day + timedelta(days=LONGEST))
    found = [Expected("the deployment starts, on a Friday morning", start, _next_friday(start), SUBMISSION)]
    steps = len(REGIONS)
    for index, region in enumerate(REGIONS):
        earliest = add_working_days(start, index)
        latest = working_day(start + (last - start) * (index + 1) // steps)
        found.append(Expected(f"deployed to {region}", earliest, max(earliest, latest), SUBMISSION))
    average = add_working_days(day, AVERAGE)
    found.append(Expected("deployed everywhere, on average", average, average, SUBMISSION))
    weeks = Expected("deployed everywhere", day + timedelta(days=21), day + timedelta(days=LONGEST), APPROVAL)
    return (*found, weeks)


def first_start(ready: datetime) -> date:
    """The first Friday that is a working day and begins at least 24 hours after ``ready``."""
    local = (ready + NOTICE).astimezone(pacific())
    day = local.date()
    if day.weekday() == _FRIDAY and local.hour >= 12:  # the starts are in the morning
        day += timedelta(days=1)
    while day.weekday() != _FRIDAY or not is_working_day(day):
        day += timedelta(days=1)
    return day


def _next_friday(day: date) -> date:
    later = day + timedelta(days=7)
    while not is_working_day(later):
        later += timedelta(days=7)
    return later


def add_working_days(day: date, count: int) -> date:
    """The day ``count`` working days after ``day``; 0 is ``day`` itself."""
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def working_day(day: date) -> date:
    """``day``, or the next working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def is_working_day(day: date) -> bool:
    """Whether Microsoft deploys on ``day``: Monday to Friday, and no US federal holiday."""
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


@cache
def _holidays(year: int) -> Container[date]:
    import holidays  # 0.12 s, and only an approved connector needs it

    return holidays.country_holidays("US", years=year)


def pacific() -> tzinfo:
    """The time zone of Microsoft's deployments; eight hours behind UTC where the system knows no time zones."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo("America/Los_Angeles")
    except ZoneInfoNotFoundError:
        return timezone(timedelta(hours=-8), "Pacific time")
