"""What can be done to people, their sign-ins and their links: one function for one deed, no commit."""

from abp_lms.accounts.actions.links import (
    accept_invitation,
    ask_for_reset,
    invite,
    reset_password,
)
from abp_lms.accounts.actions.people import (
    create_academy,
    create_organisation,
    create_person,
    give_role,
    set_manager,
)
from abp_lms.accounts.actions.signing_in import (
    begin,
    change_password,
    set_password,
    sign_in,
    sign_out,
    sign_out_everywhere,
)

__all__ = [
    "accept_invitation",
    "ask_for_reset",
    "begin",
    "change_password",
    "create_academy",
    "create_organisation",
    "create_person",
    "give_role",
    "invite",
    "reset_password",
    "set_manager",
    "set_password",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
]
