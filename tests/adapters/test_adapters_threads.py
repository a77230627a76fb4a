from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import pytest

from relance.adapters.threads import DaemonThreads


async def test_a_call_gives_its_result_and_its_error_to_whoever_waits() -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(DaemonThreads())
    assert await asyncio.to_thread(sum, (1, 2)) == 3
    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(divmod, 1, 0)


def test_a_thread_that_sleeps_does_not_keep_the_process() -> None:
    script = (
        "import asyncio, time\n"
        "from relance.adapters.threads import DaemonThreads\n"
        "async def main():\n"
        "    asyncio.get_running_loop().set_default_executor(DaemonThreads())\n"
        "    asyncio.ensure_future(asyncio.to_thread(time.sleep, 30))\n"
        "    await asyncio.sleep(0.1)\n"
        "asyncio.run(main())\n"
    )
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", script], check=True, timeout=20)
    assert time.monotonic() - started < 15
