"""The demo: two NHS academies and a university, people of every role, a cohort under way.

Everything happens through the real actions, so statements, audit and mail are real too.
"""
