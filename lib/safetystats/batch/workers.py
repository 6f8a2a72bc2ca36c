"""Processes that execute runs side by side, each run alone in its own.

A worker that dies or hangs costs its run and no other. Workers and their kernels end with the process that started them,
however it ends.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from types import FrameType

from safetystats.batch.execute import START_SECONDS, Job, Outcome, Trouble, execute
from safetystats.batch.run_log import now

#: Beyond the time of a run, what a worker may need to start, to end its kernel and to answer.
GRACE_SECONDS = START_SECONDS + 60
#: How long a worker may take to end itself and its kernel before it is killed.
STOP_SECONDS = 10
#: Memory that one run takes at most: a kernel with the scientific libraries, and its worker.
_RUN_BYTES = 800 * 1024**2
_INTERRUPTED = 130

_spawn = multiprocessing.get_context("spawn")


def default_workers(runs: int) -> int:
    """Return how many runs to execute at a time: as many as the cores and the free memory carry."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = _available_bytes()
    by_memory = cores if memory is None else memory // _RUN_BYTES
    return max(1, min(cores, by_memory, runs))


def execute_all(jobs: Sequence[Job], workers: int) -> Iterator[Outcome]:
    """Execute `jobs`, at most `workers` at a time, and yield each outcome as it comes.

    When the caller stops early or is interrupted, the workers and their kernels are ended before this returns.
    """
    idle: SimpleQueue[_Worker] = SimpleQueue()
    pool = [_Worker() for _ in range(workers)]
    for worker in pool:
        idle.put(worker)

    def run(job: Job) -> Outcome:
        worker = idle.get()
        try:
            return worker.run(job)
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(workers)
    try:
        for future in as_completed([threads.submit(run, job) for job in jobs]):
            yield future.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for worker in pool:
            worker.stop()


class _Worker:
    """One process that executes one run after another, replaced when it dies or hangs."""

    def __init__(self) -> None:
        self._stopped = False
        self._lock = threading.Lock()
        self._start()

    def run(self, job: Job) -> Outcome:
        """Execute `job` and return its outcome; a worker that ends without one is itself the trouble."""
        started_at = now()
        try:
            self._connection.send(job)
            if self._connection.poll(job.run_seconds + GRACE_SECONDS):
                outcome: Outcome = self._connection.recv()
                return outcome
            sentence = "The process of the run did not answer in time and was ended."
        except (EOFError, OSError):
            self._process.join(timeout=5)
            sentence = (
                f"The process of the run died (exit code {self._process.exitcode}); it may have run out of memory."
            )
        self._end()
        with self._lock:
            if not self._stopped:
                self._start()
        return Outcome(job.id, started_at, now(), 0.0, Trouble("dead_worker", sentence))

    def stop(self) -> None:
        """End the process, and with it its kernel."""
        with self._lock:
            self._stopped = True
            self._end()

    def _start(self) -> None:
        self._connection, theirs = _spawn.Pipe()
        self._process = _spawn.Process(target=_serve, args=(theirs,), name="safetystats-worker", daemon=True)
        self._process.start()
        theirs.close()

    def _end(self) -> None:
        self._process.terminate()
        self._process.join(timeout=STOP_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _serve(connection: Connection) -> None:
    """Execute jobs until the other end closes; the life of a worker."""
    if hasattr(os, "setpgrp"):
        os.setpgrp()  # Ctrl-C in the terminal is for the process that started us; it ends us in its own time
    signal.signal(signal.SIGTERM, _end_at_once)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        while True:
            connection.send(execute(connection.recv()))
    except (EOFError, OSError):
        _end_at_once()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        _end_at_once()


def _end_at_once(_signal: int = 0, _frame: FrameType | None = None) -> None:
    # Only a worker that ran a notebook has a kernel; the module is heavy and must not be loaded to end without one.
    if kernel := sys.modules.get("safetystats.batch.kernel"):
        kernel.kill_kernels()
    os._exit(_INTERRUPTED)


def _available_bytes() -> int | None:
    """Return the memory that is free for new programs, where the system tells."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        return None
