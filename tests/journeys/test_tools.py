"""The timer counts down and survives a reload; no page of the tools has a barrier."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from abp_lms.accounts.models import RoleName
from abp_lms.database import session
from tests.factories import make_academy, make_person, make_role
from tests.journeys.axe import complaints
from tests.journeys.conftest import Somebody, Surfer
from tests.programme.factories import make_cohort, make_place

pytestmark = pytest.mark.journey

TIMER = "/guides/facilitator/timer"
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.fixture
def academy(app: Flask) -> Somebody:
    """Somebody of an academy that has a cohort of six."""
    person, academy = make_person(), make_academy()
    make_role(person_id=person.id, name=RoleName.ACADEMY, academy_id=academy.id)
    cohort = make_cohort(academy=academy)
    for _ in range(6):
        make_place(cohort=cohort)
    make_cohort(academy=academy)
    found = Somebody(person.id, person.email)
    session.rollback()
    return found


def left(page: Page) -> str:
    return page.get_by_role("timer").inner_text()


def step(page: Page) -> str:
    return page.locator("[data-step]").inner_text()


def test_no_tool_has_a_barrier(surf: Surfer, academy: Somebody) -> None:
    surf.be(academy)
    found: list[str] = []

    for path in (
        TIMER,
        f"{TIMER}?start=soon",
        "/guides/facilitator/sets",
        "/guides/line-manager/planner",
    ):
        surf.go(path)
        found += complaints(surf.page)

    assert found == []


def test_the_timer_counts_down_from_step_to_step_and_survives_a_reload(
    surf: Surfer, academy: Somebody
) -> None:
    surf.be(academy)
    page = surf.page
    page.clock.install(time=NOON)
    surf.go(TIMER)
    page.clock.pause_at(NOON + timedelta(minutes=1))
    assert (step(page), left(page)) == ("Welcome", "5:00")

    page.get_by_role("button", name="Start").click()
    page.clock.run_for(240_500)  # half a second more: the page looks at the clock now and then
    assert (step(page), left(page)) == ("Welcome", "1:00")
    page.clock.run_for("01:30")
    assert (step(page), left(page)) == ("Round of actions", "9:30")
    expect(page.locator("tr[aria-current=step]")).to_contain_text("Round of actions")

    page.reload()
    assert (step(page), left(page)) == ("Round of actions", "9:30")
    page.clock.run_for("00:30")
    assert left(page) == "9:00"

    page.get_by_role("button", name="Pause").click()
    page.clock.run_for("10:00")
    assert left(page) == "9:00"
    page.reload()
    assert left(page) == "9:00"

    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Next step").click()
    assert (step(page), left(page)) == ("First presenter: They tell it", "3:00")
    page.clock.fast_forward("01:20:00")
    assert (step(page), left(page)) == ("The set is over", "0:00")
    expect(page.get_by_role("button", name="Next step")).to_be_disabled()

    page.get_by_role("button", name="Set back to the beginning").click()
    assert (step(page), left(page)) == ("Welcome", "5:00")


def test_only_a_change_of_step_is_read_aloud(surf: Surfer, academy: Somebody) -> None:
    surf.be(academy)
    page = surf.page
    page.clock.install(time=NOON)
    surf.go(TIMER)
    page.clock.pause_at(NOON + timedelta(minutes=1))
    page.evaluate(
        """() => {
            window.spoken = [];
            const live = document.querySelector("[aria-live=polite][data-step]");
            new MutationObserver(() => window.spoken.push(live.textContent))
                .observe(live, {childList: true, characterData: true, subtree: true});
        }"""
    )

    page.get_by_role("button", name="Start").click()
    page.clock.run_for("16:00")

    spoken = page.evaluate("window.spoken")
    assert spoken == ["Round of actions", "First presenter: They tell it"]
    assert page.get_by_role("timer").get_attribute("aria-live") == "off"


def test_without_its_script_the_run_sheet_stands_alone(surf: Surfer, academy: Somebody) -> None:
    surf.context.route("**/static/*.js*", lambda route: route.abort())
    surf.be(academy)

    surf.go(f"{TIMER}?start=1:30pm")

    expect(surf.page.locator("[data-timer]")).to_be_hidden()
    expect(surf.page.get_by_role("cell", name="1:45pm")).to_be_visible()


def test_on_paper_are_the_times_and_nothing_to_press(surf: Surfer, academy: Somebody) -> None:
    surf.be(academy)
    surf.go(f"{TIMER}?start=1:30pm")

    surf.page.emulate_media(media="print")

    expect(surf.page.get_by_role("cell", name="1:45pm")).to_be_visible()
    expect(surf.page.locator("[data-timer]")).to_be_hidden()
    expect(surf.page.locator("form").last).to_be_hidden()
