const stored = "sas-list-keys";

function remembered() {
  try {
    return localStorage.getItem(stored) !== "off";
  } catch {
    return true;
  }
}

function remember(on) {
  try {
    localStorage.setItem(stored, on ? "on" : "off");
  } catch {
    // Without storage the choice holds for this page.
  }
}

/** True where a letter belongs to what somebody is typing or choosing. */
export function isTyping(element) {
  return element !== null && (element.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(element.tagName));
}

/** The place in the list that a key leads to, or -1 when it leads nowhere. */
export function step(key, at, count) {
  if (count === 0 || (key !== "j" && key !== "k")) return -1;
  if (at < 0) return key === "j" ? 0 : count - 1;
  return Math.min(Math.max(at + (key === "j" ? 1 : -1), 0), count - 1);
}

/** j and k move the focus along the links of a list; Enter then opens as on any link. A switch turns it off (WCAG 2.1.4). */
export function walkLists(root) {
  const list = root.querySelector("[data-sas-keys]");
  if (!list) return;
  const label = root.createElement("label");
  const box = root.createElement("input");
  box.type = "checkbox";
  box.checked = remembered();
  box.addEventListener("change", () => remember(box.checked));
  label.className = "sas-keys";
  label.append(box, ` ${list.dataset.sasKeys}`);
  list.before(label);
  root.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(root.activeElement)) return;
    const links = [...list.querySelectorAll("tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
    const next = step(event.key, links.indexOf(root.activeElement), links.length);
    if (next < 0) return;
    event.preventDefault();
    links[next].focus();
  });
}
