// Pan and zoom of a pane: wheel, drag, two fingers; panes side by side share one scale.

class View {
  constructor(pane) {
    Object.assign(this, { pane, x: 0, y: 0, scale: 1, fingers: new Map(), dragged: false });
    const target = pane.svg;
    target.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    target.addEventListener("pointerdown", (event) => this.press(event));
    target.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"])
      target.addEventListener(name, (event) => this.fingers.delete(event.pointerId));
  }

  size() {
    return this.pane.svg.getBoundingClientRect();
  }

  apply() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.pane.world.setAttribute("transform",
        `translate(${this.x.toFixed(2)} ${this.y.toFixed(2)}) scale(${this.scale.toFixed(4)})`);
      this.pane.svg.classList.toggle("far", this.scale < 0.5);
      this.pane.svg.classList.toggle("tiny", this.scale < 0.22);
    });
  }

  fitScale() {
    const { width, height } = this.size();
    const [w, h] = this.pane.layout.size;
    return Math.min((width - 32) / Math.max(w, 1), (height - 56) / Math.max(h, 1), 1.4);
  }

  fit(scale = this.fitScale()) {
    const { width, height } = this.size();
    const [w, h] = this.pane.layout.size;
    this.scale = Math.max(scale, 0.02);
    this.x = (width - w * this.scale) / 2;
    this.y = 28 + Math.max((height - 28 - h * this.scale) / 2, 8);
    this.apply();
  }

  zoom(factor, cx = this.size().width / 2, cy = this.size().height / 2) {
    const scale = Math.min(Math.max(this.scale * factor, 0.02), 4);
    this.x = cx - (cx - this.x) * scale / this.scale;
    this.y = cy - (cy - this.y) * scale / this.scale;
    this.scale = scale;
    this.apply();
  }

  wheel(event) {
    event.preventDefault();
    const { left, top } = this.size();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 20 : 1);
    if (event.shiftKey) {
      this.x -= pixels || event.deltaX;
      this.apply();
    } else {
      const factor = Math.exp(-Math.max(-120, Math.min(120, pixels)) * 0.0022);
      this.pane.app.zoomAll(factor, this.pane, event.clientX - left, event.clientY - top);
    }
  }

  press(event) {
    if (event.button) return;
    if (!this.fingers.size) this.dragged = false;
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
  }

  move(event) {
    const last = this.fingers.get(event.pointerId);
    if (!last) return;
    const now = [event.clientX, event.clientY];
    const [dx, dy] = [now[0] - last[0], now[1] - last[1]];
    if (!this.dragged && Math.hypot(dx, dy) < 4) return;
    if (!this.dragged) this.pane.svg.setPointerCapture(event.pointerId);
    this.dragged = true;
    const others = [...this.fingers].filter(([id]) => id !== event.pointerId);
    this.fingers.set(event.pointerId, now);
    if (others.length) {
      const [ox, oy] = others[0][1];
      const before = Math.hypot(last[0] - ox, last[1] - oy) || 1;
      const { left, top } = this.size();
      this.zoom(Math.hypot(now[0] - ox, now[1] - oy) / before, ox - left, oy - top);
    } else {
      this.x += dx;
      this.y += dy;
      this.apply();
    }
  }

  // Brings a node into sight without moving more than needed.
  reveal(id, centre = false) {
    const box = this.pane.boxes.get(id);
    if (!box) return;
    const { width, height } = this.size();
    if (this.scale < 0.35) this.scale = 0.8;
    const [bx, by] = [box[0] * this.scale, box[1] * this.scale];
    const [w, h] = [box[2] * this.scale, box[3] * this.scale];
    if (centre || w > width || h > height) {
      this.x = width / 2 - bx - w / 2;
      this.y = height / 2 - by - Math.min(h, height) / 2;
    } else {
      this.x = Math.min(Math.max(this.x, 24 - bx), width - 24 - bx - w);
      this.y = Math.min(Math.max(this.y, 44 - by), height - 24 - by - h);
    }
    this.apply();
  }
}
