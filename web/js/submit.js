const pause = 10_000;

/** A second press within ten seconds is held back, so that nothing is sent twice. The button stays usable and keeps the focus. */
export function guardForms(root) {
  const sent = new WeakMap();
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    const now = Date.now();
    if (now - (sent.get(form) ?? -pause) < pause) {
      event.preventDefault();
      return;
    }
    sent.set(form, now);
  });
  // Back in the history: the page comes from memory and must work again.
  addEventListener("pageshow", () => root.querySelectorAll("form").forEach((form) => sent.delete(form)));
}
