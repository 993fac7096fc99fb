// The right side: what is selected, whom its ripple hits, and where that is written.

const LISTED = 120; // per hop; the rest is counted

class Panel {
  constructor(app) {
    this.app = app;
    this.element = byId("panel");
  }

  draw() {
    const { pane, state } = this.app;
    const { sheet } = pane;
    const node = sheet.byId.get(state.node);
    const parts = state.edge ? this.edge(sheet, state.edge) : node ? this.node(sheet, node)
      : this.overview();
    this.element.replaceChildren(...parts);
    this.element.scrollTop = 0;
  }

  overview() {
    const parts = [html("h2", {}, "Click, hover or focus a part"),
      html("p", { class: "quiet" }, "Its ripple lights up, hop by hop. Arrow keys walk along the edges.")];
    for (const { sheet } of this.app.panes) {
      parts.push(html("h3", {}, visible(sheet.system)), html("p", {},
        `${count(sheet.graph.nodes.length, "node")}, ${count(sheet.graph.edges.length, "edge")}`
        + (sheet.graph.contracts.length ? `, ${sheet.graph.contracts.length} of contracts` : "")
        + (sheet.graph.weak.length ? `, ${sheet.graph.weak.length} weak` : "")));
      const off = sheet.edges.filter((edge) => edge.off);
      if (off.length) parts.push(html("details", { class: "off-edges" },
        html("summary", {}, `${count(off.length, "edge")} ${off.length > 1 ? "are" : "is"} ${SWITCHED_OFF}`),
        html("ul", {}, ...off.slice(0, LISTED).map((edge) => html("li", {}, this.pick(sheet, edge),
          html("div", { class: "reason" }, visible(edge.off)))))));
      if (!sheet.graph.unresolved.length) continue;
      parts.push(html("details", { class: "unresolved", open: true },
        html("summary", {}, `${sheet.graph.unresolved.length} unresolved`),
        html("ul", {}, ...[...byReason(sheet.graph.unresolved)].slice(0, 500).map((each) =>
          this.missing(sheet, ...each)))));
    }
    return parts;
  }

  // What is missing for one reason, or of one type: by name, or counted and opened.
  missing(sheet, reason, nodes) {
    const names = nodes.slice(0, 500).map(({ id }) => this.jump(sheet, id, visible(id.replace(/^unresolved:/, ""))));
    const said = html("div", { class: "reason" }, visible(reason || nodes[0].type || ""));
    const shown = names.length === 1 ? [this.jump(sheet, nodes[0].id), said] : [said, html("details", {},
      html("summary", {}, `${nodes.length} parts`), ...names.map((name) => html("div", {}, name)))];
    return html("li", {}, ...shown, nodes[0].file ? html("div", { class: "place" }, place(nodes[0])) : null);
  }

  node(sheet, node) {
    const facts = [["Id", node.id], ["Kind", node.kind], ["Name", node.name], ["Type", node.type],
      ["Service", node.service], ["Team", node.team], ["Stack", node.stack],
      ["Outside", node.outside ? "in none of the files read" : ""],
      ["Unresolved", sheet.isGroup(node.id) ? "" : node.reason]];
    const parts = [this.head(node.lines.join(""), sheet),
      html("dl", {}, ...facts.filter(([, value]) => value).flatMap(([name, value]) =>
        [html("dt", {}, name), html("dd", {}, visible(value))]))];
    if (sheet.machines.has(node.id)) {
      const shut = this.app.pane.shut.has(node.id);
      parts.push(button(shut ? "Open: show its states" : "Close: hide its states",
        () => this.app.fold(node.id), { id: "fold" }));
    }
    const alike = sheet.nodes.filter(({ id }) => sheet.alike.get(id) === node.id);
    if (alike.length) parts.push(html("ul", { class: "unresolved" }, ...[...byReason(alike)].map((each) =>
      this.missing(sheet, ...each))));
    parts.push(...this.ripple(sheet, this.app.result));
    parts.push(this.edges(sheet, "Leaves", sheet.out.get(node.id)),
      this.edges(sheet, "Arrives", sheet.into.get(node.id)),
      this.evidence(node.evidence || []));
    if (node.attributes) parts.push(html("details", {}, html("summary", {}, "Attributes"),
      html("pre", {}, visible(JSON.stringify(node.attributes, null, 1), 4000))));
    return parts.filter(Boolean);
  }

