"""`ripple up`, `down` and `status`: an engine that is kept running between commands."""

from typing import Any

import click

from lab.cli.output import dumped, say, say_json
from lab.engine import Engine, kept
from lab.places import embedded, settings_at

PORT = click.IntRange(1, 65535)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command()
@click.option("--port", type=PORT, help="Port for everything but Step Functions (default: free).")
@click.option("--sfn-port", type=PORT, help="Port for Step Functions (default: a free one).")
@AS_JSON
def up(port: int | None, sfn_port: int | None, as_json: bool) -> None:
    """Keep an engine running between commands.

    Every ripple command finds it. The lines on standard output tell other programs where it is and
    give them its key, without which it serves nobody: eval "$(ripple up)".
    """
    engine, started = kept.up(port=port, sfn_port=sfn_port)
    if as_json:
        told = {"started": started, **_addresses(engine), "environment": settings_at(engine)}
        say_json(told, None)
        return
    say(
        f"The engine {'runs' if started else 'runs already'}; `ripple down` ends it. "
        "For other programs:",
        err=True,
    )
    for name, value in settings_at(engine).items():
        say(f"export {name}={value}")


@click.command()
@AS_JSON
def down(as_json: bool) -> None:
    """End the engine that `ripple up` keeps, and all it holds."""
    ended = kept.down()
    if as_json:
        say_json({"ended": ended}, None)
    else:
        say("The engine is down." if ended else "No engine was kept: nothing to end.")


@click.command()
@AS_JSON
def status(as_json: bool) -> None:
    """Say whether an engine is kept, where, since when, and what is deployed on it."""
    found = kept.status()
    if found is None:
        nothing = "No engine is kept: run `ripple up`.\n"
        say(dumped({"running": False}, None) if as_json else nothing, nl=False)
        return
    report = {
        "running": True,
        **_addresses(found.engine),
        "uptime_seconds": round(found.uptime, 1),
        "memory_bytes": found.memory,
        "stacks": _stacks(found.engine),
    }
    say(dumped(report, None) if as_json else f"{_in_words(report)}\n", nl=False)


def _addresses(engine: Engine) -> dict[str, Any]:
    return {
        "endpoint_url": engine.endpoint_url,
        "sfn_endpoint_url": engine.sfn_endpoint_url,
        "port": engine.port,
        "sfn_port": engine.sfn_port,
        "pid": engine.watchdog,
        "folder": str(engine.folder),
    }


def _stacks(engine: Engine) -> list[dict[str, str]]:
    pages = embedded(engine).client("cloudformation").get_paginator("describe_stacks")
    found = pages.paginate().build_full_result()["Stacks"]
    return [{"name": each["StackName"], "status": each["StackStatus"]} for each in found]


def _in_words(report: dict[str, Any]) -> str:
    memory = report["memory_bytes"]
    stacks = ", ".join(f"{stack['name']} ({stack['status']})" for stack in report["stacks"])
    rows = {
        "engine": f"runs since {_duration(report['uptime_seconds'])}, process {report['pid']}",
        "memory": "unknown" if memory is None else f"{memory / 1e6:.0f} MB",
        "endpoint": report["endpoint_url"],
        "Step Functions": report["sfn_endpoint_url"],
        "folder": report["folder"],
        "stacks": stacks or "none",
    }
    return "\n".join(f"{name:<15} {value}" for name, value in rows.items())


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s"
