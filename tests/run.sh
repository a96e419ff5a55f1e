#!/usr/bin/env bash
# The whole suite: everything on SQLite, then what touches a database again on PostgreSQL.
set -euo pipefail
python=.venv/bin/python
$python -m pytest -n auto -m "not long" "$@"
