"""The page in a real browser: pointed at, clicked, typed into, and watched for what it asks for."""

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.extract import extract
from analysis.graph import Edge, Evidence, Graph, Node
from analysis.graph.folding import MANY
from analysis.page import Sheet, page, sheets
from analysis.page.sheet import to_page
from analysis.palette import TONES
from tests.analysis.page.chromium import Chromium, found
from tests.analysis.read_back import graph_from

pytestmark = [
    pytest.mark.seldom,
    pytest.mark.skipif(found() is None, reason="no chromium here; CI installs Debian's"),
]

PUBLISH = Evidence("side/handler.py", 12, "sns.publish(TopicArn=TOPIC)")


def tells() -> Graph:
    """Orders are said on a topic: stock hears Placed, mail hears Sent; each has a queue."""
    names = {"stock": "Placed", "mail": "Sent"}
    nodes = [
        Node("Orders", "topic", service="shop"),
        Node("Shop", "function", service="shop", evidence=(Evidence("shop.yaml", 3, "Shop:"),)),
        Node("Table", "table", service="shop"),
        Node("unresolved:Shop/url", "unresolved", reason="no value is given for URL"),
    ]
    edges = [
        Edge("Shop", "Orders", "publishes", events=("Orders/Placed", "Orders/Sent"),
             evidence=(PUBLISH,)),
        Edge("Shop", "Table", "writes", "inferred"),
        Edge("Shop", "unresolved:Shop/url", "invokes"),
    ]  # fmt: skip
    for service, event in names.items():
        type_, queue, worker = f"Orders/{event}", f"{service}Queue", f"{service}Worker"
        nodes += [
            Node(type_, "event", event),
            Node(queue, "queue", service=service),
            Node(worker, "function", service=service),
        ]
        edges += [
            Edge("Shop", type_, "emits"),
            Edge(type_, queue, "reaches"),
            Edge("Orders", queue, "delivers", events=(type_,)),
            Edge(queue, worker, "triggers", events=(type_,)),
        ]
    return Graph.of("tells", nodes, edges)


def asks() -> Graph:
    """A machine of two steps asks two functions, one after the other."""
    nodes = [Node("Flow", "state machine"), Node("Table", "table")]
    edges = [Edge("Flow/A", "Flow/B", "transitions", label="Next")]
    for step in "AB":
        nodes += [Node(f"Flow/{step}", "state", step), Node(f"{step}Function", "function")]
        edges += [
            Edge("Flow", f"Flow/{step}", "contains"),
            Edge(f"Flow/{step}", f"{step}Function", "invokes"),
            Edge(f"{step}Function", "Table", "writes"),
        ]
    return Graph.of("asks", nodes, edges)


class Reader:
    """Someone at the page."""

    def __init__(self, browser: Chromium, folder: Path) -> None:
        self.browser, self.folder = browser, folder

    def open(self, text: str, address: str = "", name: str = "page") -> None:
        path = self.folder / f"{name}.html"
        path.write_text(text, encoding="utf-8")
        self.browser.media()
        self.browser.open(path.as_uri() + address)
        self.browser.settled()

    def run(self, script: str) -> Any:
        return self.browser.run(script)

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.browser.key(key)
        self.browser.settled()

    def place(self, selector: str) -> tuple[float, float]:
        x, y, w, h = self.run(
            f"(r => [r.x, r.y, r.width, r.height])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        return x + w / 2, y + min(h / 2, 300)

    def node(self, name: str, pane: int = 1) -> str:
        return f'.pane:nth-child({pane}) .node[aria-label^="{name},"]'

    def click(self, selector: str) -> None:
        self.browser.click(*self.place(selector))
        self.browser.settled()

    def hover(self, selector: str) -> None:
        self.browser.mouse("mouseMoved", *self.place(selector))
        self.browser.settled()

    def hops(self, pane: int = 1) -> dict[str, int]:
        """Who is lit, and at which hop."""
        return self.run(
            f"Object.fromEntries([...document.querySelectorAll("
            f"'.pane:nth-child({pane}) .rippling .node[data-hop]')].map(n => "
            f"[n.getAttribute('aria-label').split(',')[0], Number(n.dataset.hop)]))"
        )

    def text(self, selector: str) -> str:
        return self.run(f"document.querySelector({json.dumps(selector)})?.textContent ?? ''")

    def texts(self, selector: str) -> list[str]:
        return self.run(
            f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)"
        )

    def focused(self) -> str:
        return self.run("document.activeElement.getAttribute('aria-label')?.split(',')[0] ?? ''")


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Chromium(Path(profile))
        yield browser
        browser.close()


