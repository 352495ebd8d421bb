"""The parts of `bench/api.py`: recording, the bare program, pgbench, the load, the stored requests."""
