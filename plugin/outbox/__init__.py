"""Everything we do to others, as rows: each wanted once, sent once."""
