"""Children forked from one warm process: to be killed at any moment, or to be another process beside the test."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.durable.work", "tests.durable.app_life"])
WATCHED = ("/app/durable/", "/app/state/")


@contextmanager
def child(work: Callable[..., object], *arguments: object) -> Iterator[tuple[BaseProcess, Connection]]:
    """`work(connection, *arguments)` in a process of its own; gone when the block ends."""
    here, there = FORKS.Pipe()
    process = FORKS.Process(target=work, args=(there, *arguments))
    process.start()
    there.close()
    try:
        yield process, here
    finally:
        process.kill()
        process.join()
        process.close()
        here.close()


def answer_of(work: Callable[..., object], *arguments: object) -> Any:
    """What `work(*arguments)` returns when another process does it."""
    with child(answer, work, *arguments) as (_, connection):
        return connection.recv()


def answer(connection: Connection, work: Callable[..., object], *arguments: object) -> None:
    connection.send(work(*arguments))


def dies_at_line(number: int, work: Callable[..., object], *arguments: object) -> bool:
    """Does the work in a child killed before it runs the n-th line of the app; False when the work has fewer."""
    with child(killed_at_line, number, work, *arguments) as (process, _):
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
        return process.exitcode != 0


def killed_at_line(_: Connection, number: int, work: Callable[..., object], *arguments: object) -> None:
    left = number

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal left
        if not any(part in frame.f_code.co_filename for part in WATCHED):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    work(*arguments)
    sys.settrace(None)
