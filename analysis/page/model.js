// One sheet: a graph of the page with its layouts.

const FIRM = ["declared", "read", "observed", "inferred", "assumed"];
const CONTRACT = ["emits", "reaches"];

class Sheet {
  constructor(data) {
    Object.assign(this, data);
    this.nodes = [...data.graph.nodes, ...data.groups].map((node, at) => ({ ...node, at, lines: data.lines[at] }));
    this.byId = new Map(this.nodes.map((node) => [node.id, node]));
    const listed = [...data.graph.edges, ...data.graph.contracts, ...data.graph.weak];
    this.edges = listed
      .filter((edge) => this.byId.has(edge.source) && this.byId.has(edge.target))
      .map((edge, at) => ({
        ...edge, at, events: edge.events || [], labels: (edge.label || "").split("+").filter(Boolean),
      }));
    this.out = new Map(this.nodes.map((node) => [node.id, []]));
    this.into = new Map(this.nodes.map((node) => [node.id, []]));
    for (const edge of this.edges) {
      this.out.get(edge.source).push(edge);
      this.into.get(edge.target).push(edge);
    }
    this.holder = new Map(data.held.map(([inner, outer]) =>
      [this.nodes[inner].id, this.nodes[outer].id]));
    this.machines = new Set(this.holder.values());
    this.alike = new Map(data.alike.map(([one, group]) => [this.nodes[one].id, this.nodes[group].id]));
    this.readDepends(data.depends);
    // What stands for several has the edges of them all.
    for (const [one, group] of this.alike)
      for (const edges of [this.out, this.into, this.dependsOut, this.dependsInto])
        edges.get(group).push(...edges.get(one));
  }

  // Who depends on whom, and which drawn edges show it.
  readDepends(rows) {
    this.dependsOut = new Map(this.nodes.map((node) => [node.id, []]));
    this.dependsInto = new Map(this.nodes.map((node) => [node.id, []]));
    for (const [source, target, relation, certainty, label, events] of rows) {
      const edge = {
        source: this.nodes[source].id, target: this.nodes[target].id, relation, certainty,
        layers: label ? label.split("+") : [], events: events.map((at) => this.nodes[at].id),
      };
      this.dependsOut.get(edge.source).push(edge);
      this.dependsInto.get(edge.target).push(edge);
    }
  }

  isGroup(id) {
    return this.byId.get(id).at >= this.graph.nodes.length;
  }

  // The edges drawn between two nodes, whichever way they point.
  between(one, other) {
    return [...this.out.get(one).filter((edge) => edge.target === other),
      ...this.into.get(one).filter((edge) => edge.source === other)];
  }

  title(id) {
    const node = this.byId.get(id);
    return node ? node.lines.join("") : visible(id.slice(id.lastIndexOf("/") + 1), 80);
  }

  // The node in which this one is drawn: itself, what stands for it, or the outermost shut box.
  seen(id, shut) {
    let shown = this.alike.get(id) || id;
    for (let each = id, deep = 0; this.holder.has(each) && deep < 200; deep += 1) {
      each = this.holder.get(each);
      if (shut.has(each)) shown = each;
    }
    return shown;
  }

  layout(open, typed) {
    const names = [[open, typed], [open, !typed], [!open, typed], [!open, !typed]]
      .map(([one, other]) => `${one ? "open" : "shut"}-${other ? "nodes" : "arrows"}`);
    return this.layouts[names.find((name) => name in this.layouts)];
  }
}

const SWITCHED_OFF = "switched off"; // wired, and nothing passes

// A line stands for several edges: it is off when all of them are.
const isOff = (line) => line.edges.every((edge) => edge.off);

function edgeText(sheet, edge) {
  const carried = edge.events.map((id) => sheet.title(id)).join(", ");
  const label = edge.labels.length ? ` (${visible(edge.labels.join(", "))})` : "";
  return `${sheet.title(edge.source)} ${edge.relation.replace("_", " ")} `
    + `${sheet.title(edge.target)}${label}${carried ? `: ${carried}` : ""}${edge.off ? `, ${SWITCHED_OFF}` : ""}`;
}

function place(evidence) {
  return visible(evidence.file) + (evidence.line ? `:${evidence.line}` : "");
}
