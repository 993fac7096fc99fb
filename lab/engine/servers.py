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

from lab.engine.key import Key
from lab.engine.ports import LOOPBACK

ROOT = Path(__file__).resolve().parents[2]

REGION = "us-east-1"
ACCOUNT = "000000000000"
NEEDED = ("ministack", "moto", "flask", "flask_cors", "samtranslator")

# The lab is found last, and by the servers alone: functions inherit the environment, not this.
LAUNCH = """
import sys
sys.path.append({root!r})
from lab.engine import launcher
launcher.{server}({port})
"""


@dataclass(frozen=True)
class Server:
    """One server process: how it is started and where it listens."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    port: int


def ministack(port: int, folder: Path, key: Key) -> Server:
    """Everything but Step Functions, for who holds the key and for functions by their roles."""
    environment = {
        **_environment(folder, key),
        "AUTH": "true",
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
    return Server("MiniStack", _launch("ministack", port), environment, port)


def moto(port: int, ministack_port: int, folder: Path, key: Key) -> Server:
    """Step Functions, whose tasks run on the MiniStack at `ministack_port`."""
    environment = {
        **_environment(folder, key),
        "MOTO_PORT": str(ministack_port),
        "MOTO_ACCOUNT_ID": ACCOUNT,
    }
    return Server("Moto", _launch("moto", port), environment, port)


def answers(server: Server, key: Key) -> bool:
    """Whether the server is ready; tells Moto, once it is, to run what it is given."""
    if server.name == "MiniStack":
        method, path, body = "GET", "/_ministack/ready", ""
    else:
        wanted = {"stepfunctions": {"execute_state_machine": True}}
        method, path, body = "POST", "/moto-api/config", json.dumps(wanted)
    connection = http.client.HTTPConnection(LOOPBACK, server.port, timeout=5)
    try:
        signed = key.signed(method, f"http://{LOOPBACK}:{server.port}{path}", body)
        connection.request(method, path, body, signed)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return response.status in {200, 201}


def _launch(server: str, port: int) -> tuple[str, ...]:
    return (sys.executable, "-P", "-c", LAUNCH.format(root=str(ROOT), server=server, port=port))


def _environment(folder: Path, key: Key) -> dict[str, str]:
    """Nothing of the caller's but where programs are: function processes inherit it.

    They get their role's keys in the place of this one.
    """
    environment = {
        # A function's `python3` is the one that runs the lab, as boto3 must be there.
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "TZ": "UTC",
        "PYTHONUSERBASE": site.getuserbase(),
        **key.settings(),
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    if "LD_LIBRARY_PATH" in os.environ:  # some builds of Python do not start without it
        environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return environment
