// The parts of the console's script that are modules. The queue and the live parts of a case are in ../console.js.

import "./alarms.js";
import "./attaching.js";
import "./canned.js";
import "./keys.js";
import "./presence.js";
import "./preview.js";
import "./resting.js";
import "./revising.js";
import "./unsent.js";

document.documentElement.classList.add("has-script"); // last: whoever sees it may press keys
