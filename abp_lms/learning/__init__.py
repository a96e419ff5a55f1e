"""The workbook: its content, and what learners do with it."""
