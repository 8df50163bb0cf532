// Solves a riddle beside the page, which stays at hand meanwhile.

import { search } from "./hashing.js";

onmessage = ({ data: riddle }) => {
  let number = -1;
  for (let from = 0; number < 0; from += 10000) number = search(riddle, from, 10000);
  postMessage(number);
};
