// How a ripple travels: breadth first, hop by hop, with the way by which each was reached.

const MODES = {
  hit: { name: "Who is hit if it changes", done: "hit if it changes", way: "against dependency" },
  needs: { name: "What it depends on", done: "that it depends on", way: "along dependency" },
  sends: { name: "What it sends to", done: "reached by what it sends", way: "along the flow" },
  hears: { name: "Who sends to it", done: "that send to it", way: "against the flow" },
};

// Steps from a node: [edge, the node it leads to], for one mode.
function steps(sheet, id, mode) {
  const out = sheet.out.get(id).map((edge) => [edge, edge.target]);
  const into = sheet.into.get(id).map((edge) => [edge, edge.source]);
  if (mode === "sends") return out;
  if (mode === "hears") return into;
  const knower = (edge) => sheet.reading === "dependency" ? "source" : DATA.knows[edge.relation];
  const [first, second] = mode === "hit" ? ["source", "target"] : ["target", "source"];
  return [...into.filter(([edge]) => knower(edge) === first),
    ...out.filter(([edge]) => knower(edge) === second)];
}

function ripple(sheet, start, mode, limit, allowed) {
  const flowing = mode === "sends" || mode === "hears";
  const hops = new Map([[start, 0]]);
  const from = new Map();
  const lines = new Map();
  const types = new Map();
  const atEvent = sheet.byId.get(start).kind === "event";
  let front = [[start, atEvent && flowing ? start : ""]];
  const met = new Set(front.map(([id, carried]) => `${id}\n${carried}`));
  for (let hop = 1; front.length && hop <= limit; hop += 1) {
    const next = [];
    for (const [id, carried] of front) {
      const begins = id === start && atEvent;
      for (const [edge, other] of steps(sheet, id, mode)) {
        if (!allowed(edge, other)) continue;
        if (flowing && CONTRACT.includes(edge.relation) !== begins) continue;
        const passed = flowing && !begins ? carry(edge, carried) : [carried];
        if (!passed.length) continue;
        if (!lines.has(edge.at)) lines.set(edge.at, hop);
        if (!hops.has(other)) {
          hops.set(other, hop);
          from.set(other, { id, edge });
        }
        const keeps = flowing && DATA.carriers.includes(sheet.byId.get(other).kind);
        for (const type of passed) {
          if (flowing && type && !types.has(type)) types.set(type, hop);
          const state = `${other}\n${keeps ? type : ""}`;
          if (met.has(state)) continue;
          met.add(state);
          next.push([other, keeps ? type : ""]);
        }
      }
    }
    front = next;
  }
  if (!flowing) light(sheet, hops, lines, allowed);
  return { start, mode, hops, from, lines, types };
}

// The event types with which a message goes on; none if a filter stops it.
function carry(edge, carried) {
  if (!edge.events.length) return [carried];
  if (!carried) return edge.events;
  return edge.events.includes(carried) ? [carried] : [];
}

// The arrows that carry an event type of the ripple are lit with it.
function light(sheet, hops, lines, allowed) {
  for (const edge of sheet.edges) {
    if (lines.has(edge.at) || !allowed(edge, edge.target)) continue;
    const reached = edge.events.filter((id) => hops.has(id)).map((id) => hops.get(id));
    if (reached.length && (hops.has(edge.source) || hops.has(edge.target)))
      lines.set(edge.at, Math.min(...reached) + (hops.has(edge.source) ? 0 : 1));
  }
}

// The way back from a node to where the ripple began.
function way(result, id) {
  const path = [id];
  while (result.from.has(path.at(-1)) && path.length < 500) path.push(result.from.get(path.at(-1)).id);
  return path;
}

function tally(result) {
  const perHop = [];
  for (const [id, hop] of result.hops) if (hop) (perHop[hop] ||= []).push(id);
  return perHop;
}
