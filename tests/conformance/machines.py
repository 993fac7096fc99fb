"""The state machines whose runs the tests look at; `TASK` stands for the function's ARN."""

from typing import Any

TASK = "TASK"
PASS = {"Type": "Pass", "End": True}


def task(payload: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": TASK, "Payload": payload},
        **({} if "Next" in fields else {"End": True}),
        **fields,
    }


def machine(**states: dict[str, Any]) -> dict[str, Any]:
    return {"StartAt": next(iter(states)), "States": states}


def catching(*names: str) -> list[dict[str, Any]]:
    return [{"ErrorEquals": [name], "Next": name.rpartition(".")[2]} for name in names]


def wait(seconds: int, **fields: Any) -> dict[str, Any]:
    return {
        "Type": "Wait",
        "Seconds": seconds,
        **({} if "Next" in fields else {"End": True}),
        **fields,
    }


MACHINES: dict[str, dict[str, Any]] = {
    "catches": machine(
        Pay=task(
            {"error": "PaymentDeclined", "message": "too little"},
            Catch=catching("NoCarrier", "PaymentDeclined", "States.ALL"),
        ),
        NoCarrier={"Type": "Fail"},
        PaymentDeclined=PASS,
        ALL={"Type": "Fail"},
    ),
    "fails": machine(Pay=task({"error": "PaymentDeclined", "message": "too little"})),
    "never-retries": machine(
        Pay=task(
            {"error": "PaymentDeclined"},
            Retry=[
                {"ErrorEquals": ["PaymentDeclined"], "MaxAttempts": 0},
                {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 3},
            ],
        )
    ),
    "retries": machine(
        Pay=task(
            {"error": "Throttled"},
            Retry=[
                {"ErrorEquals": ["PaymentDeclined"], "MaxAttempts": 0},
                {
                    "ErrorEquals": ["States.ALL"],
                    "IntervalSeconds": 1,
                    "MaxAttempts": 2,
                    "BackoffRate": 20.0,
                    "MaxDelaySeconds": 1,
                },
            ],
        )
    ),
    "cancels-branches": machine(
        Both={
            "Type": "Parallel",
            "Branches": [
                machine(Break=task({"error": "Broken"})),
                machine(Linger=wait(5, Next="Mark"), Mark=task({"mark": "should not be seen"})),
            ],
            "Catch": catching("Broken"),
            "End": True,
        },
        # Longer than the other branch would need, so that its mark would be in the history.
        Broken=wait(6),
    ),
    "times-out": {**machine(Linger=wait(60)), "TimeoutSeconds": 1},
    "task-times-out": machine(
        Work=task({"takes": 4}, TimeoutSeconds=1, Catch=catching("States.Timeout")),
        Timeout=PASS,
    ),
    "loses-heartbeat": machine(
        Work=task(
            {"token.$": "$$.Task.Token"},
            Resource="arn:aws:states:::lambda:invoke.waitForTaskToken",
            HeartbeatSeconds=1,
            TimeoutSeconds=60,
            Catch=catching("States.HeartbeatTimeout", "States.Timeout"),
        ),
        HeartbeatTimeout=PASS,
        Timeout=PASS,
    ),
    "lingers": machine(Linger=wait(5)),
    "answers": machine(
        Work=task({"order_id.$": "$.order_id"}, ResultSelector={"was.$": "$.Payload.order_id"})
    ),
}