@pytest.fixture
def reader(browser: Chromium, tmp_path: Path) -> Iterator[Reader]:
    reader = Reader(browser, tmp_path)
    yield reader
    assert browser.complaints() == []
    asked = [each for each in browser.asked() if not each.startswith(("file:", "data:", "blob:"))]
    assert asked == []


def test_pointing_at_a_part_lights_its_ripple_hop_by_hop(reader: Reader):
    reader.open(page(asks()))
    assert reader.hops() == {}
    reader.hover(reader.node("Table"))
    assert reader.hops() == {
        "Table": 0, "AFunction": 1, "BFunction": 1, "A": 2, "B": 2, "Flow": 3,
    }  # fmt: skip
    reader.browser.mouse("mouseMoved", 5, 400)
    reader.browser.settled()
    assert reader.hops() == {}


def test_a_click_keeps_it_lit_and_lists_who_is_hit_with_the_way(reader: Reader):
    reader.open(page(asks()))
    reader.click(reader.node("AFunction"))
    reader.hover(reader.node("Table"))
    assert reader.hops() == {"AFunction": 0, "A": 1, "Flow": 2}
    assert reader.text("#panel .sum") == "2 hit if it changes"
    assert reader.texts("#panel .path") == ["← AFunction", "← A ← AFunction"]
    assert reader.text("#live") == ("AFunction: 2 hit if it changes (1 at hop 1, 1 at hop 2)")
    reader.keys("Escape")
    assert reader.hops() == {}


def test_an_event_type_hits_only_who_hears_it(reader: Reader):
    reader.open(page(tells()))
    reader.click(reader.node("Shop"))
    assert reader.hops() == {"Shop": 0, "stockWorker": 1, "mailWorker": 1}
    reader.keys("Escape", "/", *"Orders/Placed", "Enter")
    assert reader.hops() == {"stockWorker": 1}
    assert reader.run("document.querySelectorAll('.rippling .line[data-hop]').length") == 3


def test_along_the_flow_a_filter_stops_what_it_does_not_let_pass(reader: Reader):
    other = Edge("Other", "Orders", "publishes", events=("Orders/Placed",))
    world = tells()
    nodes = [*world.nodes, Node("Other", "function")]
    world = Graph.of("tells", nodes, [*world.edges, other])
    reader.open(page(world), "#mode=hears&node=mailWorker")
    assert reader.hops() == {"mailWorker": 0, "mailQueue": 1, "Orders": 2, "Shop": 3}
    reader.click("#mode-sends")
    assert reader.hops() == {"mailWorker": 0}


def test_the_hop_limit_cuts_the_ripple(reader: Reader):
    reader.open(page(asks()), "#node=Table")
    reader.run("document.getElementById('hops').focus()")
    reader.keys("Home")
    assert set(reader.hops().values()) == {0, 1}
    assert "hops=1" in reader.run("location.hash")


def test_search_jumps_to_what_was_typed(reader: Reader):
    reader.open(page(tells()))
    reader.keys("/", *"queue", "ArrowDown", "Enter")
    assert reader.focused() == "stockQueue"
    assert reader.text("#panel h2") == "stockQueue"
    assert "node=stockQueue" in reader.run("location.hash")


