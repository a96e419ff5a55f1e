"""The two editions of the specification that this LRS speaks, and what differs between them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of xAPI, as a request chose it by its version header."""

    label: str
    """The value of X-Experience-API-Version on answers (Communication 3.3)."""
    statement_version: str
    """What a statement without a version is given (Data 2.4.10; 2.0: 4.2.4.3)."""
    wants_rfc_3339: bool
    """Timestamps have the form of RFC 3339, offset included (2.0: 4.2.7)."""
    has_context_agents: bool
    """contextAgents and contextGroups exist (2.0: 4.2.2.5)."""
    has_alternate_syntax: bool
    """A POST with `method` stands for another request (Communication 1.3; gone in 2.0)."""
    guards_state: bool
    """A PUT over an existing state document needs a precondition (2.0: 4.1.4)."""
    guards_new_profiles: bool
    """A PUT of a new profile needs a precondition too (Communication 3.1)."""


V1 = Edition(
    label="1.0.3",
    statement_version="1.0.0",
    wants_rfc_3339=False,
    has_context_agents=False,
    has_alternate_syntax=True,
    guards_state=False,
    guards_new_profiles=True,
)
V2 = Edition(
    label="2.0.0",
    statement_version="2.0.0",
    wants_rfc_3339=True,
    has_context_agents=True,
    has_alternate_syntax=False,
    guards_state=True,
    guards_new_profiles=False,
)
EDITIONS = {edition.label: edition for edition in (V1, V2)}
