"""Who may see a view: sign-in by default, a role for each blueprint, public only when it says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app, request
from flask_login import current_user

from abp_lms.accounts.models import RoleName
from abp_lms.errors import Forbidden

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class SignedIn:
    """The person behind a request, as Flask-Login's current_user. Read once a request, with roles."""

    id: UUID
    actor_name: UUID
    name: str
    given_name: str
    email: str
    roles: frozenset[tuple[RoleName, UUID | None, UUID | None]]  # role, academy, organisation
    login_session_id: UUID

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:  # Flask-Login asks; the cookie's own token is set at sign-in
        return str(self.login_session_id)

    def has(self, *names: RoleName) -> bool:
        return any(role in names for role, _, _ in self.roles)

    def academies(self, name: RoleName) -> frozenset[UUID]:
        """The academies for which the person holds the role: every query of theirs is scoped to these."""
        return frozenset(academy for role, academy, _ in self.roles if role is name and academy)


def signed_in() -> SignedIn | None:
    """Who is signed in, for pages that need no sign-in."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def public(view: View) -> View:
    """Mark a view that needs no sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(endpoint: str | None) -> bool:
    """Whether the endpoint needs no sign-in; an address that leads nowhere tells nothing."""
    view = current_app.view_functions.get(endpoint or "")
    return view is None or endpoint == "static" or getattr(view, "is_public", False)


def require_sign_in() -> Any:
    """before_request of the whole app: whoever is not signed in goes to the sign-in page."""
    if is_public(request.endpoint) or current_user.is_authenticated:
        return None
    return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]


def require_role(*names: RoleName) -> Callable[[], None]:
    """before_request of a blueprint: only people who hold one of the roles."""

    def guard() -> None:
        if current_user.is_authenticated and not current_user.has(*names):
            raise Forbidden()

    guard.names = names  # type: ignore[attr-defined]
    return guard