def test_keys_alone_walk_select_and_close(reader: Reader):
    reader.open(page(asks()))
    reader.run("document.getElementById('help').focus()")
    for _ in range(40):
        reader.keys("Tab")
        if reader.run("document.activeElement.closest?.('.node') !== null"):
            break
    assert reader.focused() == "AFunction"
    assert reader.run("document.activeElement.matches(':focus-visible')")
    assert reader.hops() == {"AFunction": 0, "A": 1, "Flow": 2}
    walked = set()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        reader.keys(key)
        walked.add(reader.focused())
    assert len(walked) >= 3
    reader.keys("Enter")
    assert reader.text("#panel h2") == reader.focused()
    reader.keys("Escape")
    assert reader.text("#panel h2").startswith("Click")


def test_help_opens_and_closes_by_key(reader: Reader):
    reader.open(page(asks()))
    reader.keys("?")
    assert reader.run("document.getElementById('keys').open")
    reader.keys("Escape")
    assert not reader.run("document.getElementById('keys').open")


def test_a_click_on_an_arrow_shows_its_evidence(reader: Reader):
    reader.open(page(tells()))
    x, y = reader.run(
        "(() => { const l = [...document.querySelectorAll('.lines .line')]"
        ".find(l => l.line.relation === 'publishes'); const p = l.getPointAtLength("
        "l.getTotalLength() * 0.8).matrixTransform(l.getScreenCTM()); return [p.x, p.y]; })()"
    )
    reader.browser.click(x, y)
    reader.browser.settled()
    assert reader.text("#panel h2") == "publishes"
    assert reader.text("#panel .proof .place") == "side/handler.py:12"
    assert reader.text("#panel .proof pre") == PUBLISH.fragment
    reader.click("#panel .proof button")
    reader.browser.until("document.querySelector('#panel .proof button').textContent === 'Copied'")


def test_what_is_unchecked_is_hidden_and_carries_no_ripple(reader: Reader):
    reader.open(page(tells()), "#mode=sends&node=Shop")
    assert "Table" in reader.hops()
    reader.click('#controls input[value="inferred"]')
    assert "Table" not in reader.hops()
    reader.click('#controls input[value="queue"]')
    assert (
        reader.run(
            "getComputedStyle(document.querySelector('.node[aria-label^=\"mailQueue,\"]')).display"
        )
        == "none"
    )
    assert set(reader.hops()) == {"Shop", "Orders", "url"}


def with_a_rule_that_is_off() -> Graph:
    """As `tells`, but nobody hears Sent: what would deliver it is switched off."""
    world = tells()
    edges = [
        replace(edge, off="State DISABLED, line 7" if edge.relation == "delivers" else "")
        if edge.target == "mailQueue"
        else edge
        for edge in world.edges
        if (edge.relation, edge.target) != ("reaches", "mailQueue")
    ]
    return Graph.of("tells", world.nodes, edges)


def test_what_is_switched_off_is_drawn_so_by_line_and_word(reader: Reader):
    reader.open(page(with_a_rule_that_is_off()))
    lines = reader.run(
        "[...document.querySelectorAll('.lines .line')]"
        ".map(l => [l.line.target, getComputedStyle(l).strokeDasharray])"
    )
    dashes = dict(lines)
    assert dashes["mailQueue"] not in (dashes["stockQueue"], dashes["Table"])
    assert reader.texts(".label tspan").count("switched off") == 1
    assert reader.text("#controls label:has(#layer-off) span") == "Switched off"
    reader.click("#layer-off")
    hidden = "getComputedStyle(l).display === 'none'"
    found = f"[...document.querySelectorAll('.line')].filter(l => {hidden}).map(l => l.line.target)"
    assert reader.run(found) == ["mailQueue"]


def test_what_is_switched_off_is_told_with_its_reason(reader: Reader):
    reader.open(page(with_a_rule_that_is_off()))
    assert reader.text("#panel .off-edges summary") == "1 edge is switched off"
    assert reader.text("#panel .off-edges .reason") == "State DISABLED, line 7"
    name = "document.querySelector('.node[aria-label^=\"mailQueue,\"]').getAttribute('aria-label')"
    assert reader.run(name).endswith("1 in, 1 out, 1 switched off")
    reader.run("document.querySelector('#panel .off-edges .link').click()")
    facts = reader.texts("#panel dl > *")
    assert facts[facts.index("Switched off") + 1] == "State DISABLED, line 7"


