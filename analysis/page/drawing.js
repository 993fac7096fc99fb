// One pane: the drawing of one sheet. It is built anew when what it shows changes.

const HOPS = 7; // the scale's steps: what is farther has the last one's colour

class Pane {
  constructor(sheet, app) {
    Object.assign(this, { sheet, app, nodes: new Map(), lines: [], boxes: new Map() });
    this.world = svg("g", { class: "world" });
    this.svg = svg("svg", {
      class: "graph", role: "group", "aria-roledescription": "graph",
      "aria-label": `${visible(sheet.system)}, ${sheet.view}: ${count(sheet.graph.nodes.length, "node")}, `
        + `${count(sheet.edges.length, "edge")}. Arrow keys walk along the edges.`,
    }, this.world);
    this.caption = html("figcaption", {}, visible(sheet.system));
    this.element = html("figure", { class: "pane" }, this.caption, this.svg);
    this.view = new View(this);
    this.draw();
  }

  draw() {
    const { sheet, app } = this;
    this.shut = app.shut(sheet);
    const open = [...sheet.machines].some((id) => !sheet.holder.has(id) && !this.shut.has(id));
    this.layout = sheet.layout(open, app.state.typed);
    this.boxes = new Map(Object.entries(this.layout.boxes).map(([at, box]) =>
      [sheet.nodes[at].id, box]));
    for (const id of this.shut) this.shrink(id);
    this.nodes.clear();
    const [holders, leaves] = this.drawNodes();
    this.world.replaceChildren(this.drawGroups(), holders, this.drawLines(), leaves);
    this.refilter();
  }

  // A shut machine among open ones is drawn small, in the middle of its room.
  shrink(id) {
    const box = this.boxes.get(id);
    if (!box || box[3] < 80 || !this.layout.groups.some((group) => this.idOf(group[2]) === id)) return;
    const [w, h] = [180, 46];
    this.boxes.set(id, [box[0] + (box[2] - w) / 2, box[1] + (box[3] - h) / 2, w, h]);
  }

  idOf(at) {
    return at < 0 ? "" : this.sheet.nodes[at].id;
  }

  isDrawn(id) {
    return this.boxes.has(id) && this.sheet.seen(id, this.shut) === id;
  }

  isOpen(id) {
    return this.sheet.machines.has(id) && !this.shut.has(id)
      && this.layout.groups.some((group) => this.idOf(group[2]) === id);
  }

  drawGroups() {
    const layer = svg("g", { class: "groups", "aria-hidden": "true" });
    for (const [title, kind, at, x, y, w, h] of this.layout.groups) {
      if (at >= 0) continue;
      layer.append(svg("g", { class: `group ${kind === "group" ? "service" : "machine"}` },
        svg("rect", { x, y, width: w, height: h, rx: 12 }),
        svg("text", { x: x + 16, y: y + 20 }, title)));
    }
    return layer;
  }

  drawLines() {
    const layer = svg("g", { class: "lines", "aria-hidden": "true" });
    const labels = svg("g", { class: "labels" });
    this.places = new Places([...this.boxes].filter(([id]) => !this.isOpen(id)).map(([, box]) => box)
      .concat(this.layout.groups.map(([title, , , x, y]) => [x + 12, y + 4, title.length * 8, 20])));
    const routes = routeTable(this.sheet, this.layout);
    this.lines = linesOf(this.sheet, this.layout, this.shut, (id) => this.isDrawn(id));
    for (const line of this.lines) {
      const route = routes.get(`${line.source}\n${line.target}`);
      const usable = route && !this.moved(line.source) && !this.moved(line.target);
      line.points = shifted(usable ? route
        : direct(this.boxes.get(line.source), this.boxes.get(line.target)), line.shift);
      const firm = FIRM.find((each) => line.edges.some((edge) => edge.certainty === each)) || "";
      line.element = svg("path", {
        d: pathOf(line.points),
        class: `line r-${own(RELATED, line.relation) || "other"} c-${firm}${isOff(line) ? " switched-off" : ""}`,
      });
      line.element.line = line;
      layer.append(line.element);
      this.places.pass(line.points);
    }
    for (const line of this.lines) {
      line.label = this.drawLabel(line);
      if (line.label) labels.append(line.label);
    }
    return svg("g", {}, layer, labels);
  }

  moved(id) {
    return this.shut.has(id) && this.boxes.get(id) !== this.layout.boxes[this.sheet.byId.get(id).at];
  }

  drawLabel(line) {
    const types = [...new Set(line.edges.flatMap((edge) => edge.events))]
      .map((id) => this.sheet.title(id));
    const names = [...new Set(line.edges.flatMap((edge) => edge.labels).filter((text) => text !== "Next"))];
    if (this.sheet.reading === "dependency") return null;
    const off = isOff(line) ? [SWITCHED_OFF] : [];
    const texts = [...off, ...names.map((text) => visible(text, 40)), ...types.sort()];
    if (!texts.length || (this.app.state.typed && !names.length && !off.length)) return null;
    const shown = texts.length > 3 ? [...texts.slice(0, 2), `+ ${texts.length - 2} more`] : texts;
    const wide = Math.max(...shown.map((text) => text.length)) * 6;
    const [x, y] = this.places.take(line.points, wide, shown.length * 12);
    const label = svg("text", { class: "label", x, y: y - (shown.length - 1) * 6 + 3 });
    shown.forEach((text, at) => label.append(svg("tspan", { x, dy: at ? 12 : 0 }, text)));
    label.line = line;
    return label;
  }

