// Outlines by their names; the kinds, each of which has one of them and a family of colours, are data.

const box = (w, h, r) => `M${r} 0H${w - r}A${r} ${r} 0 0 1 ${w} ${r}V${h - r}A${r} ${r} 0 0 1 `
  + `${w - r} ${h}H${r}A${r} ${r} 0 0 1 0 ${h - r}V${r}A${r} ${r} 0 0 1 ${r} 0Z`;
const cut = (w, h, c) =>
  `M${c} 0H${w - c}L${w} ${c}V${h - c}L${w - c} ${h}H${c}L0 ${h - c}V${c}Z`;

const OUTLINES = {
  rounded: (w, h) => box(w, h, 9),
  barred: (w, h) => `${box(w, h, 3)}M7 0V${h}M${w - 7} 0V${h}`,
  "cut below": (w, h) => `${cut(w, h, 6)}M6 ${h - 6}H${w - 6}`,
  cut: (w, h) => cut(w, h, 11),
  "barred left": (w, h) => `${box(w, h, 3)}M6 0V${h}`,
  pill: (w, h) => box(w, h, h / 2),
  tube: (w, h) => `M10 0H${w - 10}A10 ${h / 2} 0 0 1 ${w - 10} ${h}H10A10 ${h / 2} 0 0 1 10 0Z`
    + `M${w - 10} 0A10 ${h / 2} 0 0 0 ${w - 10} ${h}`,
  slanted: (w, h) => `M12 0H${w}L${w - 12} ${h}H0Z`,
  hexagon: (w, h) => `M15 0H${w - 15}L${w} ${h / 2}L${w - 15} ${h}H15L0 ${h / 2}Z`,
  arrow: (w, h) => `M0 0H${w - 14}L${w} ${h / 2}L${w - 14} ${h}H0Z`,
  scooped: (w, h) => `M9 0H${w - 9}A9 9 0 0 0 ${w} 9V${h - 9}A9 9 0 0 0 ${w - 9} ${h}H9`
    + `A9 9 0 0 0 0 ${h - 9}V9A9 9 0 0 0 9 0Z`,
  "notched arrow": (w, h) => `M0 0H${w - 12}L${w} ${h / 2}L${w - 12} ${h}H0L12 ${h / 2}Z`,
  drum: (w, h) => `M0 7A${w / 2} 7 0 0 1 ${w} 7V${h - 7}A${w / 2} 7 0 0 1 0 ${h - 7}Z`
    + `M0 7A${w / 2} 7 0 0 0 ${w} 7`,
  pail: (w, h) => `M0 0H${w}L${w - 12} ${h}H12Z`,
  notched: (w, h) => `M0 0H${w}V${h}H0L12 ${h / 2}Z`,
  arch: (w, h) => `M0 ${h}V16A16 16 0 0 1 16 0H${w - 16}A16 16 0 0 1 ${w} 16V${h}Z`,
  note: (w, h) => `M0 0H${w - 12}L${w} 12V${h}H0ZM${w - 12} 0V12H${w}`,
  "rounded below a line": (w, h) => `${box(w, h, 6)}M0 6H${w}`,
  "rounded above a line": (w, h) => `${box(w, h, 12)}M0 ${h - 6}H${w}`,
  diamond: (w, h) => `M16 0H${w - 16}L${w} ${h / 2}L${w - 16} ${h}H16L0 ${h / 2}Z`,
  plain: (w, h) => box(w, h, 2),
};

const own = (table, key) => Object.hasOwn(table, key) ? table[key] : undefined;
const look = (kind) => own(DATA.kinds, kind) || DATA.kinds.resource;
const outline = (kind, w, h) => OUTLINES[look(kind).outline](w, h);
const family = (kind) => look(kind).family;

const RELATED = {
  publishes: "tells", routes: "tells", delivers: "tells", triggers: "tells",
  invokes: "acts", calls_back: "acts", reads: "keeps", writes: "keeps",
  redrives: "fails", contains: "holds", transitions: "flows",
  emits: "says", reaches: "says", refers: "weak",
};

// One arrowhead for each colour: a marker takes no colour from the line that it ends.
function tips() {
  const tip = (name, dressing) => svg("marker", {
    id: `tip-${name}`, viewBox: "0 0 10 10", refX: 9, refY: 5, orient: "auto",
    markerUnits: "userSpaceOnUse", markerWidth: 10, markerHeight: 10,
  }, svg("path", { d: "M0 1L10 5L0 9Z", class: "tip", ...dressing }));
  const families = [...new Set(Object.values(RELATED)), "other"];
  return svg("svg", { class: "tips", width: 0, height: 0, "aria-hidden": "true" }, svg("defs", {},
    ...families.map((name) => tip(name, { class: `tip r-${name}` })),
    ...Array.from({ length: HOPS }, (_, hop) => tip(hop, { "data-hop": hop }))));
}
