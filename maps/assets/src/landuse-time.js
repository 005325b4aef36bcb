/* Time: a layer's classes on any day, and the slider that chooses the day. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const PACE = 450; /* Milliseconds a month stays while the slider plays. */

  /* What a layer knows of days; mixed into every layer of shapes. */
  landuse.ParcelLayer.include({
    /* The day's classes and emphasis; on the reference date those of the layer. */
    setDay(day, isReference) {
      const { data } = this;
      this.day = isReference ? null : day;
      if (!data.history) return;
      this.frozen = this.frozen || { codes: this.codes, marked: this.marked };
      if (isReference) {
        Object.assign(this, this.frozen);
        return;
      }
      this.codes = landuse.statesOn(data.history, day, 2 * data.rest, new Uint16Array(this.size));
      this.marked = new Uint8Array(this.size);
      for (let row = 0; row < this.size; row += 1) {
        this.marked[row] = this.codes[row] & 1;
        this.codes[row] >>= 1;
      }
    },

    /* Class and emphasis of a row on the day shown, in words. */
    stateOf(row) {
      const { classes, emphasis } = this.data;
      const said = classes[this.codes[row]].label;
      return emphasis && this.isMarked(row) ? `${said} · ${emphasis.label}` : said;
    },
  });

  class TimeBar {
    constructor(data, words, onDay) {
      this.days = data.days;
      this.now = data.now;
      this.words = words;
      this.onDay = onDay;
      this.build();
      this.show(this.now);
    }

    build() {
      const { make, button } = landuse;
      this.root = make("section", "lu-time");
      landuse.note(this.root, "aria-label", this.words.time);
      this.playButton = button("lu-play", "", () => this.toggle());
      const back = button("lu-step", "‹", () => this.step(-1));
      const on = button("lu-step", "›", () => this.step(1));
      for (const name of ["aria-label", "title"]) {
        landuse.note(back, name, this.words.month_back);
        landuse.note(on, name, this.words.month_on);
      }
      const home = button("lu-now", this.words.to_reference, () => this.choose(this.now));
      this.root.append(this.playButton, back, on, this.buildRange(), this.buildText(), home);
      this.setPlaying(false);
    }

    buildRange() {
      const { make } = landuse;
      const last = this.days.length - 1;
      this.range = make("input", "lu-range");
      Object.assign(this.range, { type: "range", min: 0, max: last, step: 1 });
      landuse.note(this.range, "aria-label", this.words.time);
      this.range.addEventListener("input", () => this.choose(Number(this.range.value)));
      const ends = make("div", "lu-ends");
      ends.append(
        make("span", "", landuse.dayText(this.days[0]).slice(0, 7)),
        make("span", "", landuse.dayText(this.days[last]).slice(0, 7)),
      );
      const mark = make("span", "lu-mark");
      const reference = landuse.dayText(this.days[this.now]);
      landuse.note(mark, "title", landuse.say(() => `${this.words.reference_day} ${reference}`));
      /* The knob's centre runs from 8 to width - 8 pixels. */
      const share = last ? this.now / last : 0;
      mark.style.left = `calc(8px + (100% - 16px) * ${share})`;
      const track = make("div", "lu-track");
      track.append(this.range, mark, ends);
      return track;
    }

    buildText() {
      const { make } = landuse;
      const box = make("div", "lu-day");
      this.text = make("output", "lu-day-text");
      this.kind = make("span", "lu-day-kind");
      box.append(this.text, this.kind);
      return box;
    }

    /* ---- moving --------------------------------------------------------- */

    choose(place) {
      this.setPlaying(false);
      this.show(place);
    }

    step(by) {
      this.choose(Math.min(this.days.length - 1, Math.max(0, this.place + by)));
    }

    show(place) {
      this.place = place;
      const day = landuse.dayText(this.days[place]);
      const kind = place < this.now ? "past_day" : place > this.now ? "future_day" : "reference_day";
      this.range.value = String(place);
      landuse.note(this.range, "aria-valuetext", landuse.say(() => `${day} ${this.words[kind]}`));
      this.text.textContent = day;
      landuse.tell(this.kind, this.words[kind]);
      this.root.dataset.kind = kind;
      this.root.dataset.day = day;
      this.onDay(this.days[place], place - this.now);
    }

    toggle() {
      if (this.timer) {
        this.setPlaying(false);
        return;
      }
      /* From the reference date or the end it begins anew; it stops at the
         reference date, so that facts never run over into the projection. */
      const last = this.days.length - 1;
      if (this.place === this.now || this.place === last) this.show(0);
      const stop = this.place < this.now ? this.now : last;
      this.setPlaying(true, () => {
        if (this.place < stop) this.show(this.place + 1);
        if (this.place >= stop) this.setPlaying(false);
      });
    }

    setPlaying(playing, tick) {
      clearInterval(this.timer);
      this.timer = playing ? setInterval(tick, PACE) : null;
      this.playButton.textContent = playing ? "❚❚" : "▶";
      for (const name of ["aria-label", "title"]) {
        landuse.note(this.playButton, name, playing ? this.words.pause : this.words.play);
      }
      this.playButton.setAttribute("aria-pressed", String(playing));
    }
  }

  landuse.TimeBar = TimeBar;
})();
