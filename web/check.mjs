// node web/check.mjs <folder with pages> <folder with assets> [folder for pictures]
// Opens every page in the browser in several guises and fails on anything people would stumble over: axe violations, sideways scrolling
// at 320 pixels, targets under 24 pixels, and markup that html-validate refuses.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const [pages, assets, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const guises = [
  { name: "wide", width: 1280 },
  { name: "narrow", width: 320 },
  { name: "wide-dark", width: 1280, colorScheme: "dark" },
  { name: "narrow-dark", width: 320, colorScheme: "dark" },
  { name: "wide-forced", width: 1280, forcedColors: "active" },
];

function fileFor(path) {
  if (path.startsWith("/assets/")) return join(assets, path.slice(8));
  if (path.startsWith("/theme/")) return join(pages, path.slice(7));
  return join(pages, path.slice(1));
}

const server = createServer((request, response) => {
  const file = fileFor(new URL(request.url, "http://localhost").pathname);
  if (!existsSync(file) || file.endsWith("/")) return void response.writeHead(404).end();
  response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "content-security-policy": policy });
  response.end(readFileSync(file));
});

/** Runs outside the page's content security policy, through the debugger. */
async function axeProblems(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const { result } = await session.send("Runtime.evaluate", {
    expression: "axe.run(document,{resultTypes:['violations']}).then(r=>JSON.stringify(r.violations.map(v=>v.id+': '+v.help+' '+v.nodes.slice(0,3).map(n=>n.target.join(' ')+' '+(n.any[0]?.message??'')).join(' | '))))",
    awaitPromise: true,
    returnByValue: true,
  });
  return JSON.parse(result.value);
}

/** Links inside a sentence are exempt (WCAG 2.5.8). */
function smallTargets() {
  const inSentence = (one) => one.matches("a") && getComputedStyle(one).display === "inline" && /\S/.test(
    Array.from(one.parentElement.childNodes).filter((node) => node.nodeType === 3).map((node) => node.data).join(""));
  return Array.from(document.querySelectorAll("a,button,input:not([type=hidden]),select,textarea,summary"))
    .filter((one) => !one.matches(".nl-skip-link") && !inSentence(one))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => {
      const line = one.matches("a") ? parseFloat(getComputedStyle(one.parentElement).lineHeight) : 0;
      return box.width > 0 && (box.width < 24 || Math.max(box.height, line) < 24);
    })
    .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`);
}

async function checkPage(browser, name, guise) {
  const context = await browser.newContext({
    viewport: { width: guise.width, height: 900 },
    colorScheme: guise.colorScheme ?? "light",
    forcedColors: guise.forcedColors ?? "none",
  });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => message.type() === "error" && problems.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`script: ${error.message}`));
  await page.goto(`http://localhost:${server.address().port}/${name}`, { waitUntil: "load" });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) problems.push(`scrolls sideways by ${wide} pixels`);
  problems.push(...(await page.evaluate(smallTargets)).map((text) => `small target: ${text}`));
  // Axe cannot see through forced colours: contrast is then the visitor's own.
  if (!guise.forcedColors) problems.push(...(await axeProblems(page)));
  if (pictures) await page.screenshot({ path: join(pictures, `${name}-${guise.name}.png`), fullPage: true });
  await context.close();
  return problems.map((text) => `${name} ${guise.name}: ${text}`);
}

async function checkMarkup(name) {
  const validate = new HtmlValidate({ extends: ["html-validate:recommended"], rules: {
    "doctype-style": "off",
    "no-trailing-whitespace": "off",
    "long-title": "off",
    // One line of markup: lists of classes and native roles are ours to choose.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "button"] }],
    "no-redundant-role": "off",
    "prefer-native-element": "off",
    "wcag/h30": "off",
  } });
  const report = await validate.validateString(readFileSync(join(pages, name), "utf8"));
  return report.results.flatMap((one) => one.messages.map((m) => `${name} markup: ${m.ruleId} ${m.message} (${m.selector ?? ""})`));
}

await new Promise((done) => server.listen(0, "localhost", done));
if (pictures) mkdirSync(pictures, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
const names = readdirSync(pages).filter((name) => name.endsWith(".html"));
const problems = [];
for (const name of names) {
  problems.push(...(await checkMarkup(name)));
  for (const guise of guises) problems.push(...(await checkPage(browser, name, guise)));
}
await browser.close();
server.close();
console.log(problems.join("\n"));
console.log(`${names.length} pages in ${guises.length} guises: ${problems.length} problems`);
process.exit(problems.length > 0 || names.length === 0 ? 1 : 0);
