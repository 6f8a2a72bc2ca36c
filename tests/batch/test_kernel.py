import os
import time
from pathlib import Path

import pytest
from jupyter_client.utils import run_sync

from safetystats.batch import kernel
from safetystats.batch.kernel import KERNEL_NAME, PlainKernelManager, kill_kernels

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sockets in the file system")


def test_a_kernel_listens_in_a_private_folder_and_is_gone_when_killed(tmp_path: Path) -> None:
    manager = PlainKernelManager(kernel_name=KERNEL_NAME, log_path=str(tmp_path / "kernel.log"))
    sockets = Path(manager.ip).parent
    assert manager.transport == "ipc"
    assert sockets.stat().st_mode & 0o077 == 0
    run_sync(manager.start_kernel)()
    (process_id,) = kernel._alive
    assert os.getpgid(process_id) == process_id
    kill_kernels()
    until = time.monotonic() + 10
    while run_sync(manager.is_alive)():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert not sockets.exists()
    run_sync(manager.cleanup_resources)()
    assert kernel._alive == {}
    kill_kernels()
