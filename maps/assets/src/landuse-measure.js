/* Measure a way or an area on the ellipsoid: in metres and kilometres, in mu,
   hectares and square metres. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const HECTARE = 10000;
  const NEAR = 1000; /* From this length on kilometres are said too. */
  const LINE = { color: "#7a0177", weight: 3, dashArray: "6 4", fillColor: "#7a0177", fillOpacity: 0.12 };
  const CORNER = { color: "#7a0177", weight: 2, fillColor: "#ffffff", fillOpacity: 1, radius: 4 };

  const number = (value, digits) =>
    value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

  class Measure {
    constructor(tools, isArea) {
      this.tools = tools;
      this.words = tools.words;
      this.isArea = isArea;
      this.points = [];
    }

    start() {
      const { words } = this;
      const act = (text, run) => landuse.button("lu-choice", text, run);
      this.points = [];
      this.tools.say(words.measure_hint, [
        act(words.at_centre, () => this.click(this.tools.map.getCenter())),
        act(words.undo, () => { this.points.pop(); this.draw(); }),
        act(words.clear, () => { this.points = []; this.draw(); }),
        act(words.close, () => this.tools.use(null)),
      ]);
    }

    stop() {
      this.points = [];
      this.erase();
    }

    click(place) {
      this.points.push([place.lat, place.lng]);
      this.draw();
    }

    erase() {
      (this.shapes || []).forEach((shape) => shape.remove());
      this.shapes = [];
    }

    draw() {
      this.erase();
      const { map } = this.tools;
      const on = this.tools.canvas();
      const whole = this.isArea && this.points.length > 2 ? L.polygon : L.polyline;
      this.shapes = [whole(this.points, { ...LINE, fill: this.isArea, ...on })];
      for (const point of this.points) this.shapes.push(L.circleMarker(point, { ...CORNER, ...on }));
      this.shapes.forEach((shape) => shape.addTo(map));
      this.tools.say(this.text());
    }

    text() {
      const { words, points } = this;
      if (points.length < (this.isArea ? 3 : 2)) return words.measure_hint;
      if (!this.isArea) {
        const length = lengthText(landuse.pathLength(points));
        return landuse.say(() => `${words.length}${length}`);
      }
      const area = landuse.ringArea(points);
      const edge = lengthText(landuse.pathLength([...points, points[0]]));
      return landuse.say(() => `${words.area_of}${areaText(area, words)} · ${words.edge}${edge}`);
    }
  }

  function lengthText(metres) {
    const said = `${number(metres, 1)} m`;
    return metres < NEAR ? said : `${number(metres / 1000, 3)} km (${said})`;
  }

  function areaText(area, words) {
    const mu = `${number(area / landuse.MU, 2)} ${words.mu}`;
    return `${mu} / ${number(area / HECTARE, 4)} ha / ${number(area, 1)} m²`;
  }

  const make = (isArea) => (map, panel, tools) => {
    const { words } = panel;
    const [text, hint] = isArea
      ? [words.measure_area, words.measure_area_hint]
      : [words.measure_length, words.measure_length_hint];
    return tools.toggle(text, hint, new Measure(tools, isArea));
  };

  landuse.tools.register("length", make(false));
  landuse.tools.register("area", make(true));
})();
