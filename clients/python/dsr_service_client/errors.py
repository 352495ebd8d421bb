"""What is raised when the service refuses or fails."""

import httpx

from .models.problem import Problem


class ProblemError(Exception):
    """The service answered with a problem (RFC 9457); `problem.code` is stable and made for programs."""

    def __init__(self, problem: Problem, response: httpx.Response) -> None:
        super().__init__(f"{problem.status} {problem.code}: {problem.detail}")
        self.problem = problem
        self.status_code = response.status_code
        self.headers = response.headers

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before the same call is made again, where the service says so."""
        value = self.headers.get("Retry-After", "")
        return float(value) if value.isdigit() else None


class UnexpectedStatusError(Exception):
    """The answer is none of those that the document declares: a proxy's page, for example."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(f"unexpected answer: {response.status_code}")
        self.status_code = response.status_code
        self.headers = response.headers
        self.content = response.content


def error_of(response: httpx.Response) -> ProblemError | UnexpectedStatusError:
    """The error that an answer stands for; its body must have been read."""
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip()
    if media_type != "application/problem+json":
        return UnexpectedStatusError(response)
    return ProblemError(Problem.from_dict(response.json()), response)
