"""The pages that people read. None of them knows who is reading: no session, no cookie, no CSRF token."""
