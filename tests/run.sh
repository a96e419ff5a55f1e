#!/usr/bin/env bash
# The whole suite: everything on SQLite, then what touches the platform's database on PostgreSQL.
# (The record store's tests meet both databases by themselves.)
set -euo pipefail
# A file's tests stay together: some look at what one costly journey left. Two workers more than
# there are processors, since browsers, servers and deadlines are waited for.
run=(.venv/bin/python -m pytest -n "$(($(nproc) + 2))" --dist loadfile --no-loadscope-reorder)
"${run[@]}" -m "not long" "$@"
ABP_TEST_DATABASE=postgresql "${run[@]}" -m "not long and not journey" \
  --ignore=tests/lrs --ignore=tests/journeys --ignore=tests/learning/workbook \
  --ignore=tests/floors/test_wheel.py --ignore=tests/floors/test_documents.py \
  --ignore=tests/web --ignore=tests/home --ignore=tests/floors/test_routes.py \
  --ignore=tests/learning/test_kept_unit.py --ignore=tests/learning/test_moving.py \
  --ignore-glob="tests/learning/test_every_*.py" "$@"
