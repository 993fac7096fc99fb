"""The two servers: what each is started with, and how it is known to be ready.

The settings are the emulators' own; docs/decisions/0002-engine.md says why each is there.
"""

import http.client
import json
import os
import site
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.engine.ports import LOOPBACK

REGION = "us-east-1"
ACCOUNT = "000000000000"
NEEDED = ("ministack", "moto", "flask", "flask_cors", "samtranslator")

# Standard input is a pipe that only the watchdog can write to: its end means that the watchdog
# was killed, and then the server ends too, with the function processes in its group.
LEASH = """
import os, threading
threading.Thread(target=lambda: (os.read(0, 1), os.killpg(0, 9)), daemon=True).start()
"""

# The standard library's own switch: without it an invocation waits for a delayed acknowledgement.
QUICK = """
import socketserver
socketserver.StreamRequestHandler.disable_nagle_algorithm = True
"""

MINISTACK = LEASH + QUICK + "from ministack.app import main; main()"

MOTO = (
    LEASH
    + QUICK
    + """
import logging, sys
logging.getLogger("werkzeug").setLevel(logging.ERROR)
from moto.server import main
main(sys.argv[1:])
"""
)


@dataclass(frozen=True)
class Server:
    """One server process: how it is started and where it listens."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    port: int


def ministack(port: int, folder: Path) -> Server:
    """Everything but Step Functions."""
    environment = {
        **_environment(folder),
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",  # else an MQTT listener opens on every interface
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "LAMBDA_WARM_TTL_SECONDS": "60",
        "S3_DATA_DIR": str(folder / "s3"),
        "STATE_DIR": str(folder / "state"),
        "DOCKER_HOST": f"unix://{folder / 'no-docker'}",  # else it looks for its containers there
    }
    return Server("MiniStack", (sys.executable, "-P", "-c", MINISTACK), environment, port)


def moto(port: int, ministack_port: int, folder: Path) -> Server:
    """Step Functions, whose tasks run on the MiniStack at `ministack_port`."""
    environment = {
        **_environment(folder),
        "MOTO_PORT": str(ministack_port),
        "MOTO_ACCOUNT_ID": ACCOUNT,
    }
    command = (sys.executable, "-P", "-c", MOTO, "-H", LOOPBACK, "-p", str(port))
    return Server("Moto", command, environment, port)


def answers(server: Server) -> bool:
    """Whether the server is ready; tells Moto, once it is, to run what it is given."""
    connection = http.client.HTTPConnection(LOOPBACK, server.port, timeout=5)
    try:
        if server.name == "MiniStack":
            connection.request("GET", "/_ministack/ready")
        else:
            wanted = {"stepfunctions": {"execute_state_machine": True}}
            connection.request("POST", "/moto-api/config", json.dumps(wanted))
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return response.status in {200, 201}


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the caller's but where programs are: function processes inherit it."""
    environment = {
        # A function's `python3` is the one that runs the lab, as boto3 must be there.
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "TZ": "UTC",
        "PYTHONUSERBASE": site.getuserbase(),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    if "LD_LIBRARY_PATH" in os.environ:  # some builds of Python do not start without it
        environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return environment
