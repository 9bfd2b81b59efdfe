"""Settings, and the content that people edit. Imports nothing of ours."""
