"""A page asks the database as often with 10,000 people as with 100."""

from __future__ import annotations

from flask import Flask

from abp_lms.database import session
from bench.pages import PAGES, queries_of
from bench.population import fill


def test_full_pages_take_the_same_number_of_queries_however_many_people(app: Flask) -> None:
    few = fill(100)
    session.remove()
    with_few = {page: queries_of(app, few, page) for page in PAGES}

    many = fill(9_900)
    session.remove()

    assert {page: queries_of(app, few, page) for page in PAGES} == with_few
    assert {page: queries_of(app, many, page) for page in PAGES} == with_few
    assert max(with_few.values()) < 20
