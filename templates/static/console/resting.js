// A page that gave way to newer ones asks for no news until somebody looks at it, or two of them would take turns for ever.

let resting = null; // its stream, closed

document.addEventListener("htmx:sseOpen", ({ detail }) => {
  detail.source.addEventListener("paused", () => {
    resting = detail.source;
    resting.close();
    show(true);
  });
});

function wake() {
  if (!resting || document.hidden) return;
  const closed = resting;
  resting = null;
  show(false);
  closed.onerror(new Event("error")); // the extension connects again when it finds its stream closed
}

const show = (rests) => { document.getElementById("paused").hidden = !rests; };
for (const name of ["pointerdown", "keydown", "focus"]) addEventListener(name, wake);
document.addEventListener("visibilitychange", wake);
