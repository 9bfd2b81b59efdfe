"""Sandbox ATS: a small pretend applicant tracking system that speaks the standard schema, version 1."""
