// What is chosen, and what follows from it. Every change goes through set().

class App {
  constructor(sheets) {
    this.sheets = sheets;
    this.state = {
      system: sheets[0].system, view: sheets[0].view, reading: sheets[0].reading, beside: false,
      node: "", edge: null, mode: "hit", hops: Infinity, flow: true, contract: true, weak: false, off: true,
      typed: false, open: sheets.every((sheet) => sheet.graph.nodes.length < DATA.many), folds: new Set(),
      kinds: new Set(), relations: new Set(), certainties: new Set(),
      layers: new Set(),
    };
    this.panes = [];
    this.controls = new Controls(this);
    this.panel = new Panel(this);
    this.search = new Search(this);
  }

  // The machines drawn shut: all or none, but for those that were folded by hand.
  shut(sheet) {
    return new Set([...sheet.machines].filter((id) => {
      const machine = !sheet.holder.has(id);
      return machine && this.state.open === this.state.folds.has(id);
    }));
  }

  allowsNode(node) {
    return !this.state.kinds.has(node.kind);
  }

  allowsEdge(sheet, edge) {
    const { state } = this;
    const layer = edge.relation === "refers" ? state.weak
      : CONTRACT.includes(edge.relation) ? state.contract : state.flow;
    const counts = !edge.layers || !edge.layers.length || edge.layers.some((each) => !state.layers.has(each));
    return layer && counts && (state.off || !edge.off) && !state.relations.has(edge.relation) && !state.certainties.has(edge.certainty);
  }

  // The sheets of the chosen view and reading: one system, or all beside each other.
  chosen() {
    const { state } = this;
    const fits = (sheet, ...parts) => parts.every((part) => sheet[part] === state[part]);
    const alike = this.sheets.filter((sheet) => fits(sheet, "view", "reading"));
    if (state.beside && alike.length > 1) return alike;
    const near = this.sheets.filter((sheet) => fits(sheet, "system"));
    const one = near.find((sheet) => fits(sheet, "view", "reading"))
      || near.find((sheet) => fits(sheet, "view")) || near[0] || this.sheets[0];
    Object.assign(state, { system: one.system, view: one.view, reading: one.reading });
    return [one];
  }

  set(changes, { keep = false, hash = true } = {}) {
    const { state } = this;
    if ("node" in changes && !("edge" in changes)) changes.edge = null;
    Object.assign(state, changes);
    const has = (...names) => names.some((name) => name in changes);
    if (has("system", "view", "reading", "beside")) this.rebuild();
    else if (has("typed", "open", "folds")) this.redraw();
    else if (has("kinds", "relations", "certainties", "layers", "flow", "contract", "weak", "off"))
      for (const pane of this.panes) pane.refilter();
    if (!keep && !(has("node", "edge") && Object.keys(changes).length <= 2)) this.controls.draw();
    this.settle(has("node", "mode", "hops"));
    if (hash) writeHash(state);
  }

  rebuild() {
    const last = this.pane && this.pane.sheet.system;
    this.panes = this.chosen().map((sheet) => new Pane(sheet, this));
    this.pane = this.panes.find((pane) => pane.sheet.system === (last || this.state.system)) || this.panes[0];
    byId("drawing").replaceChildren(...this.panes.map((pane) => pane.element));
    byId("drawing").classList.toggle("beside", this.panes.length > 1);
    if (!this.pane.sheet.byId.has(this.state.node)) this.state.node = "";
    for (const pane of this.panes) listen(pane, this);
    drawChoices(this);
    this.fit();
    this.rove();
  }

  redraw() {
    for (const pane of this.panes) pane.draw();
    this.fit();
    this.rove();
  }

  // After any change: the ripple anew, the panel anew, and a word for who cannot see it.
  settle(aloud) {
    const { state } = this;
    this.result = null;
    for (const pane of this.panes) {
      pane.pin(state.node);
      pane.pinLine(state.edge);
      const result = pane.sheet.byId.has(state.node) ? this.rippleOf(pane, state.node) : null;
      pane.light(result);
      if (pane === this.pane) this.result = result;
    }
    this.panel.draw();
    if (aloud && this.result) this.say(spoken(this.pane.sheet, this.result));
  }

