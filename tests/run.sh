#!/usr/bin/env bash
# The whole suite: everything on SQLite, and beside it on PostgreSQL what two people or two processes
# may do to a row at once. (The record store's tests meet both databases by themselves; `make
# test-long` has all of the platform's on PostgreSQL.)
set -euo pipefail
# A file's tests stay together: some look at what one costly journey left. One worker more
# than there are processors, since browsers, servers and deadlines are waited for.
run=(.venv/bin/python -m pytest --dist loadfile --no-loadscope-reorder)
learning=(tests/learning/test_{completion,drafts,letters,letter_mails,plans,shared_plans}.py)

said=$(mktemp)
ABP_TEST_DATABASE=postgresql "${run[@]}" -n 1 -m "not long and not journey" \
  tests/accounts tests/exports tests/mail tests/moderation tests/programme tests/recording tests/reports \
  tests/floors/test_migrations.py \
  "${learning[@]}" "$@" >"$said" 2>&1 &
on_postgresql=$!
trap 'kill "$on_postgresql" 2>/dev/null || true; rm -f "$said"' EXIT

status=0
"${run[@]}" -n "$(($(nproc) + 1))" -m "not long" "$@" || status=$?
wait "$on_postgresql" || status=$?
echo "On PostgreSQL:"
cat "$said"
exit "$status"
