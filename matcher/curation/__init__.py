"""Keeping the catalogue true: what changed, what grows old, what a page says now, and what is covered."""
