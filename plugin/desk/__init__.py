"""What the consultant works from."""
