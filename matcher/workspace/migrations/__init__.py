"""Brings a database of any age to the shape of `tables.py`."""
