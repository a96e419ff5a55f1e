#!/usr/bin/env bash
# The whole suite: everything on SQLite, then what touches the platform's database on PostgreSQL.
# (The record store's tests meet both databases by themselves.)
set -euo pipefail
python=.venv/bin/python
$python -m pytest -n auto --dist loadgroup -m "not long" "$@"
ABP_TEST_DATABASE=postgresql $python -m pytest -n auto --dist loadgroup -m "not long and not journey" \
  --ignore=tests/lrs --ignore=tests/journeys --ignore=tests/learning/workbook "$@"
