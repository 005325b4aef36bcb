/* Decompress gzip (RFC 1952, RFC 1951) as Python writes it: no name, no extra field.
   Older browsers have no DecompressionStream, and a page waits for no promise here.
   Nothing here touches the document. */
(function (root) {
  "use strict";

  const HEAD = 10;
  const TAIL = 8; /* Checksum and size. */
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const LONGEST = 15; /* Bits of a code. */

  /* Bases and extra bits of lengths (from code 257 on) and of distances. */
  const [LENGTHS, LENGTH_BITS] = bases(29, 3, (n) => (n < 4 ? 0 : (n >> 2) - 1));
  const [DISTANCES, DISTANCE_BITS] = bases(30, 1, (n) => (n < 2 ? 0 : (n >> 1) - 1));
  LENGTHS[28] = 258;
  LENGTH_BITS[28] = 0;

  function bases(count, first, bitsOf) {
    const starts = new Uint16Array(count);
    const extra = new Uint8Array(count);
    let start = first;
    for (let n = 0; n < count; n += 1) {
      starts[n] = start;
      extra[n] = bitsOf(n);
      start += 1 << extra[n];
    }
    return [starts, extra];
  }

  /* Table by the next bits of the stream: symbol * 16 + length of its code. */
  function tableOf(lengths) {
    const counts = new Uint16Array(LONGEST + 2);
    let bits = 1;
    for (const length of lengths) {
      if (length) counts[length] += 1;
      if (length > bits) bits = length;
    }
    const next = new Uint16Array(LONGEST + 2);
    for (let length = 1; length <= LONGEST; length += 1) {
      next[length + 1] = (next[length] + counts[length]) << 1;
    }
    const table = new Uint16Array(1 << bits);
    lengths.forEach((length, symbol) => {
      if (!length) return;
      const code = reversed(next[length]++, length);
      for (let at = code; at < table.length; at += 1 << length) table[at] = (symbol << 4) | length;
    });
    return table;
  }

  function reversed(code, length) {
    let turned = 0;
    for (let bit = 0; bit < length; bit += 1) turned |= ((code >> bit) & 1) << (length - 1 - bit);
    return turned;
  }

  class Stream {
    constructor(bytes, size) {
      this.bytes = bytes;
      this.out = new Uint8Array(size);
      this.to = 0;
      this.at = HEAD * 8; /* Place in bits. */
    }

    peek() {
      const { bytes, at } = this;
      const byte = at >> 3;
      return (bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16)) >>> (at & 7);
    }

    take(bits) {
      const value = this.peek() & ((1 << bits) - 1);
      this.at += bits;
      return value;
    }

    block() {
      const last = this.take(1);
      const kind = this.take(2);
      if (kind === 0) this.stored();
      else if (kind === 1) this.coded(...fixedTables());
      else if (kind === 2) this.coded(...this.tables());
      else throw new Error("damaged data");
      return last;
    }

    stored() {
      const start = ((this.at + 7) >> 3) + 4;
      const size = this.bytes[start - 4] | (this.bytes[start - 3] << 8);
      this.out.set(this.bytes.subarray(start, start + size), this.to);
      this.to += size;
      this.at = (start + size) * 8;
    }

    tables() {
      const literals = this.take(5) + 257;
      const distances = this.take(5) + 1;
      const few = new Uint8Array(19);
      for (let left = this.take(4) + 4, n = 0; n < left; n += 1) few[ORDER[n]] = this.take(3);
      const table = tableOf(few);
      const lengths = new Uint8Array(literals + distances);
      for (let n = 0; n < lengths.length;) {
        const entry = table[this.peek() & (table.length - 1)];
        this.at += entry & 15;
        const symbol = entry >> 4;
        if (symbol < 16) {
          lengths[n++] = symbol;
          continue;
        }
        const value = symbol === 16 ? lengths[n - 1] : 0;
        const times = symbol === 16 ? 3 + this.take(2) : symbol === 17 ? 3 + this.take(3) : 11 + this.take(7);
        lengths.fill(value, n, n + times);
        n += times;
      }
      return [tableOf(lengths.subarray(0, literals)), tableOf(lengths.subarray(literals))];
    }

    coded(literals, distances) {
      const { bytes, out } = this;
      const [some, far] = [literals.length - 1, distances.length - 1];
      let { at, to } = this;
      for (;;) {
        let byte = at >> 3;
        let next = (bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16)) >>> (at & 7);
        let entry = literals[next & some];
        if (entry === 0 || to > out.length) throw new Error("damaged data");
        at += entry & 15;
        const symbol = entry >> 4;
        if (symbol < 256) {
          out[to++] = symbol;
          continue;
        }
        if (symbol === 256) break;
        this.at = at;
        let length = LENGTHS[symbol - 257] + this.take(LENGTH_BITS[symbol - 257]);
        at = this.at;
        byte = at >> 3;
        next = (bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16)) >>> (at & 7);
        entry = distances[next & far];
        this.at = at + (entry & 15);
        const distance = DISTANCES[entry >> 4] + this.take(DISTANCE_BITS[entry >> 4]);
        at = this.at;
        for (; length > 0; length -= 1, to += 1) out[to] = out[to - distance];
      }
      this.at = at;
      this.to = to;
    }
  }

  let fixed;

  function fixedTables() {
    const length = (n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8);
    fixed = fixed || [
      tableOf(Uint8Array.from({ length: 288 }, (_, n) => length(n))),
      tableOf(new Uint8Array(30).fill(5)),
    ];
    return fixed;
  }

  /* The bytes of one gzip member. */
  function gunzip(bytes) {
    if (bytes.length < HEAD + TAIL || bytes[0] !== 31 || bytes[1] !== 139 || bytes[3] !== 0) {
      throw new Error("not gzip without a name");
    }
    const tail = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4);
    const stream = new Stream(bytes, tail.getUint32(0, true));
    while (!stream.block());
    if (stream.to !== stream.out.length) throw new Error("damaged data");
    return stream.out;
  }

  if (typeof module !== "undefined" && module.exports) module.exports = { gunzip };
  else (root.landuse = root.landuse || {}).gunzip = gunzip;
})(typeof window === "undefined" ? {} : window);
