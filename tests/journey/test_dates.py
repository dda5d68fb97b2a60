"""What to expect after an approval: working days in Pacific time, from the sources' own words."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.forge.port import PullState
from ippub.journey.dates import REGIONS, add_working_days, expected, first_start, is_working_day, pacific
from ippub.journey.status import status
from journey_world import days_ago, facts, local, pull, staff

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("ready", "start"),
    [
        (datetime(2026, 9, 2, 12, tzinfo=UTC), date(2026, 9, 4)),
        (datetime(2026, 9, 3, 16, tzinfo=UTC), date(2026, 9, 4)),  # Thursday 9 in Seattle: Friday 9, still morning
        (datetime(2026, 9, 3, 22, tzinfo=UTC), date(2026, 9, 11)),  # Thursday afternoon is too late for the morning
        (datetime(2026, 6, 17, 12, tzinfo=UTC), date(2026, 6, 26)),  # Friday 19 June is Juneteenth
        (datetime(2026, 12, 23, 12, tzinfo=UTC), date(2027, 1, 8)),  # Christmas and New Year fall on Fridays
    ],
)
def test_a_start_is_a_friday_morning_a_day_ahead_and_no_holiday(ready: datetime, start: date) -> None:
    assert first_start(ready) == start


def test_fifteen_working_days_step_over_weekends_and_holidays() -> None:
    assert add_working_days(date(2026, 9, 4), 15) == date(2026, 9, 28)  # Labor Day is in between
    assert add_working_days(date(2026, 3, 2), 15) == date(2026, 3, 23)
    assert not is_working_day(date(2026, 7, 3))  # observed


@given(MOMENTS)
def test_every_deployment_day_is_a_working_day_and_the_order_holds(moment: datetime) -> None:
    found = expected(moment)
    regions = found[1 : 1 + len(REGIONS)]
    assert all(is_working_day(one.earliest) and is_working_day(one.latest) for one in found[:-1])
    assert all(one.earliest <= one.latest for one in found)
    assert [one.earliest for one in regions] == sorted({one.earliest for one in regions})
    assert [one.latest for one in regions] == sorted(one.latest for one in regions)
    assert found[0].earliest.weekday() == 4
    assert found[0].earliest > moment.date() - timedelta(days=1)
    assert all(one.source for one in found)


def test_a_system_without_time_zones_gets_eight_hours_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(key: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(key)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", missing)
    assert pacific().utcoffset(None) == timedelta(hours=-8)
    assert first_start(datetime(2026, 9, 2, 12, tzinfo=UTC)) == date(2026, 9, 4)


def test_dates_are_told_from_the_approval_until_it_is_deployed() -> None:
    yes = staff("Your certification request has been approved.", days=3)
    assert status(facts(local=local(), remarks=(yes,))).dates[0].earliest == first_start(days_ago(3))
    done = staff("The deployment of your connector was already completed.", days=1)
    assert status(facts(remarks=(yes, done))).dates == ()
    again = staff("We identified some changes that are needed.", days=1)
    assert status(facts(remarks=(yes, again))).dates == ()
    merged = pull(state=PullState.MERGED, merged_at=days_ago(1))
    assert status(facts(pull=merged)).dates
    assert status(facts()).dates == ()
