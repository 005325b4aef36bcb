/* A layer's data: one compressed block of JSON and of columns of numbers. The form
   is told in landuse/webmap/packing.py. Nothing here touches the document. */
(function (root) {
  "use strict";

  const MAGIC = 0x314c554c; /* "LUL1", read little-endian. */
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

  function bytesOf(base64) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
    return bytes;
  }

  /* ---- numbers -------------------------------------------------------- */

  /* Reads one varint after the other; up to 2^53. */
  class Varints {
    constructor(bytes) {
      this.bytes = bytes;
      this.at = 0;
    }

    next() {
      const { bytes } = this;
      let byte = bytes[this.at++];
      if (byte < 128) return byte;
      let value = byte & 127;
      let shift = 7;
      for (;;) {
        byte = bytes[this.at++];
        if (shift < 28) value |= (byte & 127) << shift;
        else value += (byte & 127) * 2 ** shift;
        if (byte < 128) return value;
        shift += 7;
      }
    }
  }

  function unzigzag(value) {
    if (value < 0x80000000) return (value >>> 1) ^ -(value & 1);
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  function integers(entry, bytes, sums) {
    const values = new (entry.wide ? Float64Array : Int32Array)(entry.size);
    const varints = new Varints(bytes);
    let before = 0;
    for (let at = 0; at < entry.size; at += 1) {
      const value = unzigzag(varints.next());
      before = sums ? before + value : value;
      values[at] = before;
    }
    return values;
  }

  /* Missing ones are NaN. */
  function numbers(entry, bytes) {
    const values = new Float64Array(entry.size);
    const varints = new Varints(bytes);
    for (let at = 0; at < entry.size; at += 1) {
      const value = varints.next();
      values[at] = value === 0 ? NaN : unzigzag(value - 1) * entry.step;
    }
    return values;
  }

  /* ---- texts ---------------------------------------------------------- */

  /* Texts that stay bytes until one is asked for. */
  class Texts {
    constructor(size, bytes) {
      const varints = new Varints(bytes);
      const sizes = new Uint32Array(size);
      for (let at = 0; at < size; at += 1) sizes[at] = varints.next();
      this.length = size;
      this.bytes = bytes;
      this.starts = new Uint32Array(size + 1);
      this.missing = new Uint8Array(size);
      let start = varints.at;
      sizes.forEach((one, at) => {
        this.starts[at] = start;
        this.missing[at] = one === 0 ? 1 : 0;
        start += one ? one - 1 : 0;
      });
      this.starts[size] = start;
    }

    at(number) {
      if (this.missing[number]) return null;
      return utf8.decode(this.bytes.subarray(this.starts[number], this.starts[number + 1]));
    }

    toArray() {
      return Array.from({ length: this.length }, (_, number) => this.at(number));
    }

    /* All texts in small letters behind one another, made at the first search. */
    _lowered() {
      if (this.lower !== undefined) return this.lower;
      const whole = utf8.decode(this.bytes.subarray(this.starts[0]));
      const lower = whole.toLowerCase();
      if (lower.length !== whole.length || whole.includes("\ufffd")) {
        const each = this.toArray().map((text) => (text === null ? "" : text.toLowerCase()));
        this.places = new Uint32Array(this.length + 1);
        each.forEach((text, at) => { this.places[at + 1] = this.places[at] + text.length; });
        this.lower = each.join("");
      } else {
        this.places = this._unitPlaces();
        this.lower = lower;
      }
      return this.lower;
    }

    /* Where each text starts in units of UTF-16. */
    _unitPlaces() {
      const { bytes, starts, length } = this;
      const places = new Uint32Array(length + 1);
      let units = 0;
      let at = starts[0];
      for (let number = 0; number <= length; number += 1) {
        for (; at < starts[number]; at += 1) {
          const byte = bytes[at];
          if (byte < 0x80 || byte >= 0xc0) units += byte >= 0xf0 ? 2 : 1;
        }
        places[number] = units;
      }
      return places;
    }

    /* Numbers of the texts that have `wanted`, which is in small letters. */
    search(wanted, most = Infinity) {
      const found = [];
      if (!wanted) return found;
      const lower = this._lowered();
      const { places } = this;
      let at = lower.indexOf(wanted);
      while (at >= 0 && found.length < most) {
        const number = placeOf(places, at);
        let next = at + 1;
        if (at + wanted.length <= places[number + 1]) {
          found.push(number);
          next = places[number + 1];
        }
        at = lower.indexOf(wanted, next);
      }
      return found;
    }
  }

  /* The last text that starts at or before a place and is not empty. */
  function placeOf(places, at) {
    let low = 0;
    let high = places.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (places[middle] <= at) low = middle;
      else high = middle;
    }
    return low;
  }

  /* ---- the block ------------------------------------------------------ */

  const READERS = {
    u8: (entry, bytes) => bytes.slice(),
    u16: (entry, bytes) => new Uint16Array(bytes.slice().buffer),
    int: (entry, bytes) => integers(entry, bytes, false),
    delta: (entry, bytes) => integers(entry, bytes, true),
    number: numbers,
    text: (entry, bytes) => new Texts(entry.size, bytes),
  };

  function fill(value, arrays) {
    if (Array.isArray(value)) return value.map((part) => fill(part, arrays));
    if (value === null || typeof value !== "object") return value;
    const keys = Object.keys(value);
    if (keys.length === 1 && Number.isInteger(value.array)) return arrays[value.array];
    for (const key of keys) {
      /* Not by assignment: a column may be called __proto__. */
      Object.defineProperty(value, key, {
        value: fill(value[key], arrays), enumerable: true, configurable: true, writable: true,
      });
    }
    return value;
  }

  /* The data of an unzipped block, arrays in their places. */
  function unpack(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (view.getUint32(0, true) !== MAGIC) throw new Error("not a block of layer data");
    const start = 8 + view.getUint32(4, true);
    const { arrays, data } = JSON.parse(utf8.decode(bytes.subarray(8, start)));
    const read = arrays.map((entry) => {
      const at = start + entry.at;
      return READERS[entry.as](entry, bytes.subarray(at, at + entry.bytes));
    });
    return fill(data, read);
  }

  const decode = { bytesOf, unpack, unzigzag, Varints, Texts };
  if (typeof module !== "undefined" && module.exports) module.exports = decode;
  else Object.assign((root.landuse = root.landuse || {}), decode);
})(typeof window === "undefined" ? {} : window);
