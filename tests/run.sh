#!/usr/bin/env bash
# The whole suite: everything on SQLite, then what touches the platform's database on PostgreSQL.
# (The record store's tests meet both databases by themselves.)
set -euo pipefail
# A file's tests stay together: some look at what one costly journey left.
python=.venv/bin/python
$python -m pytest -n auto --dist loadfile -m "not long" "$@"
ABP_TEST_DATABASE=postgresql $python -m pytest -n auto --dist loadfile -m "not long and not journey" \
  --ignore=tests/lrs --ignore=tests/journeys --ignore=tests/learning/workbook "$@"
