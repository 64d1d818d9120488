"""Client files that last: what advisors keep of their clients, in SQLite or PostgreSQL."""
