"""Agencies, their branches and consultants, and their accounts at ATSs."""
