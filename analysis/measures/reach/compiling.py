"""What compiled modules have in common.

Compiled code is kept on disk beside each module and renewed when that module changes, so compiled
functions call only those of their own module.
"""

from collections.abc import Callable
from typing import TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Function = TypeVar("Function", bound=Callable[..., object])
Indices = NDArray[np.int32]
Words = NDArray[np.uint64]


def compiled(function: Function) -> Function:
    """The function, compiled at its first call."""
    return cast("Function", numba.njit(cache=True)(function))
