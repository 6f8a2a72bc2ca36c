"""The log of one run: JSON Lines, one event a line, and the hooks that write the start and end of each cell into it."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def now() -> str:
    """Return the time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class RunLog:
    """The log of one run, a JSON object a line; each line is on disk before the run goes on."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        path.write_bytes(b"")

    def write(self, event: str, **details: object) -> None:
        """Add one event, with the time."""
        line = json.dumps({"time": now(), "event": event, **details}, ensure_ascii=False)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


@contextmanager
def captured(log: RunLog, logger: str) -> Iterator[None]:
    """Write what the library `logger` has to say into the log, and not to the terminal."""
    handler = _ToLog(log)
    source = logging.getLogger(logger)
    propagates, source.propagate = source.propagate, False
    source.addHandler(handler)
    try:
        yield
    finally:
        source.removeHandler(handler)
        source.propagate = propagates


class _ToLog(logging.Handler):
    def __init__(self, log: RunLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        self._log.write("message", level=record.levelname.lower(), text=record.getMessage())


class Progress:
    """Which code cell is running (counted as Jupyter does, ``In [1]`` being the first), and whether time is over."""

    def __init__(self, log: RunLog) -> None:
        self._log = log
        self._began = time.monotonic()
        self.cell = 0
        self.out_of_time = False

    def start(self, **_cell: Any) -> None:
        """Note the start of a code cell (a hook of nbclient, which names the cell and its place)."""
        self.cell += 1
        self._began = time.monotonic()
        self._log.write("cell_started", cell=self.cell)

    def end(self, **_cell: Any) -> None:
        """Note the end of a code cell, with or without an error."""
        self._log.write("cell_ended", cell=self.cell, seconds=round(time.monotonic() - self._began, 3))
