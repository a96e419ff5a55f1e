#!/usr/bin/env bash
# The whole suite: everything on SQLite, then on PostgreSQL what two people or two processes may do
# to a row at once. (The record store's tests meet both databases by themselves; `make test-long`
# has all of the platform's on PostgreSQL.)
set -euo pipefail
# A file's tests stay together: some look at what one costly journey left. Two workers more than
# there are processors, since browsers, servers and deadlines are waited for.
run=(.venv/bin/python -m pytest -n "$(($(nproc) + 2))" --dist loadfile --no-loadscope-reorder)
"${run[@]}" -m "not long" "$@"
learning=(tests/learning/test_{completion,drafts,letters,plans}.py)
ABP_TEST_DATABASE=postgresql "${run[@]}" -m "not long and not journey" \
  tests/accounts tests/exports tests/mail tests/moderation tests/programme tests/recording tests/reports \
  tests/floors/test_migrations.py \
  "${learning[@]}" "$@"