def test_what_is_switched_off_carries_no_ripple(reader: Reader):
    reader.open(page(with_a_rule_that_is_off()), "#mode=sends&node=Orders")
    assert reader.hops() == {"Orders": 0, "stockQueue": 1, "stockWorker": 2}


def test_every_kind_relation_and_certainty_is_counted(reader: Reader):
    reader.open(page(tells()))
    counts = reader.run(
        "Object.fromEntries([...document.querySelectorAll('.filter label')].map(l => "
        "[l.querySelector('input').value, Number(l.querySelector('.count').textContent)]))"
    )
    assert (counts["queue"], counts["function"], counts["event"]) == (2, 3, 2)
    assert (counts["delivers"], counts["reaches"]) == (2, 2)
    assert (counts["declared"], counts["inferred"]) == (10, 1)


def test_event_types_stand_on_arrows_or_as_boxes(reader: Reader):
    reader.open(page(tells()))
    assert {"Placed", "Sent"} <= set(reader.texts(".label tspan"))
    assert not reader.run("!!document.querySelector('.node[aria-label^=\"Placed,\"]')")
    reader.click("#layer-typed")
    assert reader.run("!!document.querySelector('.node[aria-label^=\"Placed,\"]')")
    assert reader.texts(".label tspan") == []


def test_a_machine_is_shut_and_opened(reader: Reader):
    reader.open(page(asks()))
    assert reader.run("document.querySelectorAll('.node').length") == 6
    reader.click(".fold")
    assert reader.run("document.querySelectorAll('.node').length") == 4
    reader.hover(reader.node("AFunction"))
    assert reader.hops() == {"AFunction": 0, "Flow": 1}
    reader.click(".fold")
    assert reader.run("document.querySelectorAll('.node').length") == 6


def test_in_a_large_system_machines_are_shut_until_they_are_opened(reader: Reader):
    small = asks()
    more = [Node(f"q{at}", "queue") for at in range(MANY - len(small.nodes))]
    nested = Node("Flow/A/1", "state", "One")
    edges = [*small.edges, Edge("Flow/A", nested.id, "contains")]
    large = Graph.of("large", [*small.nodes, *more, nested], edges)
    reader.open(page(large))
    at = next(at for at, node in enumerate(large.nodes) if node.id == "Flow")
    x, y, *_ = to_page(Sheet(large))["layouts"]["shut-arrows"]["boxes"][str(at)]
    place = "document.querySelector('.node[aria-label^=\"Flow,\"]').getAttribute('transform')"
    assert reader.run(place) == f"translate({x} {y})"
    states = """[...document.querySelectorAll('.node')]
      .filter(n => / state,/.test(n.ariaLabel)).length"""
    assert reader.run(states) == 0
    reader.click(".fold")
    assert reader.run(states) == 3


def test_two_systems_side_by_side_ripple_together(reader: Reader):
    reader.open(page([tells(), asks()]))
    assert reader.texts("#systems button") == ["tells", "asks", "Side by side"]
    reader.click("#beside")
    reader.click(reader.node("Table", 1))
    assert reader.hops(1) == {"Table": 0, "Shop": 1, "stockWorker": 2, "mailWorker": 2}
    assert reader.hops(2)["Flow"] == 3
    scales = reader.run(
        "[...document.querySelectorAll('.world')].map(w => w.getAttribute('transform')"
        ".split('scale')[1])"
    )
    assert scales[0] == scales[1]


def test_views_and_readings_are_switched(reader: Reader):
    reader.open(page(sheets(tells())))
    assert reader.texts("#views button") == ["resources", "services"]
    reader.click("#views button:nth-child(2)")
    assert {"shop", "stock", "mail"} <= set(reader.texts(".node .words tspan:first-child"))
    reader.click(reader.node("shop"))
    assert reader.hops() == {"shop": 0, "stock": 1, "mail": 1}
    reader.click("#readings button:nth-child(2)")
    assert reader.hops() == {"shop": 0, "stock": 1, "mail": 1}


