"""Ending early because somebody wants to: nobody waits for what ends with us anyway."""

from concurrent.futures import ThreadPoolExecutor
from types import TracebackType


def interrupted(error: type[BaseException] | None) -> bool:
    """Whether a block is left by Ctrl-C or a signal, and not by a failure or at its end."""
    return error is not None and not issubclass(error, Exception)


class Threads(ThreadPoolExecutor):
    """Threads for as long as the block lasts; where it is interrupted, nobody waits for them.

    patient: they are waited for even then, because what they do has to be undone after.
    """

    def __init__(self, most: int, name: str, *, patient: bool = False) -> None:
        super().__init__(most, name)
        self._patient = patient

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        early = interrupted(kind)
        self.shutdown(wait=self._patient or not early, cancel_futures=early)
