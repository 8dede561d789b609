const quiet = 1000;

/** Counts in code points, as the server does. */
export function left(text, most) {
  return most - Array.from(text).length;
}

/** Says under a textarea how many characters are left; a screen reader hears it when typing stops. */
export function countCharacters(root) {
  for (const area of root.querySelectorAll("textarea[data-sas-count]")) {
    const line = root.getElementById(`${area.id}-count`);
    if (!line) continue;
    const spoken = root.createElement("span");
    spoken.className = "sas-hidden";
    spoken.setAttribute("aria-live", "polite");
    line.after(spoken);
    let timer = 0;
    const update = () => {
      const rest = left(area.value, Number(area.dataset.sasCount));
      const pattern = rest < 0 ? area.dataset.sasOver : area.dataset.sasLeft;
      line.textContent = pattern.replace("{n}", String(Math.abs(rest)));
      line.classList.toggle("sas-count--over", rest < 0);
      clearTimeout(timer);
      timer = setTimeout(() => {
        spoken.textContent = line.textContent;
      }, quiet);
    };
    area.addEventListener("input", update);
    if (area.value) update();
  }
}
