"""boto3 calls in handlers become edges: a few lines of Python, and what they come to."""

import textwrap

import pytest

from analysis.extract.extraction import extract

RESOURCES = """
  Table: {Type: AWS::DynamoDB::Table}
  Other: {Type: AWS::DynamoDB::Table, Properties: {TableName: users}}
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
  Bucket: {Type: AWS::S3::Bucket}
  Worker: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs22.x, Handler: a.b}}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: {Definition: {StartAt: A, States: {A: {Type: Succeed}}}}
"""
ENVIRONMENT = """
      TABLE: !Ref Table
      OTHER: !Ref Other
      QUEUE: !Ref Queue
      TOPIC: !Ref Topic
      BUS: !Ref Bus
      BUCKET: !Ref Bucket
      WORKER: !GetAtt Worker.Arn
      MACHINE: !Ref Machine
      PREFIX: some
"""


def template(handler="app.handler", code="src", environment=ENVIRONMENT, more=""):
    return f"""Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: {handler}
      CodeUri: {code}
      Environment:
        Variables:
{textwrap.indent(environment.rstrip(), "    ")}
{RESOURCES}{more}
"""


@pytest.fixture
def graph(tmp_path):
    """The graph of a function with this code, given as files below the template's folder."""

    def read(source=None, files=None, **fields):
        written = dict(files or {})
        if source is not None:
            written["src/app.py"] = source
        for name, text in written.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        path = tmp_path / "template.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template(**fields))
        return extract([path])

    return read


@pytest.fixture
def edges(graph):
    def read(source=None, files=None, **fields):
        found = graph(source, files, **fields)
        return [str(edge) for edge in found.flow if edge.source == "Fn"]

    return read


CALLS = {
    "boto3.client('sqs').send_message(QueueUrl=os.environ['QUEUE'])": "publishes Queue",
    "boto3.client('sns').publish(TopicArn=os.getenv('TOPIC'))": "publishes Topic",
    "boto3.client('sns').publish(TargetArn=os.environ.get('TOPIC', ''))": "publishes Topic",
    "boto3.client('lambda').invoke(FunctionName=os.environ['WORKER'])": "invokes Worker",
    "boto3.client('stepfunctions').start_execution(stateMachineArn=os.environ['MACHINE'])": (
        "invokes Machine"
    ),
    "boto3.client('s3').put_object(Bucket=os.environ['BUCKET'], Key='k')": "writes Bucket",
    "boto3.client('s3').upload_file('f', os.environ['BUCKET'], 'k')": "writes Bucket",
    "boto3.client('dynamodb').get_item(TableName='users', Key={})": "reads Other",
    "boto3.client('dynamodb').get_item(TableName='far', Key={})": "reads ext:table/far",
    "boto3.resource('dynamodb').Table(os.environ['TABLE']).update_item(Key={})": "writes Table",
    "boto3.resource('s3').Bucket(os.environ['BUCKET']).objects.all()": "reads Bucket",
    "boto3.resource('sqs').Queue(os.environ['QUEUE']).send_message()": "publishes Queue",
    "boto3.Session().client(service_name='sns').publish(TopicArn=os.environ['TOPIC'])": (
        "publishes Topic"
    ),
    "boto3.client('dynamodb').get_paginator('scan').paginate(TableName=os.environ['TABLE'])": (
        "reads Table"
    ),
    "boto3.client('dynamodb').batch_write_item(RequestItems={os.environ['TABLE']: []})": (
        "writes Table"
    ),
    "boto3.client('dynamodb').transact_write_items(TransactItems="
    "[{'Put': {'TableName': os.environ['TABLE']}}])": "writes Table",
    "boto3.client('sqs').send_message(QueueUrl=boto3.client('sqs')"
    ".get_queue_url(QueueName=os.environ['QUEUE'])['QueueUrl'])": "publishes Queue",
    "boto3.client('events').put_events(Entries=[{'DetailType': 'x'}])": (
        "publishes ext:bus/default"
    ),
    "boto3.client('events').put_events(Entries=[{'EventBusName': os.environ['BUS']}])": (
        "publishes Bus"
    ),
    "boto3.client('sqs').receive_message(QueueUrl=os.environ['QUEUE'])": None,
    "boto3.client('sns').publish(PhoneNumber='+41')": None,
    "boto3.client('logs').put_log_events()": None,
}


@pytest.mark.parametrize(("call", "expected"), CALLS.items(), ids=range(len(CALLS)))
def test_a_call_is_an_edge(edges, call, expected):
    source = f"import os, boto3\ndef handler(event, context):\n    {call}\n"
    assert edges(source) == ([f"Fn {expected}"] if expected else [])


