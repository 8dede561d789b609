function tooLarge(form) {
  for (const input of form.querySelectorAll("input[type=file][data-sas-most]")) {
    const most = Number(input.dataset.sasMost);
    if (Array.from(input.files).some((file) => file.size > most)) return input;
  }
  return null;
}

function progressOf(form, input) {
  const bar = form.ownerDocument.createElement("progress");
  bar.className = "sas-progress";
  bar.max = 100;
  const line = form.ownerDocument.createElement("p");
  line.className = "sas-file__rules";
  line.setAttribute("role", "status");
  bar.setAttribute("aria-label", input.labels[0]?.textContent ?? input.name);
  input.after(bar, line);
  return { bar, line };
}

/** Spoken at the start, half way and the end only: more would drown everything else. */
function show({ bar, line }, percent, pattern) {
  bar.value = percent;
  const step = percent >= 100 ? 100 : percent >= 50 ? 50 : 0;
  const text = pattern.replace("{n}", String(step));
  if (line.textContent !== text) line.textContent = text;
}

function send(form, submitter, input, restart) {
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  const parts = progressOf(form, input);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) show(parts, Math.round((100 * event.loaded) / event.total), input.dataset.sasBusy);
  });
  request.addEventListener("load", () => {
    if (request.responseURL !== form.action) {
      location.assign(request.responseURL);
      return;
    }
    // The same page with messages: shown as if the browser had posted it. A module runs once per window, so we start again ourselves.
    document.open();
    document.write(request.responseText);
    document.close();
    restart();
  });
  request.addEventListener("error", () => form.submit());
  request.send(data);
}

/** Shows how far an upload is, and says at once that a file is too large. `restart` is called when a new page took the place. */
export function followUploads(root, restart) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.enctype !== "multipart/form-data" || event.defaultPrevented) return;
    const large = tooLarge(form);
    if (large) {
      event.preventDefault();
      large.setCustomValidity(large.dataset.sasTooLarge);
      large.reportValidity();
      large.addEventListener("change", () => large.setCustomValidity(""), { once: true });
      return;
    }
    const input = Array.from(form.querySelectorAll("input[type=file]")).find((one) => one.files.length > 0);
    if (!input || form.dataset.sasBusy) {
      if (form.dataset.sasBusy) event.preventDefault();
      return;
    }
    event.preventDefault();
    form.dataset.sasBusy = "1";
    send(form, event.submitter, input, restart);
  });
}
