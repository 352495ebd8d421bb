"""Runs background jobs: bounded, leased, fenced, retried, drained."""

from dsr_service.adapters.job_runner.runner import JobRunner, RunnerSettings

__all__ = ["JobRunner", "RunnerSettings"]
