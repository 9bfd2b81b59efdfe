"""Mail providers behind one contract."""
