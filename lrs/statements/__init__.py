"""What xAPI says about statements, as pure functions: no web, no database."""
