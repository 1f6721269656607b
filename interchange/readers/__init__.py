"""Readers: bytes in, items out. They know nothing of the database, so they run in any process."""
