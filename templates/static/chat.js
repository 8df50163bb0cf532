// The chat page. Talks to /chat/*, draws with DOM nodes only, keeps nothing beyond this tab but whether it locks. Its parts are in chat/.

import "./chat/dialogs.js";
import { restore } from "./chat/input.js";
import { start } from "./chat/line.js";
import { beginsLocked, showLock } from "./chat/lock.js";
import { $, text } from "./chat/page.js";
import { sendNext } from "./chat/sending.js";

$("no-script").remove();
$("bottom").hidden = false;
if (beginsLocked()) showLock();
else {
  $("waiting").hidden = false;
  start(() => {
    restore();
    sendNext();
    if (matchMedia("(pointer: fine)").matches) text.focus();
  });
}
