// Search by id, name or kind; arrows choose, Enter jumps.

class Search {
  constructor(app) {
    Object.assign(this, { app, found: [], at: 0, input: byId("search"), list: byId("found") });
    this.input.addEventListener("input", () => this.look());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  look() {
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.found = [];
    if (words.length) for (const pane of this.app.panes)
      for (const node of pane.sheet.nodes) {
        const texts = [node.id, node.name, node.kind, node.service || ""].map((text) => text.toLowerCase());
        if (!words.every((word) => texts.some((text) => text.includes(word)))) continue;
        const rank = texts[0] === words[0] ? 0 : texts[0].startsWith(words[0]) ? 1 : 2;
        this.found.push({ pane, node, rank });
      }
    this.found.sort((a, b) => a.rank - b.rank);
    this.total = this.found.length;
    this.found = this.found.slice(0, 12);
    this.at = 0;
    this.draw();
  }

  draw() {
    const several = this.app.panes.length > 1;
    this.list.replaceChildren(...this.found.map(({ pane, node }, at) => html("li", {
      role: "option", id: `found-${at}`, "aria-selected": String(at === this.at),
      pointerdown: (event) => { event.preventDefault(); this.take(at); },
    }, html("span", {}, node.lines.join("")), html("span", { class: "quiet" },
      ` ${visible(node.kind)}${several ? ` · ${visible(pane.sheet.system)}` : ""}`))));
    if (this.total > this.found.length)
      this.list.append(html("li", { class: "quiet" }, `${this.total - this.found.length} more`));
    const asked = Boolean(this.input.value.trim());
    if (asked && !this.total) this.list.append(html("li", { class: "quiet" }, "Nothing found"));
    this.list.hidden = !asked;
    this.input.setAttribute("aria-expanded", String(asked));
    if (this.found.length) this.input.setAttribute("aria-activedescendant", `found-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.draw();
    } else if (event.key === "Enter" && this.found.length) this.take(this.at);
    else if (event.key === "Escape") {
      this.input.value = "";
      this.close();
      this.app.pane.svg.querySelector("[tabindex='0']")?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(at) {
    const { pane, node } = this.found[at];
    this.close();
    this.app.activate(pane);
    this.app.select(node.id, { centre: true, focus: true });
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
