"""Everything that happens to us, as rows: kept raw before it is understood."""