def test_the_address_brings_the_selection_back(reader: Reader):
    reader.open(page([tells(), asks()]), "#system=asks&node=Table&hops=2")
    assert set(reader.hops().values()) == {0, 1, 2}
    reader.run("location.hash = '#system=tells&node=Shop'")
    reader.browser.until("document.querySelector('#panel h2').textContent === 'Shop'")
    reader.open(page(asks()), "#node=nobody&hops=-3&mode=constructor&k=%7B&x", "odd")
    assert reader.hops() == {}


def test_unresolved_parts_are_listed_with_their_reason(reader: Reader):
    reader.open(page(tells()))
    assert reader.text(".unresolved summary") == "1 unresolved"
    assert reader.text(".unresolved .reason") == "no value is given for URL"


def test_what_is_missing_alike_is_one_part_that_lists_them(reader: Reader):
    names = [f"unresolved:{each}/sns" for each in "abcd"]
    nodes = [Node(each, "unresolved", reason="its policy names none") for each in names]
    edges = [Edge("Shop", each, "publishes") for each in names]
    reader.open(page(Graph.of("missing", [Node("Shop", "function"), *nodes], edges)))
    assert reader.text(".unresolved summary") == "4 unresolved"
    assert reader.texts(".unresolved .reason") == ["its policy names none"]
    assert reader.texts(".node .words tspan:first-child") == ["Shop", "sns (4)"]
    reader.click(reader.node("sns (4)"))
    assert reader.hops() == {"sns (4)": 0, "Shop": 1}
    assert reader.texts("#panel .unresolved .link") == [f"{each}/sns" for each in "abcd"]
    reader.run("document.querySelector('#panel .unresolved .link').click()")
    assert reader.text("#panel dd") == names[0]
    assert reader.hops() == {"sns (4)": 0, "Shop": 1}


def test_no_label_lies_on_an_arrowhead(reader: Reader):
    heads = """(() => {
      const box = (e) => e.getBoundingClientRect();
      const meets = (a, [x, y]) => x > a.left && x < a.right && y > a.top && y < a.bottom;
      const ends = [...document.querySelectorAll('.line:not(.off)')].map(e => {
        const p = e.getPointAtLength(e.getTotalLength() - 4).matrixTransform(e.getScreenCTM());
        return [p.x, p.y];
      });
      const labels = [...document.querySelectorAll('.label:not(.off)')].map(box);
      return [labels.length, labels.filter(a => ends.some(end => meets(a, end))).length];
    })()"""
    template = Path(__file__).parents[3] / "choreography" / "template.yaml"
    reader.open(page(extract([template])))
    labels, covering = reader.run(heads)
    assert labels > 15
    assert covering == 0


def test_wheel_and_drag_move_the_drawing(reader: Reader):
    reader.open(page(asks()))
    world = "document.querySelector('.world').getAttribute('transform')"
    first = reader.run(world)
    reader.browser.mouse("mouseWheel", 600, 300, deltaX=0, deltaY=-240)
    reader.browser.until(f"{world} !== {json.dumps(first)}")
    second = reader.run(world)
    reader.browser.mouse("mousePressed", 300, 700, button="left", clickCount=1)
    reader.browser.mouse("mouseMoved", 380, 720, button="left", buttons=1)
    reader.browser.mouse("mouseReleased", 380, 720, button="left", clickCount=1)
    reader.browser.until(f"{world} !== {json.dumps(second)}")
    reader.click("#fit")
    assert reader.run(world) == first


def test_the_json_that_is_saved_is_the_graph(reader: Reader):
    reader.open(page(tells()))
    folder = str(reader.folder)
    reader.browser.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder)
    reader.click("#save")
    saved = reader.folder / "tells.json"
    until = time.monotonic() + 10
    while not saved.exists() and time.monotonic() < until:
        reader.browser.settled()
    assert graph_from(json.loads(saved.read_text())) == tells()


