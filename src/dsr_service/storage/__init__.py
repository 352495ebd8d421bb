"""PostgreSQL: tables and queries per noun; never commits."""
