// What may be a return code, as cases/numbers.py reads it too: it opens a chat in its own place, and is a word of none.

const CODE = /^([0-9a-tv-z]{4})([-–—‐‑−]| )([0-9a-tv-z]{4})\2([0-9a-tv-z]{4})\2([0-9a-tv-z]{4})$/i;

/** Four groups with digits and letters among them; with spaces only in capitals and with digits in two of them. */
export function isReturnCode(said) {
  const found = CODE.exec(said.normalize("NFKC").trim());
  if (!found) return false;
  const groups = [found[1], found[3], found[4], found[5]], code = groups.join("");
  const withDigits = groups.filter((one) => /\d/.test(one)).length;
  if (!withDigits || !/[a-z]/i.test(code) || isIban(code.toUpperCase())) return false;
  return found[2] !== " " || (withDigits > 1 && code === code.toUpperCase());
}

/** By its check digits: the remainder of 97. */
function isIban(code) {
  const digits = [...code.slice(4), ...code.slice(0, 4)].map((one) => parseInt(one, 36)).join("");
  return /^[A-Z]{2}\d{2}/.test(code) && [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}
