// SHA-256 for the riddle of chat/work.js, by hand: browsers keep theirs for pages that came over TLS, and a unit's own network may have none.

const K = [], H = [], W = new Int32Array(64), BLOCK = 64;
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
for (let n = 2; K.length < 64; n += 1) {
  let divisor = 2;
  while (divisor * divisor <= n && n % divisor) divisor += 1;
  if (divisor * divisor <= n) continue; // no prime
  if (H.length < 8) H.push(fraction(Math.sqrt(n)));
  K.push(fraction(Math.cbrt(n)));
}

/** The first 32 bits of the hash of a short text: one block, and a riddle with its number is no longer. */
function beginning(said) {
  W.fill(0);
  for (let at = 0; at <= said.length; at += 1) {
    const code = at < said.length ? said.charCodeAt(at) : 0x80;
    W[at >> 2] |= code << (24 - (at & 3) * 8);
  }
  W[15] = said.length * 8;
  for (let i = 16; i < BLOCK; i += 1) {
    const x = W[i - 15], y = W[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = H;
  for (let i = 0; i < BLOCK; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  return (a + H[0]) | 0;
}

/** The number from there on, among so many, with which the riddle is solved; -1 when it is none of them. */
export function search(riddle, from, many) {
  const zeros = parseInt(riddle, 10);
  for (let number = from; number < from + many; number += 1) {
    if (Math.clz32(beginning(`${riddle} ${number}`)) >= zeros) return number;
  }
  return -1;
}
