"""What an operator does to the rows: set up, look, check, repair, erase, export, and keep the keys."""
