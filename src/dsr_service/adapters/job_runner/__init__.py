"""Runs background jobs: bounded, leased, fenced, retried, drained."""

from dsr_service.adapters.job_runner.runner import JobRunner, RunnerSettings, observe_nothing

__all__ = ["JobRunner", "RunnerSettings", "observe_nothing"]
