// The left side: how the ripple travels, what is drawn, and the legend, which is the filter too.

function swatch(kind) {
  return svg("svg", { class: `swatch f-${family(kind)}`, viewBox: "-2 -2 46 28", "aria-hidden": "true" },
    svg("path", { class: "shape", d: outline(kind, 42, 24) }));
}

function stroke(name) {
  return svg("svg", { class: "swatch", viewBox: "0 0 46 28", "aria-hidden": "true" },
    svg("path", { class: `line ${name}`, d: "M2 14H38" }));
}

class Controls {
  constructor(app) {
    this.app = app;
    this.element = byId("controls");
  }

  draw() {
    const { state } = this.app;
    const sheets = this.app.panes.map((pane) => pane.sheet);
    const focused = this.element.contains(document.activeElement) && document.activeElement.id;
    this.element.replaceChildren(...[
      this.ripples(state),
      this.layers(state, sheets),
      this.filter("Kinds", "kinds", tallied(sheets, (sheet) => sheet.graph.nodes.map((node) => node.kind)), swatch),
      this.filter("Relations", "relations", tallied(sheets, (sheet) => sheet.edges.map((edge) => edge.relation)),
        (name) => stroke(`r-${own(RELATED, name) || "other"}`)),
      this.filter("Certainty", "certainties", tallied(sheets, (sheet) => sheet.edges.map((edge) => edge.certainty)),
        (name) => stroke(`c-${FIRM.includes(name) ? name : ""}`)),
      this.filter("Why it travels", "layers",
        tallied(sheets, (sheet) => sheet.graph.nodes.flatMap(({ id }) => sheet.dependsOut.get(id)).flatMap((edge) => edge.layers)), () => null),
    ].filter(Boolean));
    if (focused && byId(focused)) byId(focused).focus();
  }

  ripples(state) {
    const flow = this.app.panes.some((pane) => pane.sheet.reading !== "dependency");
    const modes = Object.entries(MODES).filter(([mode]) => flow || mode === "hit" || mode === "needs");
    const far = state.hops > 9;
    const shown = html("output", { for: "hops" }, far ? "all" : String(state.hops));
    return html("fieldset", { class: "ripples" }, html("legend", {}, "Ripple"),
      ...modes.map(([mode, { name, way: along }]) => html("label", { title: along },
        html("input", {
          type: "radio", name: "mode", id: `mode-${mode}`, value: mode, checked: state.mode === mode,
          change: () => this.app.set({ mode }),
        }), html("span", {}, name))),
      html("label", { class: "range" }, "Hops",
        html("input", {
          type: "range", id: "hops", min: 1, max: 10, step: 1, value: far ? 10 : state.hops,
          "aria-valuetext": far ? "all" : String(state.hops),
          input: (event) => {
            const value = Number(event.target.value);
            shown.textContent = value > 9 ? "all" : String(value);
            event.target.setAttribute("aria-valuetext", shown.textContent);
            this.app.set({ hops: value > 9 ? Infinity : value }, { keep: true });
          },
        }), shown),
      html("div", { class: "scale", role: "img", "aria-label": "Colours of hops 0 to 6 and farther" },
        ...Array.from({ length: HOPS }, (_, hop) =>
          html("span", { "data-hop": hop }, hop === HOPS - 1 ? `${hop}+` : String(hop)))));
  }

  layers(state, sheets) {
    const events = sheets.some((sheet) => sheet.nodes.some((node) => node.kind === "event"));
    const weak = sheets.some((sheet) => sheet.graph.weak.length);
    const off = sheets.some((sheet) => sheet.edges.some((edge) => edge.off));
    const machines = new Set(sheets.flatMap((sheet) => [...sheet.machines]));
    const contract = sheets.some((sheet) => sheet.graph.contracts.length);
    const rows = [
      ["flow", "Flow", state.flow, () => this.app.set({ flow: !state.flow }), true],
      ["contract", "Contracts (event types)", state.contract,
        () => this.app.set({ contract: !state.contract }), contract],
      ["weak", "Weak (only named)", state.weak, () => this.app.set({ weak: !state.weak }), weak],
      ["off", "Switched off", state.off, () => this.app.set({ off: !state.off }), off, "switched-off"],
      ["typed", "Event types as boxes", state.typed, () => this.app.set({ typed: !state.typed }), events],
      ["open", "State machines opened", state.open, () => this.app.openAll(!state.open), machines.size],
    ].filter((row) => row[4]);
    return html("fieldset", {}, html("legend", {}, "Layers"), ...rows.map(([id, text, on, change, , line]) =>
      html("label", {}, html("input", { type: "checkbox", id: `layer-${id}`, checked: on, change }),
        line ? stroke(line) : null, html("span", {}, text))));
  }

  filter(title, part, counts, picture) {
    const off = this.app.state[part];
    const names = [...counts.keys()].sort();
    const flip = (name) => {
      const now = new Set(off);
      if (!now.delete(name)) now.add(name);
      this.app.set({ [part]: now });
    };
    const all = button(off.size ? "all" : "none",
      () => this.app.set({ [part]: new Set(off.size ? [] : names) }),
      { class: "all", id: `all-${part}`, "aria-label": `${off.size ? "All" : "No"} ${title.toLowerCase()}` });
    if (!names.length) return null;
    return html("fieldset", { class: "filter" }, html("legend", {}, title), all,
      ...names.map((name, at) => html("label", {},
        html("input", {
          type: "checkbox", id: `${part}-${at}`, value: name, checked: !off.has(name),
          change: () => flip(name),
        }),
        picture(name), html("span", {}, visible(name.replace("_", " "), 40)),
        html("span", { class: "count" }, String(counts.get(name))))));
  }
}

function tallied(sheets, namesOf) {
  const counts = new Map();
  for (const sheet of sheets)
    for (const name of namesOf(sheet)) counts.set(name, (counts.get(name) || 0) + 1);
  return counts;
}