def test_its_evidence_is_the_line_of_code(graph):
    found = graph(
        """
        import os
        import boto3

        def handler(event, context):
            boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody="x")
        """
    )
    (edge,) = [edge for edge in found.flow if edge.relation == "publishes"]
    (place,) = edge.evidence
    assert place.file.endswith("src/app.py")
    assert place.line == 6
    assert place.fragment.startswith('boto3.client("sqs").send_message(QueueUrl')
    assert edge.certainty == "read"


def test_objects_helpers_and_modules_are_followed(edges):
    found = edges(
        files={
            "src/app.py": """
                from shop.orders import Orders
                from shop import bus

                orders = Orders()

                def handler(event, context):
                    orders.save(event)
                    bus.say("x")
            """,
            "src/shop/__init__.py": "",
            "src/shop/settings.py": """
                import os
                TABLE = os.environ["TABLE"]
                BUS = os.environ.get("BUS") or "default"
            """,
            "src/shop/orders.py": """
                import boto3
                from .settings import TABLE

                class Store:
                    def __init__(self, name):
                        self._table = boto3.resource("dynamodb").Table(name)

                class Orders(Store):
                    def __init__(self):
                        super().__init__(TABLE)

                    def save(self, order):
                        self._table.put_item(Item=order)

                    def never_called(self):
                        self._table.get_item(Key={})
            """,
            "src/shop/bus.py": """
                from functools import lru_cache
                import boto3
                from shop import settings

                @lru_cache(maxsize=None)
                def client(name):
                    return boto3.client(name)

                def send(client, name, entry):
                    client.put_events(Entries=[dict(entry, EventBusName=name)])

                def say(kind):
                    send(client("events"), settings.BUS, {"DetailType": kind, "Source": "shop"})
            """,
        }
    )
    assert found == ["Fn publishes Bus", "Fn writes Table"]


def test_two_objects_of_a_class_are_two(edges):
    found = edges(
        """
        import os, boto3

        class Store:
            def __init__(self, name):
                self.table = boto3.resource("dynamodb").Table(name)
            def load(self):
                return self.table.get_item(Key={})
            def save(self):
                self.table.put_item(Item={})

        orders, users = Store(os.environ["TABLE"]), Store(os.environ["OTHER"])

        def handler(event, context):
            orders.save()
            users.load()
        """
    )
    assert found == ["Fn reads Other", "Fn writes Table"]


def test_what_a_framework_calls_is_followed(edges):
    found = edges(
        """
        import os, boto3
        from aws_lambda_powertools.event_handler import APIGatewayRestResolver
        from concurrent.futures import ThreadPoolExecutor
        app = APIGatewayRestResolver()
        table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

        @app.post("/orders")
        def place():
            table.put_item(Item={})
            with ThreadPoolExecutor() as pool:
                pool.submit(tell, os.environ["TOPIC"])

        def tell(topic):
            boto3.client("sns").publish(TopicArn=topic, Message="x")

        def not_called():
            table.get_item(Key={})

        def handler(event, context):
            return app.resolve(event, context)
        """
    )
    assert found == ["Fn writes Table", "Fn publishes Topic"]


def test_a_local_decorator_wraps_what_is_called(edges):
    found = edges(
        """
        import os, boto3

        def logged(function):
            def wrapper(*args, **kwargs):
                return function(*args, **kwargs)
            return wrapper

        @logged
        def handler(event, context):
            if event:
                boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"])
        """
    )
    assert found == ["Fn publishes Queue"]


def test_asynchronous_code_is_followed(edges):
    found = edges(
        """
        import asyncio, os, aioboto3
        session = aioboto3.Session()

        async def main():
            async with session.resource("dynamodb") as dynamodb:
                table = await dynamodb.Table(os.environ["TABLE"])
                async with table.batch_writer() as batch:
                    await batch.put_item(Item={})

        def handler(event, context):
            asyncio.run(main())
        """
    )
    assert found == ["Fn writes Table"]


def test_an_http_request_to_an_api_that_was_read_is_a_call(edges):
    found = edges(
        """
        import os, requests
        def handler(event, context):
            requests.get("https://example.com")
            requests.post(f"{os.environ['API']}/orders", json={})
        """,
        environment="      API: !Sub https://${Api}.execute-api.eu-west-1.amazonaws.com/prod\n",
        more="  Api: {Type: AWS::ApiGateway::RestApi}\n",
    )
    assert found == ["Fn invokes Api"]


