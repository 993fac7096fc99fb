"""Ports on loopback: a free one, or the one asked for if nobody has it."""

import errno
import os
import socket

from lab.errors import EngineFailed, PortInUse

LOOPBACK = "127.0.0.1"


def free_ports(count: int) -> tuple[int, ...]:
    """Different ports that are free now; held together while choosing, so none comes twice."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return tuple(each.getsockname()[1] for each in sockets)
    finally:
        for each in sockets:
            each.close()


def claim(port: int) -> int:
    """The port asked for, if it is free; raises PortInUse or EngineFailed naming it."""
    if not 1 <= port <= 65535:
        raise EngineFailed(f"There is no port {port}: choose one from 1024 to 65535.")
    with socket.socket() as caller:
        caller.settimeout(1)
        # On macOS a bind to loopback succeeds beside a listener on every interface.
        taken = caller.connect_ex((LOOPBACK, port)) == 0
    if not taken:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError as problem:
                if problem.errno != errno.EADDRINUSE:
                    raise EngineFailed(
                        f"Port {port} cannot be opened ({os.strerror(problem.errno or 0)}): "
                        "choose one from 1024 to 65535."
                    ) from None
                taken = True
    if taken:
        raise PortInUse(
            f"Port {port} is in use by another program: end that program, or choose another port."
        )
    return port
