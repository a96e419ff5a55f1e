"""Timestamps, durations, language tags, IRIs (Data 4.0)."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.errors import Fault
from lrs.statements import times, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-12-05T17:30:00Z", "2024-12-05T17:30:00.000000Z"),
        ("2024-12-05T17:30Z", "2024-12-05T17:30:00.000000Z"),
        ("2024-12-05T17:30:00.1Z", "2024-12-05T17:30:00.100000Z"),
        ("2024-12-05T17:30:00,5Z", "2024-12-05T17:30:00.500000Z"),
        ("2024-12-05T17:30:00.123456789Z", "2024-12-05T17:30:00.123456Z"),
        ("2024-12-05t17:30:00z", "2024-12-05T17:30:00.000000Z"),
        ("2024-12-05T17:30:00", "2024-12-05T17:30:00.000000Z"),
        ("2024-12-05T17:30:00+05:30", "2024-12-05T12:00:00.000000Z"),
        ("2024-12-05T17:30:00-0500", "2024-12-05T22:30:00.000000Z"),
        ("2024-12-05T17:30:00+05", "2024-12-05T12:30:00.000000Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"),
        ("20241205T173000Z", "2024-12-05T17:30:00.000000Z"),
        ("20241205T1730+0530", "2024-12-05T12:00:00.000000Z"),
    ],
)
def test_a_timestamp_names_a_moment(text: str, expected: str) -> None:
    moment = times.instant(text)

    assert moment is not None
    assert times.text(moment) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2024-12-05",
        "20241205T17:30:00Z",
        "2024-12-05T173000Z",
        "20241305T173000Z",
        "2024-12-05 17:30:00Z",
        "2024-13-05T17:30:00Z",
        "2023-02-29T17:30:00Z",
        "2024-12-05T25:30:00Z",
        "2024-12-05T17:60:00Z",
        "2024-12-05T17:30:61Z",
        "2024-12-05T17:30:60Z",
        "2024-12-05T17:30:00-00:00",
        "2024-12-05T17:30:00-0000",
        "2024-12-05T17:30:00-00",
        "2024-12-05T17:30:00+24:00",
        "2024-12-05T17:30:00+05:60",
        "2024-12-05T17:30:00.Z",
        "2024-12-05T17:30:00Z\n",
        "\u0662024-12-05T17:30:00Z",
        "0000-01-01T00:00:00Z",
    ],
)
def test_what_is_no_timestamp_names_none(text: str) -> None:
    assert times.instant(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2024-12-05T17:30:00Z",
        "2024-12-05t17:30:00.123456789z",
        "2024-12-05T17:30:00.1+05:30",
        "2016-12-31T23:59:60Z",
    ],
)
def test_timestamps_of_2_0(text: str) -> None:
    assert times.is_rfc_3339(text)


@pytest.mark.parametrize(
    "text",
    [
        "2024-12-05T17:30:00",
        "2024-12-05T17:30Z",
        "2024-12-05T17:30:00,5Z",
        "2024-12-05T17:30:00+05",
        "2024-12-05T17:30:00+0530",
        "2024-12-05T17:30:00-00:00",
        "2024-13-05T17:30:00Z",
        "2023-02-29T17:30:00Z",
        "2024-12-05T24:00:00Z",
        "2024-12-05T17:30:60Z",
        "20241205T173000Z",
        "",
    ],
)
def test_what_is_no_timestamp_of_2_0(text: str) -> None:
    assert not times.is_rfc_3339(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_reads_back_as_itself(moment: datetime) -> None:
    microseconds = (moment - times.EPOCH) // times.MICROSECOND

    assert times.instant(times.text(microseconds)) == microseconds
    assert times.instant(moment.isoformat()) == microseconds


@pytest.mark.parametrize(
    "text",
    [
        *("P1Y", "P4W", "PT0S", "PT5M30.25S", "P1Y2M3DT4H5M6S", "PT0.5H", "P3Y1M29DT4H35M59.14S"),
        *("P0.5Y", "P1Y1,5M", "P1.5W", "P1DT0.5M"),
    ],
)
def test_durations(text: str) -> None:
    assert times.is_duration(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "P",
            "PT",
            "P1",
            "1Y",
            "P1H",
            "PT1Y",
            "P4W1D",
            "P1DT",
            "P-1D",
            "PT1H ",
            "P0001-01-01",
        ),
        *("PT1.5H3S", "P1.5DT1H", "P0,5Y1M", "PT1.5M1.5S", "P1.5Y0D", "PT1.S", "PT.5S"),
    ],
)
def test_what_is_no_duration(text: str) -> None:
    assert not times.is_duration(text)


@pytest.mark.parametrize(
    "tag",
    [
        "en",
        "en-GB",
        "EN-gb",
        "zh-Hant-TW",
        "sl-rozaj-biske",
        "de-CH-1901",
        "es-419",
        "en-a-bbb-x-a-ccc",
        "en-a-rozaj-b-rozaj",
        "x-whatever",
        "zh-cmn-Hans-CN",
        "de-DE-u-co-phonebk",
        "i-klingon",
        "en-GB-oed",
        "sgn-BE-FR",
        "qaa-Qaaa-QM-x-southern",
    ],
)
def test_language_tags(tag: str) -> None:
    assert values.is_language_tag(tag)


@pytest.mark.parametrize(
    "tag",
    [
        *("", "e", "en_GB", "en-", "-en", "en--GB", "a-DE", "123", "en GB", "\u00e9n"),
        *("en-a-bb-a-cc", "de-1996-1996", "sl-rozaj-ROZAJ"),
        *("a-", "-a", "a--bc", "-a-bc", "ab---", "ab-c-", "--", "en-1a", "1n-GB"),
    ],
)
def test_what_is_no_language_tag(tag: str) -> None:
    assert not values.is_language_tag(tag)


@pytest.mark.parametrize(
    "iri",
    [
        "https://example.org/x",
        "urn:uuid:1",
        "tag:a,2024:b",
        "mailto:a@b",
        "http://ex\u00e4mple.org/\u65e5",
        "https://example.org/a%20b?c=%C3%A4&d#e/f?g",
        "https://user@[2001:db8::1]:8080/x",
        "https://[::1]",
        "https://[vF.a:b]/",
        "file:///x",
        "a:#",
    ],
)
def test_iris(iri: str) -> None:
    assert values.is_iri(iri)


@pytest.mark.parametrize(
    "iri",
    [
        *(
            "",
            "x",
            "/x",
            "//example.org",
            "1http://x",
            "http:",
            "http://a b",
            "http://<x>",
            "a:\x00",
        ),
        *("https://example.org/%zz", "https://example.org/%2", "https://example.org/100%"),
        *("https://example.org/[1]", "https://example.org/?a[]=1", "https://[::1", "urn:[::1]"),
        *("https://[::1]x/", "https://[example.org]/", "https://example.org/#a#b"),
    ],
)
def test_what_is_no_iri(iri: str) -> None:
    assert not values.is_iri(iri)


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("PT1S", "PT1S"),
        ("PT1.5S", "PT1.5S"),
        ("PT1.239S", "PT1.23S"),
        ("PT1,239S", "PT1.23S"),
        ("P1.5DT0.0001S", "P1.5DT0S"),
        ("PT1.50S", "PT1.5S"),
        ("PT10.00S", "PT10S"),
        ("PT1.239M", "PT1.239M"),
        ("PT" + "1" * 100_000 + "S", "PT" + "1" * 100_000 + "S"),
    ],
    ids=[
        "whole",
        "tenths",
        "thousandths",
        "comma",
        "with days",
        "a zero",
        "zeros",
        "minutes",
        "very long",
    ],
)
def test_what_lies_beyond_a_hundredth_of_a_second_is_not_compared(text: str, compared: str) -> None:
    assert times.comparable_duration(text) == compared


@pytest.mark.parametrize(
    "text",
    [
        *("en" + "-abcde" * 20_000, "a" * 100_000, "PT" + "1" * 100_000, "mailto:" + "a" * 100_000),
        *("a:" + "b" * 100_000 + "%", "a:" + "%20b" * 30_000 + "[", "a://" + "[" * 100_000),
        *("P" + "1.5" * 30_000 + "D", "PT" + "1." * 50_000 + "S"),
    ],
)
def test_long_values_are_refused_at_once(text: str) -> None:
    began = time.process_time()

    values.is_language_tag(text)
    values.is_iri(text)
    times.is_duration(text)
    times.instant(text)
    faults: list[Fault] = []
    values.mailto(text, "$", faults)
    values.media_type(text, "$", faults)

    assert time.process_time() - began < 1
