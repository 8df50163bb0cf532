// Passkeys: the form asks what is to be signed, the browser signs it, and the form goes with the answer.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const ask = {
  create: async (asked) => {
    const user = { ...asked.user, id: bytes(asked.user.id) };
    const publicKey = { ...asked, user, challenge: bytes(asked.challenge), excludeCredentials: known(asked.excludeCredentials) };
    const made = await navigator.credentials.create({ publicKey });
    const { clientDataJSON, attestationObject } = made.response;
    return { made, response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) } };
  },
  get: async (asked) => {
    const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: known(asked.allowCredentials) };
    const made = await navigator.credentials.get({ publicKey });
    const { clientDataJSON, authenticatorData, signature } = made.response;
    return {
      made,
      response: { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature) },
    };
  },
};

const say = (form, words) => {
  const trouble = form.querySelector(".trouble");
  trouble.textContent = words;
  trouble.hidden = !words;
};

const send = async (form) => {
  say(form, "");
  const body = new URLSearchParams({ csrf: form.elements.csrf.value });
  const answer = await fetch(form.dataset.ask, { method: "POST", body, credentials: "same-origin" });
  const asked = await answer.json().catch(() => ({}));
  if (!answer.ok) return asked.words ? say(form, asked.words) : location.reload();
  const { made, response } = await ask[form.dataset.passkey](asked);
  form.elements.answer.value = JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response });
  form.submit();
};

if (window.PublicKeyCredential) {
  document.documentElement.classList.add("has-passkeys");
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      button.disabled = true;
      send(form)
        .catch(() => say(form, form.querySelector(".trouble").dataset.cancelled))
        .finally(() => { button.disabled = false; });
    });
  }
}
