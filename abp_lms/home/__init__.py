"""Pages that show several features at once: front page by role, menus, health."""