def test_hostile_names_are_text_and_nothing_else(reader: Reader):
    bad = "</script><script>window.hit=1</script><img src=x onerror=window.hit=1>'\"\u202e\u2028"
    evidence = (Evidence(bad, 1, bad, bad),)
    nodes = [
        Node(bad, bad, bad, bad, bad, bad, bad, True, bad, evidence, {bad: bad}),
        Node("__proto__", "constructor", "toString", service="__proto__"),
        Node("b", "unresolved", reason=bad),
    ]
    edges = [
        Edge("b", bad, "delivers", bad, bad, (bad,), evidence),
        Edge("__proto__", "b", "invokes"),
    ]
    reader.open(page([Graph.of(bad, nodes, edges), Graph.of("two", nodes, edges)]))
    for index in range(3):
        reader.click(f".nodes .node:nth-child({index + 1})")
    reader.keys("Escape", "/", *"script", "Enter", "Escape")
    reader.click("#beside")
    assert reader.run("window.hit === undefined && !document.querySelector('img')")
    assert "\u202e" not in reader.run("document.body.innerText")
    assert "[U+202E]" in reader.run("document.body.innerText")


def test_the_policy_holds_against_script_put_in_later(reader: Reader):
    reader.open(page(asks()))
    reader.run(
        "(() => { const s = document.createElement('img');"
        "try { s.setAttribute('onerror', 'window.hit = 1'); } catch {}"
        "s.src = 'data:,x'; document.body.append(s); })()"
    )
    reader.browser.settled()
    assert reader.run("window.hit === undefined")
    reader.browser.events.clear()


def test_dark_mode_and_reduced_motion_are_respected(reader: Reader):
    reader.open(page(asks()), "#node=Table")
    light = reader.run("getComputedStyle(document.body).backgroundColor")
    delay = "getComputedStyle(document.querySelector('.node[data-hop=\"2\"]')).transitionDelay"
    assert reader.run(delay) == "0.22s"
    reader.browser.media(prefers_color_scheme="dark", prefers_reduced_motion="reduce")
    assert reader.run("getComputedStyle(document.body).backgroundColor") != light
    assert set(
        reader.run(
            "[getComputedStyle(document.querySelector('.node[data-hop]')).transitionDuration]"
        )
    ) == {"0s"}


def test_words_can_be_read_on_every_colour(reader: Reader):
    """Contrast by WCAG 2.2: 4.5 for text on the paper, on kinds' fills and on the hops' scale."""
    reader.open(page(asks()))
    for scheme in ("light", "dark"):
        reader.browser.media(prefers_color_scheme=scheme)
        value = "getComputedStyle(document.documentElement).getPropertyValue('--{}').trim()".format
        pairs = [("ink", "paper"), ("quiet", "paper"), ("accent", "paper"), ("on-accent", "accent")]
        pairs += [("ink", f"{family}-fill") for family in TONES]
        pairs += [(f"on-{hop}", f"hop-{hop}") for hop in range(7)]
        for pair in pairs:
            ratio = contrast(*(reader.run(value(each)) for each in pair))
            assert ratio >= 4.5, f"{scheme}: {pair} {ratio:.2f}"


def contrast(one: str, other: str) -> float:
    lights = sorted((_light(one), _light(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _light(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_thousand_nodes_stay_usable(reader: Reader):
    kinds = ("function", "queue", "topic", "table")
    nodes = [Node(f"n{at}", kinds[at % 4], service=f"s{at % 12}") for at in range(1000)]
    edges = [Edge(f"n{at}", f"n{(at * 7 + 3) % 1000}", "invokes") for at in range(1000)]
    reader.open(page(Graph.of("big", nodes, edges)))
    assert reader.run("document.querySelectorAll('svg.graph *').length") < 8000
    frames = reader.run(
        "new Promise(done => { let n = 0; const step = () => {"
        "document.getElementById('closer').click();"
        "if (++n < 5) requestAnimationFrame(step); else done(n); };"
        "requestAnimationFrame(step); })"
    )
    assert frames == 5
    reader.hover(".nodes .node:nth-child(500)")
    assert reader.run("document.querySelector('svg.graph') !== null")
