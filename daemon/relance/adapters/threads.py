"""Worker threads that end with the process: a server that sleeps must not keep the daemon from stopping."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class DaemonThreads(ThreadPoolExecutor):
    """A thread for each call, never waited for at the end.

    The threads of `ThreadPoolExecutor` are joined when the process ends, however long a mail server may keep one in
    a read: a clean stop would last a minute. What such a thread does to the store is a transaction, whole or not at
    all. A subclass, because asyncio takes no other kind of executor as its default.
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a call in a thread of its own."""
        future: Future[T] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001  it belongs to whoever waits for the result
                future.set_exception(error)
            else:
                future.set_result(result)

        threading.Thread(target=run, name="relance-worker", daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  its shape
        """Nothing is waited for, whatever is asked."""
        del wait
        super().shutdown(wait=False, cancel_futures=cancel_futures)
