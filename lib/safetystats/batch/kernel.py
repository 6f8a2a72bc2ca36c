"""The plain kernel: the one Jupyter starts for this very Python, reached through sockets in a private folder.

Sockets in the file system cannot be taken by another kernel, as TCP ports can between their choice and their use. What a
kernel prints outside its cells (a crash, a library's complaint) goes to a file. The process ids of the kernels alive are
kept, so that they can be ended whatever happens to the run.
"""

import contextlib
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from traitlets import Unicode

KERNEL_NAME = "python3"

#: What a kernel's environment holds unless the user's own says otherwise. Kernels run side by side, so each computes on
#: one thread; and sets of text come in the same order every time.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}

#: Process id of each kernel alive → the folder of its sockets.
_alive: dict[int, str] = {}


class PlainKernelManager(AsyncKernelManager):
    """Starts an ordinary ipykernel; `log_path` is the file that takes what it prints outside its cells."""

    log_path = Unicode(os.devnull, help="file for the kernel's own output").tag(config=True)

    def __init__(self, **settings: Any) -> None:
        self._sockets = ""
        if os.name == "posix":
            # Not under the output folder: the path of a socket may have about a hundred characters.
            self._sockets = tempfile.mkdtemp(prefix="safetystats-")
            settings = {**settings, "transport": "ipc", "ip": str(Path(self._sockets, "kernel"))}
        super().__init__(**settings)

    async def _async_launch_kernel(self, kernel_cmd: list[str], **settings: Any) -> None:
        settings["env"] = {**ENVIRONMENT, **settings["env"]}
        with Path(self.log_path).open("ab") as log:
            await super()._async_launch_kernel(kernel_cmd, stdout=log, stderr=log, **settings)
        if self._process_id:
            _alive[self._process_id] = self._sockets

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        _alive.pop(self._process_id, None)
        await super()._async_cleanup_resources(restart)
        if not restart:
            _remove(self._sockets)

    cleanup_resources = _async_cleanup_resources

    @property
    def _process_id(self) -> int:
        return int(getattr(self.provisioner, "pid", None) or 0)


def kill_kernels() -> None:
    """End every kernel this process started, with all it started itself, at once."""
    for process_id, sockets in list(_alive.items()):
        with contextlib.suppress(ProcessLookupError):
            if os.name == "posix":
                os.killpg(process_id, signal.SIGKILL)  # a kernel leads its own process group
            else:
                os.kill(process_id, signal.SIGTERM)
        _remove(sockets)


def _remove(sockets: str) -> None:
    if sockets:
        shutil.rmtree(sockets, ignore_errors=True)