  drawNodes() {
    const holders = svg("g", { class: "holders" });
    const leaves = svg("g", { class: "nodes" });
    const drawn = this.sheet.nodes.filter((node) => this.isDrawn(node.id));
    const deep = (id) => this.sheet.holder.has(id) ? 1 + deep(this.sheet.holder.get(id)) : 0;
    drawn.sort((a, b) => deep(a.id) - deep(b.id) || a.at - b.at);
    for (const node of drawn)
      (this.isOpen(node.id) ? holders : leaves).append(this.drawNode(node, this.boxes.get(node.id)));
    return [holders, leaves];
  }

  drawNode(node, [x, y, w, h]) {
    const open = this.isOpen(node.id);
    const element = svg("g", {
      class: `node f-${family(node.kind)}${open ? " open" : ""}${node.outside ? " outside" : ""}`,
      transform: `translate(${x} ${y})`, role: "button", tabindex: -1,
      "aria-label": nodeText(this.sheet, node), "aria-pressed": "false",
    }, svg("path", { class: "shape", d: open ? box(w, h, 10) : outline(node.kind, w, h) }));
    const [tx, anchor] = open ? [16, "start"] : [w / 2 - (look(node.kind).outline === "tube" ? 6 : 0), "middle"];
    const tall = open ? 40 : h + (look(node.kind).outline === "drum" ? 10 : 0);
    const top = tall / 2 - (node.lines.length - 1) * 7 - 2;
    const words = svg("text", { class: "words", "text-anchor": anchor });
    if (open) words.append(svg("tspan", { x: tx, y: 20 }, node.lines.join("")));
    else node.lines.forEach((line, at) =>
      words.append(svg("tspan", { x: tx, y: top + at * 14 }, line)));
    const kind = node.outside ? `${node.kind} · outside` : node.kind;
    words.append(svg("tspan", open ? { class: "kind", dx: 8 }
      : { class: "kind", x: tx, y: top + node.lines.length * 14 }, visible(kind, 40)));
    element.append(words);
    if (this.sheet.machines.has(node.id)) element.append(svg("text", {
      class: "fold", x: w - 14, y: open ? 20 : 15, "aria-hidden": "true",
    }, open ? "−" : "+"));
    element.node = node;
    this.nodes.set(node.id, element);
    return element;
  }

  // What the filters hide is hidden, not rebuilt; the ripple then travels without it.
  refilter() {
    for (const element of this.nodes.values())
      element.classList.toggle("off", !this.app.allowsNode(element.node));
    for (const line of this.lines) {
      const shown = line.edges.some((edge) => this.app.allowsEdge(this.sheet, edge))
        && [line.source, line.target].every((id) => this.app.allowsNode(this.sheet.byId.get(id)))
        && (this.app.state.typed || !CONTRACT.includes(line.relation));
      line.element.classList.toggle("off", !shown);
      if (line.label) line.label.classList.toggle("off", !shown);
    }
  }

  light(result) {
    this.svg.classList.toggle("rippling", Boolean(result));
    const nodeHops = new Map();
    const least = (id, hop) => {
      const seen = this.sheet.seen(id, this.shut);
      if (!nodeHops.has(seen) || nodeHops.get(seen) > hop) nodeHops.set(seen, hop);
    };
    if (result) {
      for (const [id, hop] of result.types) least(id, hop);
      for (const [id, hop] of result.hops) least(id, hop);
    }
    for (const [id, element] of this.nodes) {
      mark(element, nodeHops.get(id));
      element.classList.remove("passes");
    }
    for (const line of this.lines) {
      const hops = result ? line.edges.map((edge) => result.lines.get(edge.at))
        .filter((hop) => hop !== undefined) : [];
      const hop = hops.length ? Math.min(...hops) : undefined;
      mark(line.element, hop);
      if (hop !== undefined) for (const id of [line.source, line.target])
        this.nodes.get(id).classList.toggle("passes", !nodeHops.has(id));
      if (line.label) mark(line.label, hop);
    }
  }

  pin(chosen) {
    const id = this.sheet.seen(chosen, this.shut);
    for (const [each, element] of this.nodes) {
      element.classList.toggle("pinned", each === id);
      element.setAttribute("aria-pressed", String(each === id));
    }
  }

  pinLine(edge) {
    for (const line of this.lines)
      line.element.classList.toggle("pinned", Boolean(edge) && line.edges.includes(edge));
  }
}

function mark(element, hop) {
  if (hop === undefined) element.removeAttribute("data-hop");
  else element.setAttribute("data-hop", String(Math.min(hop, HOPS - 1)));
}

function nodeText(sheet, node) {
  const parts = [node.lines.join(""), visible(node.kind)];
  if (node.service) parts.push(`service ${visible(node.service)}`);
  if (node.outside) parts.push("outside these files");
  if (node.reason) parts.push(`unresolved: ${visible(node.reason)}`);
  const [into, out] = [sheet.into.get(node.id), sheet.out.get(node.id)];
  const off = [...into, ...out].filter((edge) => edge.off).length;
  parts.push(`${into.length} in, ${out.length} out${off ? `, ${off} ${SWITCHED_OFF}` : ""}`);
  return parts.join(", ");
}
