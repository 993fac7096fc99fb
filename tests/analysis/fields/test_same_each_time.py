"""What is read of code is said in one order, however Python hashes texts."""

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

FILES = {
    "template.yaml": """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Enrich:
            Type: AWS::Serverless::Function
            Properties: {Runtime: python3.12, CodeUri: ., Handler: enrich.handler}
    """,
    "enrich.py": """
        import base64
        import json

        import boto3

        client = boto3.client("frauddetector")

        def handler(event, context):
            output = []
            for record in event["records"]:
                order = json.loads(base64.b64decode(record["data"]).decode("utf-8"))
                order["outcome"] = client.get_event_prediction(
                    eventId=order["order_id"],
                    eventVariables={
                        "email": order["customer_email"],
                        "price": order["order_price"],
                        "category": order["product_category"],
                        "address": order["ip_address"],
                    },
                )
                output.append({"data": json.dumps(order)})
            return {"records": output}
    """,
}
READ = """
import sys
from pathlib import Path
from analysis.dependency import depend
print(depend([Path(sys.argv[1])]).facts)
"""


def test_evidence_stands_in_one_order(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(dedent(text), encoding="utf-8")
    said = {
        subprocess.run(
            [sys.executable, "-c", READ, str(tmp_path)],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in "0123"
    }
    assert len(said) == 1
    assert "order_price" in said.pop()