  head(text, sheet) {
    return html("div", { class: "head" }, html("h2", {}, text),
      this.app.panes.length > 1 ? html("span", { class: "quiet" }, visible(sheet.system)) : null,
      button("×", () => this.app.clear(), { "aria-label": "Close (Escape)", class: "close" }));
  }

  ripple(sheet, result) {
    if (!result) return [];
    const perHop = tally(result);
    const total = result.hops.size - 1;
    const parts = [html("h3", { class: "sum" }, `${total || "None"} ${MODES[result.mode].done}`)];
    perHop.forEach((ids, hop) => {
      const rest = ids.length - LISTED;
      parts.push(html("section", { class: "hop" },
        html("h4", {}, html("span", { class: "badge", "data-hop": Math.min(hop, HOPS - 1) }, String(hop)),
          ` ${count(hop, "hop")}: ${ids.length}`),
        html("ul", {}, ...ids.slice(0, LISTED).map((id) => this.reached(sheet, result, id)),
          rest > 0 ? html("li", { class: "quiet" }, `and ${rest} more`) : null)));
    });
    return parts;
  }

  reached(sheet, result, id) {
    const path = way(result, id).slice(1).map((each) => sheet.title(each));
    const shown = path.length > 8 ? [...path.slice(0, 7), "…"] : path;
    return html("li", {}, this.jump(sheet, id),
      html("span", { class: "kindname" }, ` ${visible(sheet.byId.get(id).kind)}`),
      html("div", { class: "path" }, `← ${shown.join(" ← ")}`));
  }

  edges(sheet, title, edges) {
    const shown = edges.filter((edge) => this.app.allowsEdge(sheet, edge));
    if (!shown.length) return null;
    return html("details", { class: "edges" }, html("summary", {}, `${title}: ${count(shown.length, "edge")}`),
      html("ul", {}, ...shown.slice(0, LISTED).map((edge) => html("li", {}, this.pick(sheet, edge)))));
  }

  pick(sheet, edge) {
    return button(edgeText(sheet, edge), () => this.app.set({ edge }), { class: "link" });
  }

  edge(sheet, edge) {
    return [this.head(edge.relation.replace("_", " "), sheet),
      html("dl", {}, html("dt", {}, "From"), html("dd", {}, this.jump(sheet, edge.source)),
        html("dt", {}, "To"), html("dd", {}, this.jump(sheet, edge.target)),
        html("dt", {}, "Certainty"), html("dd", {}, visible(edge.certainty)),
        ...(edge.off ? [html("dt", {}, "Switched off"), html("dd", {}, visible(edge.off))] : []),
        ...(edge.labels.length ? [html("dt", {}, "Label"), html("dd", {}, visible(edge.labels.join(", ")))] : []),
        ...(edge.events.length ? [html("dt", {}, "Carries"),
          html("dd", {}, ...edge.events.flatMap((id) => [this.jump(sheet, id), html("br")]))] : [])),
      this.evidence(edge.evidence || [], true)];
  }

  evidence(list, always = false) {
    if (!list.length && !always) return null;
    if (!list.length) return html("p", { class: "quiet" }, "No evidence is recorded.");
    return html("div", { class: "evidence" }, html("h3", {}, "Evidence"), ...list.slice(0, 200).map((each) => {
      const text = `${place(each)}${each.fragment ? `\n${visible(each.fragment, 2000)}` : ""}`
        + (each.span ? `\nspan ${visible(each.span)}` : "");
      return html("div", { class: "proof" }, html("code", { class: "place" }, place(each)),
        button("Copy", (event) => copy(text, event.target), { "aria-label": `Copy evidence ${place(each)}` }),
        each.fragment ? html("pre", { tabindex: 0 }, visible(each.fragment, 2000)) : null,
        each.span ? html("div", { class: "place" }, `span ${visible(each.span)}`) : null);
    }));
  }

  jump(sheet, id, text = sheet.title(id)) {
    if (!sheet.byId.has(id)) return html("span", {}, text);
    return button(text, () => this.app.select(id, { centre: true }), { class: "link", title: visible(id) });
  }
}

function byReason(unresolved) {
  const found = new Map();
  for (const each of unresolved) found.set(each.reason, [...found.get(each.reason) || [], each]);
  return found;
}

async function copy(text, pressed) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = html("textarea", { class: "offscreen" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    pressed.focus();
  }
  pressed.textContent = "Copied";
}
