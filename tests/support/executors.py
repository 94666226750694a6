"""Executors for tests: they do another task than the one they are given, or note what they get."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from briefing.build.executors import inline_executor, open_executor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from briefing.build.executors import BuildExecutor

    Task = Callable[..., Any]


class ReplacingExecutor(Executor):
    """Hands tasks on to another executor, some of them replaced."""

    def __init__(self, other: Executor, replaced: Mapping[Task, Task]) -> None:
        self._other = other
        self._replaced = replaced

    def submit(self, fn: Task, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As `Executor.submit`, with what replaces the function."""
        return self._other.submit(self._replaced.get(fn, fn), *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT002  # as the parent
        """As `Executor.shutdown`."""
        self._other.shutdown(wait=wait, cancel_futures=cancel_futures)


class NotingExecutor(ReplacingExecutor):
    """Hands tasks on to another executor and notes each with its arguments."""

    def __init__(self, other: Executor) -> None:
        super().__init__(other, {})
        self.noted: list[tuple[Task, tuple[Any, ...]]] = []

    def submit(self, fn: Task, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As `Executor.submit`."""
        self.noted.append((fn, args))
        return super().submit(fn, *args, **kwargs)


def replacing(executor: BuildExecutor, replaced: Mapping[Task, Task]) -> BuildExecutor:
    """The same executor, whose workers do other tasks than they are given."""
    return replace(executor, pool=ReplacingExecutor(executor.pool, replaced))


def executor_of(jobs: int, replaced: Mapping[Task, Task] | None = None) -> BuildExecutor:
    """So many processes, or this one for 0, some of whose tasks are replaced."""
    executor = open_executor(jobs) if jobs else inline_executor()
    return replacing(executor, replaced or {})
