"""Links between parts of the workbook."""

from pathlib import Path

from flask import Flask
from markupsafe import Markup

from abp_lms.learning.workbook import load, with_addresses
from abp_lms.web.filters import linked
from tests.learning.workbook.written import MASTERCLASSES, UNIT, line_of, told, write_content

LINKED = UNIT.replace(
    "A figure has a source [@study].",
    "See [one](unit:u01), [two](unit:u01/two), [three](masterclass:masterclass-1) "
    "and [four](scale:how-sure) [@study].",
    1,
)


def first_page(folder: Path) -> Markup:
    return load(write_content(folder, u02=LINKED)).units["u02"].pages[0].html


def test_a_page_gets_the_addresses_of_what_it_links_to(app: Flask, tmp_path: Path) -> None:
    with app.test_request_context("/"):
        html = linked(first_page(tmp_path / "content"))

    assert '<a href="/workbook/units/u01">one</a>' in html
    assert '<a href="/workbook/units/u01/read/two">two</a>' in html
    assert '<a href="/masterclasses/masterclass-1">three</a>' in html
    assert '<a href="/workbook/ratings#how-sure">four</a>' in html


def test_another_place_may_put_in_addresses_of_its_own(tmp_path: Path) -> None:
    def address(kind: str, ident: str, page_id: str | None) -> str:
        return f"{kind}-{ident}.html?page={page_id}&x"

    html = with_addresses(first_page(tmp_path / "content"), address)

    assert 'href="unit-u01.html?page=two&amp;x"' in html


def test_a_link_to_a_scale_that_is_not_there_is_told(tmp_path: Path) -> None:
    broken = LINKED.replace("scale:how-sure", "scale:how-true")

    line = line_of(broken, "scale:how-true")
    said = 'the link to "scale:how-true" leads nowhere. Did you mean "how-sure"?'
    assert told(tmp_path / "content", u02=broken) == [f"content/modules/u02.md:{line}: {said}"]


def test_a_link_to_elsewhere_stays_as_it_is(app: Flask, tmp_path: Path) -> None:
    elsewhere = UNIT.replace("It is quiet", "[Quiet](https://example.org/?a=1&b=2)")
    scenario = load(write_content(tmp_path / "content", u02=elsewhere)).units["u02"].scenario
    assert scenario is not None
    step = scenario.step("third")
    assert step is not None

    with app.test_request_context("/"):
        assert linked(step.html) == step.html
    assert 'href="https://example.org/?a=1&amp;b=2"' in step.html


def test_an_option_holds_no_link(tmp_path: Path) -> None:
    broken = UNIT.replace("Ask a question", "[Ask](https://example.org)")

    line = line_of(broken, "[Ask]")
    said = "an option cannot hold a link. Delete it."
    assert told(tmp_path / "content", u02=broken) == [f"content/modules/u02.md:{line}: {said}"]


def test_notes_of_a_masterclass_link_to_elsewhere_only(tmp_path: Path) -> None:
    broken = MASTERCLASSES.replace("One **point**", "One [point](unit:u01)")

    line = line_of(broken, "One [point]")
    said = 'the link to "unit:u01" leads nowhere. Use https://…'
    assert told(tmp_path / "content", masterclasses=broken) == [
        f"content/masterclasses.yaml:{line}: {said}"
    ]
