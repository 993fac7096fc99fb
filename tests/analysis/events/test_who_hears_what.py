"""Who says what to whom: filters, guesses, chains of channels."""

from collections.abc import Sequence
from typing import Any

import pytest

from analysis.extract.events import Emission, Matched, Subscription, match
from analysis.graph import Edge, Evidence, Node
from analysis.source.document import Block, Items
from analysis.source.values import Reference

HERE = Evidence("t.yaml", 1, "x")
KINDS = {
    "Bus": "bus",
    "Rule": "rule",
    "Topic": "topic",
    "Queue": "queue",
    "Pipe": "pipe",
    "Table": "table",
    "Machine": "state machine",
    "Bucket": "bucket",
}


def world(
    *lines: str, services: dict[str, str] | None = None
) -> tuple[dict[str, Node], list[Edge]]:
    """Edges drawn as "Source relation Target"; a node's kind is in its name."""
    edges = []
    for line in lines:
        source, relation, target, *guess = line.split()
        certainty = guess[0] if guess else "declared"
        edges.append(Edge(source, target, relation, certainty, evidence=(HERE,)))
    ids = {end for edge in edges for end in (edge.source, edge.target)}
    nodes = {each: Node(each, _kind(each), service=(services or {}).get(each, "")) for each in ids}
    return nodes, edges


def _kind(id_: str) -> str:
    return next((kind for word, kind in KINDS.items() if word in id_), "function")


def says(publisher: str, channel: str, **known: Any) -> Emission:
    return Emission(publisher, channel, HERE, **known)


def rule(bus: str, subscriber: str, **pattern: Any) -> Subscription:
    asked = Block({name.replace("detail_type", "detail-type"): v for name, v in pattern.items()})
    return Subscription(bus, subscriber, HERE, asked, edges=((bus, subscriber, "routes"),))


def filtered(
    topic: str, subscriber: str, scope: str = "MessageAttributes", **policy: Any
) -> Subscription:
    relation = "triggers" if _kind(subscriber) == "function" else "delivers"
    edges = ((topic, subscriber, relation),)
    return Subscription(topic, subscriber, HERE, Block(policy), scope, edges)


def contracts(matched: Matched) -> list[str]:
    return [
        f"{edge}" + (" (inferred)" if edge.certainty == "inferred" else "")
        for edge in matched.edges
    ]


def joined(
    drawn: tuple[dict[str, Node], list[Edge]],
    emissions: Sequence[Emission],
    subscriptions: Sequence[Subscription],
) -> list[str]:
    return contracts(match(emissions, subscriptions, *drawn))


BUS = world(
    "Shop publishes Bus",
    "Bus routes RuleA",
    "Bus routes RuleB",
    "RuleA triggers Mailer",
    "RuleB delivers QueueB",
    "QueueB triggers Stock",
)


def test_a_bus_joins_only_those_who_can_hear_each_other() -> None:
    said = [says("Shop", "Bus", source="shop", types=("Placed", "Paid"))]
    rules = [
        rule("Bus", "RuleA", source=["shop"], detail_type=["Paid"]),
        rule("Bus", "RuleB", source=["other"], detail_type=["Placed", "Gone"]),
    ]
    matched = match(said, rules, *BUS)
    assert contracts(matched) == [
        "Bus/Gone reaches Stock",
        "Bus/Paid reaches Mailer",
        "Bus/other:Placed reaches Stock",  # another source's, which nobody here says
        "Shop emits Bus/Paid",
        "Shop emits Bus/shop:Placed",
    ]


def test_an_event_that_no_rule_matches_reaches_nobody() -> None:
    said = [says("Shop", "Bus", source="shop", types=("Placed",))]
    rules = [
        rule("Bus", "RuleA", source=["shop"], detail_type=["Paid"]),
        rule("Bus", "RuleB", source=[{"prefix": "aws."}]),
    ]
    matched = match(said, rules, *BUS)
    assert contracts(matched) == ["Bus/Paid reaches Mailer", "Shop emits Bus/Placed"]
    paid, placed = matched.nodes
    assert (paid.id, paid.kind, paid.name) == ("Bus/Paid", "event", "Paid")
    assert paid.attributes["sent"] is False
    assert "sent" not in placed.attributes
    assert placed.attributes["heard"] is False


