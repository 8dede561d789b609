/** Adds a button that copies the reference of a receipt. */
export function copyReferences(root) {
  if (!navigator.clipboard) return;
  for (const value of root.querySelectorAll("[data-sas-copy]")) {
    const text = value.textContent;
    const button = root.createElement("button");
    button.type = "button";
    button.className = "sas-copy";
    button.textContent = value.dataset.sasCopy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = value.dataset.sasCopied;
    });
    value.append(button);
  }
}
