/** A value as the server writes it. */
export function written(value, decimals, language) {
  return new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
}

function show(root, one, language) {
  const cell = root.querySelector(`[data-sas-series="${one.series}"]`);
  if (!cell || typeof one.value !== "number" || (one.quality !== 0 && cell.dataset.sasFlagged === undefined)) return;
  cell.textContent = written(one.value, Number(cell.dataset.sasDecimals), language) + cell.dataset.sasUnit;
  const time = root.querySelector(`[data-sas-time="${one.series}"]`);
  if (!time) return;
  time.dateTime = one.until ?? one.time;
  const clock = new Date(time.dateTime).toLocaleTimeString(language, { hour: "numeric", minute: "2-digit", timeZone: "Europe/Amsterdam" });
  time.textContent = language === "nl" ? `${clock.replace(":", ".").replace(/^0/, "")} uur` : clock;
}

/** Keeps measured values up to date, and lets people stop that (WCAG 2.2.2). */
export function followMeasurements(root) {
  const place = root.querySelector("[data-sas-live]");
  if (!place || !window.EventSource) return;
  const language = root.documentElement.lang;
  const label = root.createElement("label");
  const box = root.createElement("input");
  box.type = "checkbox";
  box.checked = true;
  box.className = "sas-check";
  label.append(box, ` ${place.dataset.sasLiveLabel}`);
  const lost = root.createElement("p");
  lost.setAttribute("role", "status");
  place.append(label, lost);
  let stream = null;
  const stop = () => {
    stream?.close();
    stream = null;
  };
  const start = () => {
    stop();
    const series = Array.from(root.querySelectorAll("[data-sas-series]"), (cell) => cell.dataset.sasSeries);
    if (series.length === 0) return;
    const since = place.dataset.sasLiveSince ? `&after=${place.dataset.sasLiveSince}` : "";
    stream = new EventSource(`${place.dataset.sasLive}?series=${series.join(",")}${since}`);
    stream.addEventListener("values", (event) => JSON.parse(event.data).forEach((one) => show(root, one, language)));
    stream.addEventListener("missed", () => location.reload());
    stream.onopen = () => {
      lost.textContent = "";
    };
    stream.onerror = () => {
      lost.textContent = place.dataset.sasLiveLost;
    };
  };
  box.addEventListener("change", () => (box.checked ? start() : stop()));
  // A tab that nobody sees takes no connection: browsers give a site only six.
  root.addEventListener("visibilitychange", () => (root.hidden || !box.checked ? stop() : start()));
  start();
}
