"""The applicant tracking systems: one folder each, all alike, behind one contract."""