def test_the_only_resource_that_can_be_meant_is_a_guess(graph):
    found = graph(
        """
        import boto3
        def handler(event, context):
            boto3.client("sqs").send_message(QueueUrl=event["queue"])
        """
    )
    (edge,) = [edge for edge in found.flow if edge.source == "Fn"]
    assert (str(edge), edge.certainty) == ("Fn publishes Queue", "inferred")


def test_what_cannot_be_known_is_unresolved(graph):
    found = graph(
        """
        import boto3
        def handler(event, context):
            boto3.client("dynamodb").put_item(TableName=event["table"])
        """
    )
    (node,) = found.unresolved
    assert node.id == "unresolved:Fn/dynamodb.put_item"
    assert node.reason == "it writes some table: the code does not show which"
    assert node.evidence[0].line == 4


def test_text_in_the_template_is_code(tmp_path):
    path = tmp_path / "template.yaml"
    path.write_text(
        """
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Environment: {Variables: {TOPIC: !Ref Topic}}
      Code:
        ZipFile: |
          import os, boto3
          def handler(event, context):
              boto3.client("sns").publish(TopicArn=os.environ["TOPIC"])
  Topic: {Type: AWS::SNS::Topic}
"""
    )
    (edge,) = extract([path]).flow
    assert str(edge) == "Fn publishes Topic"
    assert (edge.evidence[0].line, edge.evidence[0].fragment[:13]) == (13, "boto3.client(")


LAYER = """
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}
  Second:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: src
      Layers: [!Ref Layer]
      Environment: {Variables: {QUEUE: !Ref Queue}}
"""


def test_a_layer_s_modules_are_found_by_those_who_have_it(graph):
    found = graph(
        files={
            "src/app.py": "from common import send\ndef handler(e, c):\n    send()\n",
            "layer/python/common.py": """
                import os, boto3
                def send():
                    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"])
            """,
        },
        more=LAYER,
    )
    assert [str(edge) for edge in found.flow if edge.relation == "publishes"] == [
        "Second publishes Queue"
    ]


def test_a_folder_that_requirements_ask_for_is_read(edges):
    found = edges(
        files={
            "src/app.py": "from common import send\ndef handler(e, c):\n    send()\n",
            "src/requirements.txt": "boto3\n./shared\n../../elsewhere\n",
            "shared/common/__init__.py": """
                import os, boto3
                def send():
                    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"])
            """,
        }
    )
    assert found == ["Fn publishes Queue"]


def test_code_that_is_no_python_is_unresolved(graph):
    found = graph("def handler(event, context):\n    return (\n")
    (node,) = found.unresolved
    assert (node.id, node.evidence[0].line) == ("unresolved:Fn/code", 2)
    assert node.reason.startswith("it is no Python: ")


def test_code_outside_of_the_repository_is_not_read(graph, tmp_path):
    (tmp_path.parent / "elsewhere").mkdir(exist_ok=True)
    (tmp_path.parent / "elsewhere" / "app.py").write_text("def handler(e, c): pass\n")
    found = graph(code="../elsewhere")
    (node,) = found.unresolved
    assert "lies outside of the template's repository" in node.reason


def test_a_link_out_of_the_repository_is_not_followed(edges, tmp_path):
    outside = tmp_path.parent / "outside.py"
    outside.write_text(
        "import os, boto3\n"
        "def send():\n    boto3.client('sqs').send_message(QueueUrl=os.environ['QUEUE'])\n"
    )
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "linked.py").symlink_to(outside)
    assert edges("import linked\ndef handler(e, c):\n    linked.send()\n") == []


