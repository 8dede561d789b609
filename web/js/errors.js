/** The summary of errors takes the focus, also where a browser passes over autofocus on a block. */
export function focusErrors(root) {
  const summary = root.getElementById("errors");
  if (summary) summary.focus();
}