def test_events_are_written_on_the_flow() -> None:
    said = [says("Shop", "Bus", source="shop", types=("Placed", "Paid"))]
    rules = [
        rule("Bus", "RuleA", detail_type=["Paid"]),
        rule("Bus", "RuleB", source=["shop"]),
    ]
    matched = match(said, rules, *BUS)
    edges = BUS[1]
    labelled = {str(edge): edge.events for edge in matched.labelled(edges)}
    assert labelled == {
        "Shop publishes Bus": ("Bus/Paid", "Bus/Placed"),
        "Bus routes RuleA": ("Bus/Paid",),
        "RuleA triggers Mailer": ("Bus/Paid",),
        "Bus routes RuleB": ("Bus/Paid", "Bus/Placed"),
        "RuleB delivers QueueB": ("Bus/Paid", "Bus/Placed"),
        "QueueB triggers Stock": ("Bus/Paid", "Bus/Placed"),
    }


def test_a_publisher_of_unknown_types_may_say_what_is_asked_for() -> None:
    rules = [
        rule("Bus", "RuleA", source=["shop"], detail_type=["Paid"]),
        rule("Bus", "RuleB", source=["aws.ec2"], detail_type=["Instance State"]),
    ]
    assert joined(BUS, [], rules) == [
        "Bus/Instance State reaches Stock",  # only AWS may say that
        "Bus/Paid reaches Mailer",
        "Shop emits Bus/Paid (inferred)",
    ]


def test_a_source_that_is_known_limits_the_guess() -> None:
    rules = [
        rule("Bus", "RuleA", source=["shop"], detail_type=["Paid"]),
        rule("Bus", "RuleB", source=["stock"], detail_type=["Gone"]),
    ]
    said = [says("Shop", "Bus", source="stock")]
    assert "Shop emits Bus/Gone (inferred)" in joined(BUS, said, rules)
    assert "Shop emits Bus/Paid (inferred)" not in joined(BUS, said, rules)


def test_what_somebody_is_known_to_say_is_not_guessed_of_others() -> None:
    drawn = world(
        "Shop publishes Bus", "Other publishes Bus inferred", "Bus routes RuleA",
        "RuleA triggers Mailer",
    )  # fmt: skip
    rules = [rule("Bus", "RuleA", detail_type=["Paid", "Gone"])]
    said = [
        says("Shop", "Bus", types=("Paid",)),
        says("Shop", "Bus", certainty="inferred"),  # its permission tells nothing more
        says("Other", "Bus", certainty="inferred"),
    ]
    assert joined(drawn, said, rules) == [
        "Bus/Gone reaches Mailer",
        "Bus/Paid reaches Mailer",
        "Other emits Bus/Gone (inferred)",
        "Shop emits Bus/Paid",
    ]


def test_our_topics_types_are_found_in_the_filters() -> None:
    drawn = world(
        "Inventory publishes TopicI inferred",
        "TopicI delivers QueueO",
        "TopicI delivers QueueP",
        "QueueO triggers Ordering",
        "QueueP triggers Payments",
        services={"Inventory": "inventory"},
    )
    filters = [
        filtered("TopicI", "QueueO", event_type=["StockRefused", "StockReleased"]),
        filtered("TopicI", "QueueP", event_type=["StockReserved"]),
    ]
    matched = match([], filters, *drawn)
    assert contracts(matched) == [
        "Inventory emits TopicI/StockRefused (inferred)",
        "Inventory emits TopicI/StockReleased (inferred)",
        "Inventory emits TopicI/StockReserved (inferred)",
        "TopicI/StockRefused reaches Ordering",
        "TopicI/StockReleased reaches Ordering",
        "TopicI/StockReserved reaches Payments",
    ]
    assert {node.service for node in matched.nodes} == {"inventory"}


