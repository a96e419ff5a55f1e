"""A page asks the database as often with 10,000 people as with 100."""

from __future__ import annotations

import pytest
from flask import Flask

from abp_lms.database import session
from bench.pages import PAGES, queries_of
from bench.population import fill


@pytest.mark.parametrize("page", PAGES)
def test_a_full_page_takes_the_same_number_of_queries_however_many_people(
    app: Flask, page: str
) -> None:
    few = fill(100)
    session.remove()
    with_few = queries_of(app, few, page)

    many = fill(9_900)
    session.remove()

    assert queries_of(app, few, page) == with_few
    assert queries_of(app, many, page) == with_few
    assert with_few < 20
