"""Celery: thin tasks named for what they do. Nobody imports this package."""
