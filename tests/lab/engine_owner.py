"""Owns an engine with a function process in it, tells where, and ends as it is told or made to."""

import io
import json
import sys
import zipfile

from lab.engine import start
from lab.places import Place, embedded

BOOTSTRAP = f"""#!{sys.executable}
import os, signal, urllib.request
api = f"http://{{os.environ['AWS_LAMBDA_RUNTIME_API']}}/2018-06-01/runtime/invocation"
try:
    while True:
        event = urllib.request.urlopen(api + "/next")
        mine = event.headers["Lambda-Runtime-Aws-Request-Id"]
        urllib.request.urlopen(f"{{api}}/{{mine}}/response", data=b"1")
finally:
    signal.pause()  # outlives its server, unless somebody ends it
"""

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def code() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        bootstrap = zipfile.ZipInfo("bootstrap")
        bootstrap.external_attr = 0o755 << 16
        archive.writestr(bootstrap, BOOTSTRAP)
    return packed.getvalue()


def with_a_function(place: Place) -> None:
    """A function on the engine, whose process is there."""
    place.client("iam").create_role(RoleName="any", AssumeRolePolicyDocument=json.dumps(TRUST))
    functions = place.client("lambda")
    functions.create_function(
        FunctionName="idle",
        Runtime="provided.al2023",
        Role="arn:aws:iam::000000000000:role/any",
        Handler="any",
        Code={"ZipFile": code()},
        Timeout=15,
    )
    functions.invoke(FunctionName="idle")


def main(ending: str) -> None:
    print("starting", flush=True)
    with start() as engine:
        with_a_function(embedded(engine))
        print(json.dumps({"watchdog": engine.watchdog, "groups": engine.groups}), flush=True)
        if ending == "raises":
            raise RuntimeError("on purpose")
        if ending == "waits":
            sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
