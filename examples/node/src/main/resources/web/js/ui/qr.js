/**
 * QR codes (ISO/IEC 18004), byte mode, error correction level M, versions 1 to 22: up to 779 bytes.
 * Enough for every link of a share or community.
 */
import { s } from "../dom.js";

/** Level M, for each version from 1: error correction codewords of a block, and how many blocks. */
const ECC_PER_BLOCK = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
  26, 28];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17];
const MAX_VERSION = ECC_PER_BLOCK.length;
const LEVEL_M_BITS = 0;
const QUIET_ZONE = 4;

/** Modules that carry data and error correction, in a symbol of this version. */
function dataModules(version) {
  let result = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const alignments = Math.floor(version / 7) + 2;
    result -= (25 * alignments - 10) * alignments - 55;
    if (version >= 7) {
      result -= 36;
    }
  }
  return result;
}

function dataCodewords(version) {
  return Math.floor(dataModules(version) / 8) - ECC_PER_BLOCK[version - 1] * BLOCKS[version - 1];
}

/** Product in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(x, y) {
  let z = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    z = (z << 1) ^ ((z >>> 7) * 0x11d);
    z ^= ((y >>> bit) & 1) * x;
  }
  return z;
}

function generator(degree) {
  const result = new Uint8Array(degree);
  result[degree - 1] = 1;
  let root = 1;
  for (let i = 0; i < degree; i += 1) {
    for (let j = 0; j < degree; j += 1) {
      result[j] = multiply(result[j], root);
      if (j + 1 < degree) {
        result[j] ^= result[j + 1];
      }
    }
    root = multiply(root, 2);
  }
  return result;
}

function remainder(data, divisor) {
  const result = new Uint8Array(divisor.length);
  for (const value of data) {
    const factor = value ^ result[0];
    result.copyWithin(0, 1);
    result[result.length - 1] = 0;
    for (let i = 0; i < divisor.length; i += 1) {
      result[i] ^= multiply(divisor[i], factor);
    }
  }
  return result;
}

function smallestVersion(length) {
  for (let version = 1; version <= MAX_VERSION; version += 1) {
    const header = 4 + (version < 10 ? 8 : 16);
    if (header + 8 * length <= dataCodewords(version) * 8) {
      return version;
    }
  }
  throw new RangeError(`${length} bytes do not fit into a QR code of this kind`);
}

function codewords(bytes, version) {
  const bits = [];
  const put = (value, length) => {
    for (let i = length - 1; i >= 0; i -= 1) {
      bits.push((value >>> i) & 1);
    }
  };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((value) => put(value, 8));
  const capacity = dataCodewords(version) * 8;
  put(0, Math.min(4, capacity - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) {
    put(pad, 8);
  }
  const result = new Uint8Array(bits.length / 8);
  bits.forEach((bit, i) => {
    result[i >>> 3] |= bit << (7 - (i & 7));
  });
  return result;
}

/** Cuts into blocks, adds the error correction of each and interleaves them. */
function interleave(data, version) {
  const blocks = BLOCKS[version - 1];
  const eccLength = ECC_PER_BLOCK[version - 1];
  const total = Math.floor(dataModules(version) / 8);
  const shortBlocks = blocks - (total % blocks);
  const shortLength = Math.floor(total / blocks) - eccLength;
  const divisor = generator(eccLength);
  const parts = [];
  let at = 0;
  for (let i = 0; i < blocks; i += 1) {
    const length = shortLength + (i < shortBlocks ? 0 : 1);
    const part = data.slice(at, at + length);
    parts.push({ part, ecc: remainder(part, divisor) });
    at += length;
  }
  const result = [];
  for (let i = 0; i <= shortLength; i += 1) {
    parts.forEach(({ part }) => i < part.length && result.push(part[i]));
  }
  for (let i = 0; i < eccLength; i += 1) {
    parts.forEach(({ ecc }) => result.push(ecc[i]));
  }
  return result;
}

class Symbol {
  constructor(version) {
    this.version = version;
    this.size = version * 4 + 17;
    this.dark = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
    this.fixed = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
    this.drawPatterns();
  }

  set(x, y, dark) {
    if (x >= 0 && y >= 0 && x < this.size && y < this.size) {
      this.dark[y][x] = dark;
      this.fixed[y][x] = true;
    }
  }