def test_what_no_filter_holds_back_reaches_everyone() -> None:
    drawn = world("Shop publishes Topic", "Topic triggers Mailer", "Topic delivers QueueX")
    said = [says("Shop", "Topic", attributes={"event_type": ("Placed",)})]
    assert joined(drawn, said, []) == [
        "Shop emits Topic/Placed",
        "Topic/Placed reaches Mailer",
        "Topic/Placed reaches QueueX",  # nobody reads that queue
    ]


def test_an_attribute_that_says_no_type_is_named_with_its_value() -> None:
    drawn = world("Shop publishes Topic", "Topic triggers Mailer", "Topic triggers Press")
    filters = [
        filtered("Topic", "Mailer", store=["north"]),
        filtered("Topic", "Press", store=[{"anything-but": "north"}]),
    ]
    assert joined(drawn, [says("Shop", "Topic", attributes={"store": ("north",)})], filters) == [
        "Shop emits Topic/store=north",
        "Topic/store=north reaches Mailer",
    ]


def test_a_filter_on_what_is_unknown_may_pass() -> None:
    drawn = world("Shop publishes Topic", "Topic triggers Mailer", "Topic triggers Press")
    filters = [
        filtered("Topic", "Mailer", event_type=["Placed"], price=[{"numeric": [">", 100]}]),
        filtered("Topic", "Press", price=[{"numeric": [">", 100]}]),
    ]

    def heard(**known: Any) -> list[str]:
        said = [says("Shop", "Topic", **known)]
        return [each for each in joined(drawn, said, filters) if "reaches" in each]

    assert heard(attributes={"event_type": ("Placed",)}) == [
        "Topic/Placed reaches Mailer",  # it asks for it by name
        "Topic/Placed reaches Press (inferred)",
    ]
    placed = {"event_type": ("Placed",)}
    assert heard(attributes={**placed, "price": ("150",)}) == [
        "Topic/Placed reaches Mailer",
        "Topic/Placed reaches Press",
    ]
    assert heard(attributes=placed, whole=True) == [
        "Topic/Placed (awaited) reaches Mailer",  # with a price, which nobody sends
        "Topic/Placed (awaited) reaches Press (inferred)",
    ]


def test_a_body_is_filtered_like_attributes() -> None:
    drawn = world("Shop publishes Topic", "Topic triggers Mailer", "Topic triggers Press")
    filters = [
        filtered("Topic", "Mailer", "MessageBody", meta={"type": ["Placed"]}),
        filtered("Topic", "Press", "MessageBody", meta={"type": ["Gone"]}),
    ]
    assert joined(drawn, [says("Shop", "Topic", types=("Placed",))], filters) == [
        "Shop emits Topic/Placed",
        "Topic/Gone reaches Press",
        "Topic/Placed reaches Mailer",
    ]


def test_filter_criteria_choose_behind_the_queue() -> None:
    drawn = world(
        "Shop publishes Topic",
        "Topic delivers Queue",
        "Queue triggers Mailer",
        "Queue triggers Press",
    )
    of_mailer = Items([Block({"body": {"event_type": ["Placed"]}}), Block({"body": {"x": [1]}})])
    of_press = Items([Block({"messageAttributes": {"event_type": {"stringValue": ["Gone"]}}})])
    filters = [
        Subscription("Queue", name, HERE, asked, "Record", (("Queue", name, "triggers"),))
        for name, asked in (("Mailer", of_mailer), ("Press", of_press))
    ]
    said = [says("Shop", "Topic", attributes={"event_type": ("Placed", "Gone")})]
    assert joined(drawn, said, filters) == [
        "Shop emits Topic/Gone",
        "Shop emits Topic/Placed",
        "Topic/Gone reaches Mailer (inferred)",  # its other filter may let it pass
        "Topic/Gone reaches Press",
        "Topic/Placed reaches Mailer",
    ]