HOSTILE = {
    "endless recursion": "def handler(e, c):\n    return handler([e], {'c': c})\n",
    "mutual imports": "import app\nfrom app import *\ndef handler(e, c): app.handler(e, c)\n",
    "a class of itself": "class A: pass\nclass A(A): pass\ndef handler(e, c): A().x.y()\n",
    "deep nesting": "def handler(e, c):\n    return " + "(" * 90 + "1" + ")" * 90 + "\n",
    "a long sum": "def handler(e, c):\n    return " + "+".join(["'a'"] * 900) + "\n",
    "many branches": "def handler(e, c):\n" + "    if e: c = [c, c]\n" * 500,
    "growing objects": (
        "class A:\n    def __init__(self, x): self.x = x\n"
        "def make(n, x):\n    return make(n, A(x)) or make(n, [x, A(x)])\n"
        "def handler(e, c):\n    make(1, A(make))\n"
    ),
    "a null": "def handler(e, c): pass\0\n",
    "stars": "def handler(*e, **c):\n    handler(*e, **c)\n    handler(*[*e], **{**c})\n",
    "strange calls": "def handler(e, c):\n    super()\n    type()\n    getattr()\n    {}()()\n",
    "long names": f"import {'a' * 5000}.{'b' * 5000}\ndef handler(e, c): {'a' * 5000}.b()\n",
    "loops over itself": "x = []\nx.append(x)\ndef handler(e, c):\n    for y in x: y.append(x)\n",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_no_code_breaks_the_reading(graph, source):
    graph(source)


def test_what_a_bucket_tells_is_read_from_it(graph):
    found = graph(
        """
        import boto3
        def handler(event, context):
            record = event["Records"][0]["s3"]
            boto3.client("s3").get_object(Bucket=record["bucket"]["name"], Key="k")
        """,
        more="""
  Inbox:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn}]
""",
    )
    assert ("Fn reads Inbox", "inferred") in [(str(e), e.certainty) for e in found.flow]


def test_what_is_said_is_known_where_the_bus_is_a_guess(graph):
    found = graph(
        """
        import boto3
        def handler(event, context):
            boto3.client("events").put_events(Entries=[{
                "EventBusName": event["bus"], "Source": "shop", "DetailType": "OrderPlaced"}])
        """
    )
    assert [str(edge) for edge in found.contracts] == ["Fn emits Bus/OrderPlaced"]


def test_event_types_are_what_the_code_says(graph):
    found = graph(
        """
        import json, os, boto3
        from dataclasses import dataclass

        @dataclass
        class OrderPlaced:
            order: str

        @dataclass
        class OrderCancelled:
            order: str

        def say(event):
            boto3.client("events").put_events(Entries=[{
                "EventBusName": os.environ["BUS"],
                "Source": "shop",
                "DetailType": type(event).__name__,
                "Detail": json.dumps({"order": event.order}),
            }])

        def handler(event, context):
            say(OrderPlaced(event["id"]))
            say(OrderCancelled(event["id"]))
        """
    )
    assert [str(edge) for edge in found.contracts if edge.relation == "emits"] == [
        "Fn emits Bus/OrderCancelled",
        "Fn emits Bus/OrderPlaced",
    ]


HANDED = {
    "pool.submit(work)": "ThreadPoolExecutor().submit of a function alone",
    "context.step(work, name='keep')": "a step of a durable function",
    "Thread(target=work, args=(event,)).start()": "a thread",
}


@pytest.mark.parametrize("call", HANDED)
def test_a_function_handed_to_what_is_not_read_may_be_called(edges, call):
    found = edges(
        f"""
        import os, boto3
        from threading import Thread
        from concurrent.futures import ThreadPoolExecutor
        pool = ThreadPoolExecutor()

        def work(*_):
            boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item={{}})

        def handler(event, context):
            {call}
        """
    )
    assert found == ["Fn writes Table"]


def test_a_branch_that_no_known_message_takes_is_an_edge_still(edges):
    found = edges(
        """
        import json, os, boto3

        def handler(event, context):
            for record in event["Records"]:
                if json.loads(record["Sns"]["Message"])["type"] == "NobodySaysThis":
                    boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item={})
        """,
        more="""
  Says:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Topic, Protocol: lambda, Endpoint: !GetAtt Fn.Arn}
""",
    )
    assert found == ["Fn writes Table"]


@pytest.mark.parametrize(
    "name",
    [
        "f\"{os.environ['OTHER']}\"",
        "'{}'.format(os.environ['OTHER'])",
        "os.environ['OTHER'] + ''",
        "os.environ.get('OTHER') or 'table'",
        "os.environ['OTHER'].strip().split('/')[-1]",
        "getattr(event, 'table', os.environ['OTHER'])",
        "'us' + 'ers'",
        "''.join(['us', 'ers'])",
    ],
)
def test_a_name_put_together_still_names(edges, name):
    found = edges(
        f"""
        import os, boto3
        def handler(event, context):
            boto3.client("dynamodb").put_item(TableName={name}, Item={{}})
        """
    )
    assert found == ["Fn writes Other"]


@pytest.mark.parametrize(
    "before",
    [
        "if lucky.draw():\n        raise ValueError('boom')",
        "if lottery.OPEN:\n        return",
        "if not lucky.draw():\n        return",
        "assert not lucky.draw()",
        "try:\n        if lucky.draw():\n            stop()\n    except OSError:\n        raise",
        "while lucky.draw():\n        pass",
        "lucky.draw() and stop()",
        "if random.Random().getrandbits(1):\n        raise ValueError",
    ],
)
def test_what_a_library_answers_may_hold_or_not(edges, before):
    source = f"""
import boto3, lottery, os, random
lucky = lottery.Lottery()
def stop():
    raise SystemExit
def handler(event, context):
    {before}
    boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message="x")
"""
    assert edges(source) == ["Fn publishes Topic"]
