// What can be said about custom properties by reading a style sheet. Always with a parser: a pattern over the whole text breaks on a
// semicolon inside a data URI and loses the rest of the sheet without a word.

const use = /var\(\s*(--[\w-]+)/g;
const useAlone = /var\(\s*(--[\w-]+)\s*\)/g;

function names(value, pattern) {
  return Array.from(value.matchAll(pattern), (match) => match[1]);
}

function defined(sheets) {
  const all = new Set();
  for (const sheet of sheets) sheet.walkDecls(/^--/, (line) => void all.add(line.prop));
  return all;
}

/** True for a declaration of the design system's own theme. */
function isThemeValue(line) {
  return line.parent.selector === ".voorbeeld-theme";
}

/** Takes away the theme values that `bridge` sets anew: they lose in every browser. */
export function dropReplaced(sheet, bridge) {
  const ours = defined([bridge]);
  sheet.walkDecls(/^--/, (line) => {
    if (isThemeValue(line) && ours.has(line.prop)) line.remove();
  });
}

/** Takes away, again and again, every custom property that nothing uses; and rules that became empty. */
export function dropUnused(sheet) {
  for (let removed = 1; removed > 0; ) {
    const used = new Set();
    sheet.walkDecls((line) => names(line.value, use).forEach((name) => used.add(name)));
    removed = 0;
    sheet.walkDecls(/^--/, (line) => {
      if (used.has(line.prop)) return;
      line.remove();
      removed += 1;
    });
  }
  sheet.walkRules((rule) => {
    if (rule.nodes.length === 0) rule.remove();
  });
}

/** Names used without a value to fall back on that no sheet defines: there the browser silently shows something else. */
export function undefinedTokens(sheets) {
  const known = defined(sheets);
  const missing = new Set();
  for (const sheet of sheets) {
    sheet.walkDecls((line) => {
      for (const name of names(line.value, useAlone)) if (!known.has(name)) missing.add(name);
    });
  }
  return Array.from(missing).sort();
}