  drawPatterns() {
    const { size, version } = this;
    for (let i = 0; i < size; i += 1) {
      this.set(6, i, i % 2 === 0);
      this.set(i, 6, i % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
      for (let dy = -4; dy <= 4; dy += 1) {
        for (let dx = -4; dx <= 4; dx += 1) {
          const distance = Math.max(Math.abs(dx), Math.abs(dy));
          this.set(x + dx, y + dy, distance !== 2 && distance !== 4);
        }
      }
    }
    const centres = this.alignmentCentres();
    const last = centres.length - 1;
    centres.forEach((x, i) => centres.forEach((y, j) => {
      const finder = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
      if (!finder) {
        for (let dy = -2; dy <= 2; dy += 1) {
          for (let dx = -2; dx <= 2; dx += 1) {
            this.set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
          }
        }
      }
    }));
    this.drawFormat(0);
    if (version >= 7) {
      let rest = version;
      for (let i = 0; i < 12; i += 1) {
        rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
      }
      const bits = (version << 12) | rest;
      for (let i = 0; i < 18; i += 1) {
        const dark = ((bits >>> i) & 1) !== 0;
        const a = size - 11 + (i % 3);
        const b = Math.floor(i / 3);
        this.set(a, b, dark);
        this.set(b, a, dark);
      }
    }
  }

  alignmentCentres() {
    if (this.version === 1) {
      return [];
    }
    const number = Math.floor(this.version / 7) + 2;
    const step = Math.ceil((this.version * 4 + 4) / (number * 2 - 2)) * 2;
    const result = [6];
    for (let at = this.size - 7; result.length < number; at -= step) {
      result.splice(1, 0, at);
    }
    return result;
  }

  drawFormat(mask) {
    const data = (LEVEL_M_BITS << 3) | mask;
    let rest = data;
    for (let i = 0; i < 10; i += 1) {
      rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    }
    const bits = ((data << 10) | rest) ^ 0x5412;
    const bit = (i) => ((bits >>> i) & 1) !== 0;
    for (let i = 0; i <= 5; i += 1) {
      this.set(8, i, bit(i));
    }
    this.set(8, 7, bit(6));
    this.set(8, 8, bit(7));
    this.set(7, 8, bit(8));
    for (let i = 9; i < 15; i += 1) {
      this.set(14 - i, 8, bit(i));
    }
    for (let i = 0; i < 8; i += 1) {
      this.set(this.size - 1 - i, 8, bit(i));
    }
    for (let i = 8; i < 15; i += 1) {
      this.set(8, this.size - 15 + i, bit(i));
    }
    this.set(8, this.size - 8, true);
  }

  drawData(words) {
    let i = 0;
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) {
        right = 5;
      }
      for (let step = 0; step < this.size; step += 1) {
        for (let j = 0; j < 2; j += 1) {
          const x = right - j;
          const upward = ((right + 1) & 2) === 0;
          const y = upward ? this.size - 1 - step : step;
          if (!this.fixed[y][x] && i < words.length * 8) {
            this.dark[y][x] = ((words[i >>> 3] >>> (7 - (i & 7))) & 1) !== 0;
            i += 1;
          }
        }
      }
    }
  }

  mask(number) {
    const rules = [
      (x, y) => (x + y) % 2 === 0,
      (x, y) => y % 2 === 0,
      (x) => x % 3 === 0,
      (x, y) => (x + y) % 3 === 0,
      (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
      (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
      (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
      (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
    ];
    for (let y = 0; y < this.size; y += 1) {
      for (let x = 0; x < this.size; x += 1) {
        if (!this.fixed[y][x] && rules[number](x, y)) {
          this.dark[y][x] = !this.dark[y][x];
        }
      }
    }
  }

  /** How hard it would be to read: runs, blocks, patterns like a finder's, and imbalance. */
  penalty() {
    let result = 0;
    let darkCount = 0;
    const { size, dark } = this;
    for (const at of [(a, b) => dark[a][b], (a, b) => dark[b][a]]) {
      for (let a = 0; a < size; a += 1) {
        let run = 0;
        let line = "";
        for (let b = 0; b < size; b += 1) {
          run = b > 0 && at(a, b) === at(a, b - 1) ? run + 1 : 1;
          if (run === 5) {
            result += 3;
          } else if (run > 5) {
            result += 1;
          }
          line += at(a, b) ? "1" : "0";
        }
        for (const pattern of ["10111010000", "00001011101"]) {
          for (let found = line.indexOf(pattern); found >= 0; found = line.indexOf(pattern, found + 1)) {
            result += 40;
          }
        }
      }
    }
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) {
        darkCount += dark[y][x] ? 1 : 0;
        if (x > 0 && y > 0 && dark[y][x] === dark[y][x - 1] && dark[y][x] === dark[y - 1][x]
            && dark[y][x] === dark[y - 1][x - 1]) {
          result += 3;
        }
      }
    }
    return result + 10 * Math.floor(Math.abs((darkCount * 20) / (size * size) - 10));
  }
}

/**
 * Encodes a text.
 *
 * @param {string} text as UTF-8
 * @returns {boolean[][]} rows of modules, true is dark
 */
export function encode(text) {
  const bytes = new TextEncoder().encode(text);
  const version = smallestVersion(bytes.length);
  const words = interleave(codewords(bytes, version), version);
  let best = null;
  for (let mask = 0; mask < 8; mask += 1) {
    const symbol = new Symbol(version);
    symbol.drawData(words);
    symbol.mask(mask);
    symbol.drawFormat(mask);
    const penalty = symbol.penalty();
    if (best === null || penalty < best.penalty) {
      best = { penalty, dark: symbol.dark };
    }
  }
  return best.dark;
}

/** A drawing of the code: always dark on white, whatever the theme, since scanners want that. */
export function drawing(text, label) {
  const modules = encode(text);
  const size = modules.length + 2 * QUIET_ZONE;
  let path = "";
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (row[x]) {
        let end = x;
        while (end < row.length && row[end]) {
          end += 1;
        }
        path += `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h${end - x}v1h-${end - x}z`;
        x = end;
      }
    }
  });
  return s("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label,
    "shape-rendering": "crispEdges" },
  s("rect", { width: size, height: size, fill: "#fff" }), s("path", { d: path, fill: "#000" }));
}