  rippleOf(pane, id) {
    return ripple(pane.sheet, id, this.state.mode, this.state.hops, (edge, other) =>
      this.allowsEdge(pane.sheet, edge) && this.allowsNode(pane.sheet.byId.get(other)));
  }

  // Hover and focus light a ripple up as long as nothing is pinned.
  preview(pane, id) {
    if (this.state.node || this.state.edge) return;
    for (const each of this.panes)
      each.light(id && each.sheet.byId.has(id) ? this.rippleOf(each, id) : null);
    if (id) byId("hint").textContent = spoken(pane.sheet, this.rippleOf(pane, id));
  }

  select(id, { centre = false, focus = false } = {}) {
    const { sheet } = this.pane;
    for (let each = id, deep = 0; sheet.holder.has(each) && deep < 200; deep += 1) {
      each = sheet.holder.get(each);
      if (this.pane.shut.has(each)) this.fold(each);
    }
    this.set({ node: id });
    if (!id) byId("search").value = "";
    this.rove(sheet.seen(id, this.pane.shut));
    const shown = sheet.seen(id, this.pane.shut);
    if (centre) this.pane.view.reveal(shown, !this.result || focus);
    if (focus) this.pane.nodes.get(shown)?.focus({ preventScroll: true });
  }

  clear() {
    const { node } = this.state;
    this.set({ node: "", edge: null });
    this.say("Nothing selected");
    const element = this.pane.nodes.get(node);
    if (element && !byId("drawing").contains(document.activeElement)) element.focus({ preventScroll: true });
  }

  activate(pane) {
    if (this.pane === pane) return;
    this.pane = pane;
    this.state.system = pane.sheet.system;
    if (!pane.sheet.byId.has(this.state.node)) Object.assign(this.state, { node: "", edge: null });
  }

  fold(id) {
    const folds = new Set(this.state.folds);
    if (!folds.delete(id)) folds.add(id);
    this.set({ folds });
    this.say(`${this.pane.sheet.title(id)} ${this.pane.shut.has(id) ? "closed" : "opened"}`);
  }

  openAll(open) {
    this.set({ open, folds: new Set() });
  }

  // One node of each pane can be reached by Tab; arrows go on from there.
  rove(id) {
    for (const pane of this.panes) {
      const wanted = pane.nodes.has(id) ? id : pane.nodes.has(pane.at) ? pane.at : pane.nodes.keys().next().value;
      if (pane.at !== wanted) pane.nodes.get(pane.at)?.setAttribute("tabindex", "-1");
      pane.nodes.get(wanted)?.setAttribute("tabindex", "0");
      pane.at = wanted;
    }
  }

  // On paper the drawing is as wide as the sheet: what the screen shows is scaled to it, whole.
  frame(printed) {
    this.fit();
    for (const { svg } of this.panes) {
      const { width, height } = svg.getBoundingClientRect();
      if (printed) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      else svg.removeAttribute("viewBox");
    }
  }

  fit() {
    const scale = Math.min(...this.panes.map((pane) => pane.view.fitScale()));
    for (const pane of this.panes) pane.view.fit(scale);
  }

  zoomAll(factor, pane = this.pane, x = undefined, y = undefined) {
    for (const each of this.panes) each === pane ? each.view.zoom(factor, x, y) : each.view.zoom(factor);
  }

  say(text) {
    byId("live").textContent = text;
    byId("hint").textContent = text;
  }
}

function spoken(sheet, result) {
  const perHop = tally(result).map((ids, hop) => `${ids.length} at hop ${hop}`).filter(Boolean);
  const total = result.hops.size - 1;
  return `${sheet.title(result.start)}: ${total || "none"} ${MODES[result.mode].done}`
    + (total ? ` (${perHop.join(", ")})` : "");
}
