"""Afterview: after an interview, asks the candidate, coaches them, and tells their consultant."""
