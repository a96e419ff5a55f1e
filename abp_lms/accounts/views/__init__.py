"""Pages about oneself: signing in, passwords, the account."""

from abp_lms.accounts.views import account, mailbox, password, sign_in

blueprints = (sign_in.blueprint, password.blueprint, account.blueprint, mailbox.blueprint)
