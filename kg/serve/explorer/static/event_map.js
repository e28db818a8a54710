// The map of events: outlines of provinces as the base, points where a place is exact, faded areas where it is not,
// zones as hatched polygons, and clusters of what would overlap. Everything it fetches comes from this server.
import { leaflet as L } from "nicegui-leaflet";

const CLUSTER = 46; // pixels within which markers are drawn as one
const FAMILIES = ["attack", "fight", "control", "truce", "aid", "other"];

export default {
  template: `<div class="map"></div>`,
  props: { events: Array, zones: Array, tiles: String, css: String, home: String, label: String },
  async mounted() {
    await this.$nextTick();
    await this.style(window.path_prefix + this.css);
    if (!this.$el.isConnected) return;
    this.map = L.map(this.$el, {
      center: [20, 15], zoom: 2, minZoom: 2, maxZoom: 14, zoomControl: false, attributionControl: !!this.tiles,
      worldCopyJump: true, maxBounds: [[-85, -200], [85, 200]], zoomSnap: 0.25, zoomDelta: 0.75, wheelPxPerZoomLevel: 120,
    });
    L.control.zoom({ position: "topright", zoomInTitle: "Closer", zoomOutTitle: "Farther" }).addTo(this.map);
    L.control.scale({ position: "bottomleft", imperial: false }).addTo(this.map);
    this.$el.setAttribute("role", "region");
    this.$el.setAttribute("aria-label", this.label || "Map");
    this.bases = {};
    this.areas = {};
    this.ground = L.canvas({ padding: 0.4 });
    for (const [name, z] of [["grid", 210], ["land", 220], ["zones", 350], ["faded", 360], ["names", 370]]) {
      this.map.createPane(name).style.zIndex = z;
      if (name !== "zones" && name !== "faded") this.map.getPane(name).style.pointerEvents = "none";
    }
    this.gridLayer = L.layerGroup().addTo(this.map);
    this.landLayer = L.layerGroup().addTo(this.map);
    this.nameLayer = L.layerGroup().addTo(this.map);
    this.zoneLayer = L.layerGroup().addTo(this.map);
    this.fadedLayer = L.layerGroup().addTo(this.map);
    this.markerLayer = L.layerGroup().addTo(this.map);
    if (this.tiles) L.tileLayer(this.tiles, { maxZoom: 19 }).addTo(this.map);
    this.theme = new MutationObserver(() => this.repaint());
    this.theme.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    this.resize = new ResizeObserver(() => this.map && this.map.invalidateSize());
    this.resize.observe(this.$el);
    this.grid();
    this.fit();
    this.map.on("zoomend", () => this.draw());
    this.map.on("moveend", () => this.ground_under());
    this.draw();
    await Promise.all([this.ground_under(), this.drawZones()]);
    if (this.map) this.$el.dataset.ready = "yes";
  },
  beforeUnmount() {
    this.theme && this.theme.disconnect();
    this.resize && this.resize.disconnect();
    this.map && this.map.remove();
    this.map = null;
  },
  watch: {
    events() { if (this.map) { this.fit(); this.draw(); } },
    zones() { if (this.map) this.drawZones(); },
  },
  methods: {
    style(href) {
      if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
      return new Promise((done) => {
        const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done });
        document.head.prepend(link);
      });
    },
    colour(name) { return getComputedStyle(document.body).getPropertyValue("--" + name).trim(); },
    async json(path) {
      try {
        const answer = await fetch(this.home + path);
        return answer.ok ? await answer.json() : null;
      } catch { return null; }
    },
    fit() {
      const points = (this.events || []).filter((e) => e.lat !== null).map((e) => [e.lat, e.lon]);
      if (!points.length) return;
      const spread = L.latLngBounds(points);
      // A few far away must not make all the others one dot: the view holds the nine tenths nearest to the middle.
      const middle = [median(points.map((p) => p[0])), median(points.map((p) => p[1]))];
      const near = points.map((p) => [Math.hypot(p[0] - middle[0], p[1] - middle[1]), p]).sort((a, b) => a[0] - b[0]);
      const kept = near.slice(0, Math.max(1, Math.ceil(near.length * 0.9))).map((n) => n[1]);
      this.map.fitBounds(points.length > 4 ? L.latLngBounds(kept) : spread, { padding: [56, 56], maxZoom: 8.5, animate: false });
    },
    grid() {
      this.gridLayer.clearLayers();
      const style = { pane: "grid", color: this.colour("map-grid"), weight: 1, interactive: false, renderer: L.canvas({ pane: "grid" }) };
      for (let lon = -180; lon <= 180; lon += 10) L.polyline([[-85, lon], [85, lon]], style).addTo(this.gridLayer);
      for (let lat = -80; lat <= 80; lat += 10) L.polyline([[lat, -200], [lat, 200]], style).addTo(this.gridLayer);
    },
    async ground_under() {
      if (!this.boxes) this.boxes = (await this.json("/outlines/index.json")) || {};
      if (!this.map) return;
      const view = this.map.getBounds().pad(0.1);
      const wanted = Object.entries(this.boxes).filter(([, b]) => view.intersects([[b[1], b[0]], [b[3], b[2]]]));
      const missing = wanted.filter(([code]) => !(code in this.bases));
      for (const [code] of missing) this.bases[code] = null;
      await Promise.all(missing.slice(0, 40).map(async ([code]) => {
        const shape = await this.json(`/outlines/${code}.geojson`);
        if (shape && this.map) { this.bases[code] = shape; this.land(shape); }
      }));
      if (this.map) this.names();
    },
    land(shape) {
      if (this.tiles) return;
      L.geoJSON(shape, {
        pane: "land", interactive: false, renderer: (this.landCanvas ||= L.canvas({ pane: "land", padding: 0.4 })),
        filter: (f) => f.geometry.type !== "Point",
        style: { fillColor: this.colour("map-land"), fillOpacity: 1, color: this.colour("map-border"), weight: 0.8 },
      }).addTo(this.landLayer);
    },
    names() {
      this.nameLayer.clearLayers();
      if (this.tiles) return;
      const zoom = this.map.getZoom();
      const view = this.map.getBounds();
      const taken = [];
      const put = (lat, lon, words, cls) => {
        if (!view.contains([lat, lon])) return;
        const at = this.map.latLngToContainerPoint([lat, lon]);
        const half = words.length * (cls === "area-name" ? 5 : 3.4);
        const box = [at.x - half, at.y - 9, at.x + half, at.y + 9];
        if (taken.some((t) => t[0] < box[2] && box[0] < t[2] && t[1] < box[3] && box[1] < t[3])) return;
        taken.push(box);
        const span = document.createElement("span");
        span.textContent = words;
        L.marker([lat, lon], { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: cls, html: span, iconSize: [0, 0] }) }).addTo(this.nameLayer);
      };
      const shapes = Object.values(this.bases).filter(Boolean).flatMap((s) => s.features);
      if (zoom >= 6.5) {
        for (const f of shapes) if (f.properties.middle) put(f.properties.middle[1], f.properties.middle[0], f.properties.name, "area-name");
      }
      const least = zoom >= 9 ? 10000 : zoom >= 8 ? 60000 : zoom >= 7 ? 150000 : zoom >= 5.5 ? 600000 : zoom >= 4.5 ? 2000000 : Infinity;
      const towns = shapes.filter((f) => f.properties.population >= least).sort((a, b) => b.properties.population - a.properties.population);
      for (const t of towns.slice(0, 60)) put(t.geometry.coordinates[1], t.geometry.coordinates[0], t.properties.name, "town-name");
    },
    area(code, id) {
      const key = `${code}/${encodeURIComponent(id)}`;
      return (this.areas[key] ||= this.json(`/outlines/${key}.geojson`));
    },
    async drawZones() {
      const drawing = (this.zoneDrawing = {});
      const groups = [];
      for (const zone of this.zones || []) {
        const shapes = await Promise.all(zone.areas.map(async ([code, id, partly]) => [await this.area(code, id), partly]));
        if (this.zoneDrawing !== drawing || !this.map) return;
        groups.push([zone, shapes.filter(([shape]) => shape)]);
      }
      this.zoneLayer.clearLayers();
      for (const [zone, shapes] of groups) {
        for (const [shape, partly] of shapes) {
          const layer = L.geoJSON(shape, {
            pane: "zones",
            style: { color: this.colour("zone"), weight: partly ? 1 : 1.8, dashArray: partly ? "1 5" : "6 4", fillColor: this.colour("zone"), fillOpacity: partly ? 0.03 : 0.09 },
          });
          layer.bindTooltip(text(partly ? `${zone.label}: a part of this area` : zone.label), { sticky: true, className: "map-tip" });
          layer.bindPopup(() => card(zone.label, [{ label: "Open the zone's page", url: zone.url, when: "" }]), { className: "map-pop" });
          layer.addTo(this.zoneLayer);
        }
      }
    },
    repaint() {
      if (!this.map) return;
      this.grid();
      this.landLayer.clearLayers();
      for (const shape of Object.values(this.bases)) if (shape) this.land(shape);
      this.draw();
      this.drawZones();
    },
    draw() {
      if (!this.map) return;
      this.markerLayer.clearLayers();
      this.fadedLayer.clearLayers();
      this.names();
      const shown = (this.events || []).filter((e) => e.lat !== null);
      const drawn = {};
      for (const e of shown) this.fade(e, drawn);
      const cells = {};
      for (const e of shown) {
        const at = this.map.project([e.lat, e.lon]);
        const exact = e.shape === "point";
        // One grid for exact places and one for areas: a cluster never mixes what is known with what is not.
        let key = Object.keys(cells).length > 600 ? `${exact}:${Math.round(at.x / CLUSTER)}:${Math.round(at.y / CLUSTER)}` : null;
        if (key === null) {
          key = Object.keys(cells).find((k) => cells[k].exact === exact && Math.hypot(cells[k].x - at.x, cells[k].y - at.y) < CLUSTER * 0.7);
          if (!key) key = `n${Object.keys(cells).length}`;
        }
        (cells[key] ||= { exact, x: at.x, y: at.y, events: [] }).events.push(e);
      }
      for (const cell of Object.values(cells)) this.marker(cell);
      this.$el.dataset.shown = String(shown.length);
    },
    fade(e, drawn) {
      if (e.shape === "point") return;
      const key = e.area ? e.area.join("/") : `${e.lat},${e.lon},${e.radius}`;
      if (drawn[key]) return;
      drawn[key] = true;
      const style = { pane: "faded", interactive: false, color: this.colour("ev-" + e.family), weight: 1, opacity: 0.35, fillColor: this.colour("ev-" + e.family), fillOpacity: 0.1 };
      if (e.area && e.shape === "area") {
        this.area(...e.area).then((shape) => {
          if (shape && this.map && this.fadedLayer) L.geoJSON(shape, { style, ...style }).addTo(this.fadedLayer);
        });
      } else if (e.radius) {
        L.circle([e.lat, e.lon], { ...style, radius: e.radius }).addTo(this.fadedLayer);
      }
    },
    marker(cell) {
      const events = cell.events;
      const number = events.length;
      const at = [events.reduce((s, e) => s + e.lat, 0) / number, events.reduce((s, e) => s + e.lon, 0) / number];
      const tally = FAMILIES.map((f) => [f, events.filter((e) => e.family === f).length]).filter((t) => t[1]);
      const size = number === 1 ? 16 : Math.min(46, 24 + 6 * Math.log2(number));
      const face = document.createElement("span");
      face.className = `dot ${cell.exact ? "exact" : "area"} ${number > 1 ? "many" : ""}`;
      if (number === 1) {
        face.style.setProperty("--dot", `var(--ev-${events[0].family})`);
      } else {
        let from = 0;
        const slices = tally.map(([f, n]) => { const to = from + (n / number) * 360; const s = `var(--ev-${f}) ${from}deg ${to}deg`; from = to; return s; });
        face.style.setProperty("--ring", `conic-gradient(${slices.join(", ")})`);
        const figure = document.createElement("b");
        figure.textContent = String(number);
        face.append(figure);
      }
      const name = number === 1 ? `${events[0].label}. ${events[0].where}` : `${number} events`;
      const marker = L.marker(at, { icon: L.divIcon({ className: "event-icon", html: face, iconSize: [size, size] }), title: name, alt: name, riseOnHover: true });
      const spread = L.latLngBounds(events.map((e) => [e.lat, e.lon]));
      const far = this.map.project(spread.getNorthWest(), 14).distanceTo(this.map.project(spread.getSouthEast(), 14)) > 40;
      marker.on("click", () => {
        if (number > 1 && far && this.map.getZoom() < 11) this.map.fitBounds(spread, { padding: [70, 70], maxZoom: this.map.getZoom() + 3 });
        else marker.bindPopup(card(number > 1 ? `${number} events here` : null, events), { className: "map-pop", maxWidth: 320, minWidth: 240 }).openPopup();
      });
      marker.addTo(this.markerLayer);
      const element = marker.getElement();
      if (element) {
        element.setAttribute("aria-label", name);
        // A marker is a button to the keyboard, and Leaflet clicks none that has no popup yet.
        element.addEventListener("keydown", (pressed) => {
          if (pressed.key !== "Enter" && pressed.key !== " ") return;
          pressed.preventDefault();
          marker.fire("click");
        });
      }
    },
  },
};

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function text(words) {
  const span = document.createElement("span");
  span.textContent = words;
  return span;
}

// What a popup shows, made of text nodes only: labels come from articles.
function card(title, events) {
  const box = document.createElement("div");
  if (title) box.append(Object.assign(document.createElement("p"), { className: "pop-title", textContent: title }));
  const list = document.createElement("ul");
  for (const e of events.slice(0, 8)) {
    const item = document.createElement("li");
    if (e.family) item.style.setProperty("--dot", `var(--ev-${e.family})`);
    const link = document.createElement("a");
    link.href = e.url;
    link.textContent = e.label;
    item.append(link);
    for (const words of [e.when, e.where]) {
      if (words) item.append(Object.assign(document.createElement("small"), { textContent: words }));
    }
    list.append(item);
  }
  box.append(list);
  if (events.length > 8) box.append(Object.assign(document.createElement("p"), { textContent: `and ${events.length - 8} more: see the list` }));
  return box;
}