def test_an_event_goes_on_from_bus_to_bus_and_through_a_pipe() -> None:
    drawn = world(
        "Shop publishes BusA",
        "BusA routes RuleOn",
        "RuleOn delivers BusB",
        "BusB routes RuleB",
        "RuleB delivers Queue",
        "Queue triggers Pipe",
        "Pipe invokes Machine",
    )
    rules = [
        rule("BusA", "RuleOn", source=[{"prefix": "sh"}]),
        rule("BusB", "RuleB", detail_type=["Paid"]),
    ]
    paid = [says("Shop", "BusA", source="shop", types=("Paid", "Gone"))]
    assert joined(drawn, paid, rules) == [
        "BusA/Paid reaches Machine",
        "Shop emits BusA/Gone",
        "Shop emits BusA/Paid",
    ]
    assert joined(drawn, [says("Shop", "BusA", source="shop")], rules) == [
        "BusA/Paid reaches Machine",
        "Shop emits BusA/Paid (inferred)",
    ]


def test_buses_in_a_circle_come_to_an_end() -> None:
    drawn = world(
        "Shop publishes BusA", "BusA routes RuleA", "RuleA delivers BusB",
        "BusB routes RuleB", "RuleB delivers BusA", "RuleB triggers Mailer",
    )  # fmt: skip
    rules = [rule("BusA", "RuleA"), rule("BusB", "RuleB")]
    said = [says("Shop", "BusA", types=("Paid",))]
    assert "BusA/Paid reaches Mailer" in joined(drawn, said, rules)


def test_a_bucket_is_heard_by_those_who_ask_for_that_bucket() -> None:
    drawn = world(
        "Photos publishes Bus", "Bus routes RuleA", "Bus routes RuleB",
        "RuleA triggers Thumb", "RuleB triggers Clip",
    )  # fmt: skip

    def of(bucket: str, name: str) -> Subscription:
        asked = {"bucket": {"name": [Reference(bucket)]}}
        return rule("Bus", name, source=["aws.s3"], detail_type=["Object Created"], detail=asked)

    said = [
        says(
            "Photos", "Bus", source="aws.s3", types=("Object Created",),
            detail={"bucket": {"name": Reference("Photos")}},
        )
    ]  # fmt: skip
    matched = match(said, [of("Photos", "RuleA"), of("Videos", "RuleB")], *drawn)
    assert contracts(matched) == [
        "Bus/Object Created reaches Thumb",
        "Bus/Object Created (awaited) reaches Clip",
        "Photos emits Bus/Object Created",
    ]
    assert {node.outside for node in matched.nodes} == {False, True}  # AWS may say the other


def test_nonsense_in_filters_never_raises() -> None:
    for asked in (
        None,
        5,
        "x",
        [],
        [None],
        {"a": None},
        {"event_type": 5},
        {"event_type": None},
        {"$or": [{}, {}]},
        {"": [[]]},
    ):
        for scope in ("EventBridge", "MessageAttributes", "MessageBody", "Record"):
            for pattern in (asked, Items([asked])):
                odd: Any = pattern
                heard = Subscription("Bus", "RuleA", HERE, odd, scope)
                match([says("Shop", "Bus", types=("A",))], [heard], *BUS)
                match([], [heard], *BUS)


@pytest.mark.slow
def test_a_thousand_rules_and_publishers_are_followed() -> None:
    drawn = world(
        *(f"Fn{n} publishes Bus" for n in range(1_000)),
        *(f"Bus routes Rule{n}" for n in range(2_000)),
        *(f"Rule{n} triggers Hears{n}" for n in range(2_000)),
    )
    rules = [rule("Bus", f"Rule{n}", source=["s"], detail_type=[f"T{n}"]) for n in range(2_000)]
    matched = match([], rules, *drawn)
    assert len(matched.nodes) == 2_000


@pytest.mark.slow
def test_what_would_take_for_ever_is_left_and_said_so() -> None:
    count = 600
    drawn = world(
        "Shop publishes Bus",
        *(f"Bus routes Rule{n}" for n in range(2 * count)),
        *(f"Rule{n} triggers Hears{n}" for n in range(2 * count)),
    )
    named = [rule("Bus", f"Rule{n}", detail_type=[f"T{n}"]) for n in range(count)]
    every = [rule("Bus", f"Rule{count + n}", source=["s"]) for n in range(count)]
    matched = match([], named + every, *drawn)
    [rest] = [node for node in matched.nodes if node.unresolved]
    assert "not all of them were followed" in rest.reason
