"""Work for processes apart; a module of its own, so that they have little to load."""

import os
import signal
import time
from collections.abc import Callable
from multiprocessing import Process

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T


def counting(number: int, tell: Callable[[object], None]) -> int:
    for each in range(number):
        tell(each)
    return number


def refusing(_number: int, _tell: object) -> None:
    raise InvalidInput(T("Tidak."), field="seed")


def failing(_number: int, _tell: object) -> None:
    raise ZeroDivisionError


def dying(_number: int, _tell: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def starting(_number: int, tell: Callable[[object], None]) -> None:
    """Start another process, and tell both."""
    other = Process(target=time.sleep, args=(60,))
    other.start()
    tell((os.getpid(), other.pid))
    time.sleep(60)
