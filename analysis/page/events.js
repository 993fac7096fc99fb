// Pointer and keys on a pane; keys of the whole page.

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

function listen(pane, app) {
  const nodeOf = (event) => event.target.closest?.(".node")?.node;
  const lineOf = (event) => event.target.closest?.(".line, .label")?.line;
  pane.svg.addEventListener("click", (event) => {
    if (pane.view.dragged) return;
    app.activate(pane);
    const [node, line] = [nodeOf(event), lineOf(event)];
    if (node && event.target.closest(".fold")) app.fold(node.id);
    else if (node) app.select(node.id);
    else if (line) app.set({ node: "", edge: line.edges[0] });
    else if (app.state.node || app.state.edge) app.clear();
  });
  pane.svg.addEventListener("dblclick", (event) => {
    const node = nodeOf(event);
    if (node && pane.sheet.machines.has(node.id)) app.fold(node.id);
  });
  pane.svg.addEventListener("pointerover", (event) => {
    const [node, line] = [nodeOf(event), lineOf(event)];
    if (pane.view.fingers.size) return;
    byId("hint").textContent = node ? nodeText(pane.sheet, node)
      : line ? line.edges.map((edge) => `${edgeText(pane.sheet, edge)} · ${visible(edge.certainty)}`).join("; ") : "";
    app.preview(pane, node ? node.id : "");
  });
  pane.svg.addEventListener("pointerleave", () => app.preview(pane, ""));
  pane.svg.addEventListener("focusin", (event) => {
    const node = nodeOf(event);
    if (!node || !event.target.matches(":focus-visible")) return;
    app.activate(pane);
    app.rove(node.id);
    pane.view.reveal(node.id);
    app.preview(pane, node.id);
    if (!app.state.node) byId("live").textContent = byId("hint").textContent;
  });
  pane.svg.addEventListener("focusout", () => app.preview(pane, ""));
  pane.svg.addEventListener("keydown", (event) => paneKey(event, pane, app, nodeOf(event)));
}

function paneKey(event, pane, app, node) {
  if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
  if (WAYS[event.key]) walk(pane, app, node.id, WAYS[event.key]);
  else if (event.key === "Enter" || event.key === " ") app.select(node.id, { focus: true });
  else if (event.key === "e" && pane.sheet.machines.has(node.id)) {
    app.fold(node.id);
    pane.nodes.get(node.id)?.focus({ preventScroll: true });
  } else if (event.key === "Home" || event.key === "End") {
    const ids = [...pane.nodes.keys()];
    go(pane, app, event.key === "Home" ? ids[0] : ids.at(-1));
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

// To the neighbour that lies most nearly that way; without one, to the nearest node there.
function walk(pane, app, id, [dx, dy]) {
  const middle = (each) => {
    const [x, y, w, h] = pane.boxes.get(each);
    return [x + w / 2, y + (pane.isOpen(each) ? 14 : h / 2)];
  };
  const [x, y] = middle(id);
  const near = (ids) => {
    let best = [Infinity, ""];
    for (const each of ids) {
      const [ox, oy] = middle(each);
      const along = (ox - x) * dx + (oy - y) * dy;
      const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      if (each === id || along <= 1 || aside > along * 4) continue;
      if (along + 2 * aside < best[0]) best = [along + 2 * aside, each];
    }
    return best[1];
  };
  const shown = (each) => pane.nodes.has(each) && !pane.nodes.get(each).classList.contains("off");
  const joined = pane.lines.filter((line) => !line.element.classList.contains("off"))
    .flatMap((line) => line.source === id ? [line.target] : line.target === id ? [line.source] : []);
  go(pane, app, near(joined.filter(shown)) || near([...pane.nodes.keys()].filter(shown)));
}

function go(pane, app, id) {
  if (!id) return;
  app.rove(id);
  pane.nodes.get(id).focus({ preventScroll: true, focusVisible: true });
  if (app.state.node) app.set({ node: id });
}

function pageKeys(app) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
    const typing = event.target.matches?.("input[type=search], textarea");
    if (event.key === "Escape") app.clear();
    else if (typing) return;
    else if (event.key === "/") { byId("search").focus(); byId("search").select(); }
    else if (event.key === "?") showHelp();
    else if (event.key === "+" || event.key === "=") app.zoomAll(1.25);
    else if (event.key === "-") app.zoomAll(0.8);
    else if (event.key === "0") app.fit();
    else return;
    event.preventDefault();
  });
}

const KEYS = [["Tab", "from part to part of the page; into the drawing once"],
  ["← ↑ ↓ →", "walk along the edges of the drawing, or to what lies that way"],
  ["Enter", "select: keep the ripple lit, open the details"],
  ["Escape", "clear the selection, close"], ["/", "search; arrows choose, Enter jumps"],
  ["e", "open or close a state machine"], ["Home, End", "first and last node"],
  ["+ − 0", "zoom in, zoom out, show everything"], ["?", "these keys"]];

function showHelp() {
  const dialog = byId("keys");
  dialog.replaceChildren(html("h2", { id: "keys-title" }, "Keys"),
    html("dl", {}, ...KEYS.flatMap(([key, text]) =>
      [html("dt", {}, html("kbd", {}, key)), html("dd", {}, text)])),
    html("p", {}, "Wheel or two fingers zoom; drag moves. Where a ripple travels follows the switches: "
      + "what is unchecked carries nothing."),
    button("Close", () => dialog.close(), { class: "done" }));
  dialog.showModal();
}
