"""How long 200 mixed orders take each side on an engine of its own, and what memory all takes."""

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from bench.processes import MemoryPeak, Progress, fresh_engine, processor_seconds
from bench.rows import Row, Target
from lab.deployment import Deployment, deploy
from lab.designs import Design, designs
from lab.workload.generator import generate
from lab.workload.report import RunReport
from lab.workload.run import run

ORDERS = 200
RUNS = 3
ORDERS_FOR_BOTH = 100
"""Memory depends on how many are in flight, not on how many there are."""

SECONDS = {"choreography": 15.0, "orchestration": 45.0}
MEMORY = Target("memory_mb", 1500)


def side_row(side: Design, progress: Progress) -> Row:
    """Seconds from `run` called until it returns: seeded, placed, settled, audited."""
    seconds, settled, processor, flaws = [], [], [], []
    with fresh_engine() as (engine, place), MemoryPeak(engine) as memory:
        progress(f"{side.name}: deploying")
        deployment = deploy(place, side)
        for number in range(1, RUNS + 1):
            progress(f"{side.name}: {ORDERS} orders, run {number} of {RUNS}")
            used, began = processor_seconds(engine), time.monotonic()
            report = _run(deployment, f"r{number}-")
            seconds.append(time.monotonic() - began)
            processor.append(processor_seconds(engine) - used)
            settled.append(report.seconds)
            flaws += _flaws(report)
    return Row(
        f"{side.name}-{ORDERS}",
        median(seconds),
        memory_mb=memory.mb,
        targets=[Target("seconds", SECONDS[side.name]), MEMORY],
        runs=RUNS,
        void="; ".join(flaws) or None,
        facts={
            "seconds_by_run": [round(each, 3) for each in seconds],
            "settle_s": round(median(settled), 3),
            "processor_s": round(median(processor), 3),
        },
    )


def both_row(progress: Progress) -> Row:
    """Both sides in one engine, as the demo has them: time to deploy, memory of both."""
    with fresh_engine() as (engine, place), MemoryPeak(engine) as memory:
        progress("both sides: deploying")
        began = time.monotonic()
        with ThreadPoolExecutor(len(designs())) as pool:
            deployments = list(pool.map(lambda side: deploy(place, side), designs()))
        seconds = time.monotonic() - began
        flaws = []
        for deployment in deployments:
            progress(f"both sides: {ORDERS_FOR_BOTH} orders through {deployment.design.name}")
            flaws += _flaws(_run(deployment, "both-", ORDERS_FOR_BOTH))
    void = "; ".join(flaws) or None
    return Row("deploy-both", seconds, memory_mb=memory.mb, targets=[MEMORY], void=void)


def _run(deployment: Deployment, prefix: str, count: int = ORDERS) -> RunReport:
    orders, world = generate(count, prefix=prefix)
    return run(deployment, orders, world)


def _flaws(report: RunReport) -> list[str]:
    """Why a run cannot count: what did not settle, which invariant broke."""
    late = [str(each) for each in report.unsettled]
    return late + [f"{each.name}: {each.detail}" for each in report.invariants if not each.holds]
