// node web/build.mjs <folder>: makes site.css, site.js and favicon.svg there.
// Bundle, take away what is not used, refuse what is not defined, minify, and keep to the budgets.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import esbuild from "esbuild";
import { transform } from "lightningcss";
import postcss from "postcss";
import { dropReplaced, dropUnused, undefinedTokens } from "./tokens.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(here, "../build/web"));
const budget = { "site.css": 20_000, "site.js": 10_000 };

/** Where nested rules, :has and logical properties are known without translation. */
const browsers = { chrome: 111 << 16, firefox: 121 << 16, safari: (16 << 16) | (4 << 8) };

async function bundleStyle() {
  const result = await esbuild.build({
    entryPoints: [join(here, "css/site.css")],
    bundle: true,
    write: false,
    logLevel: "error",
  });
  return postcss.parse(result.outputFiles[0].text);
}

async function makeStyle() {
  const sheet = await bundleStyle();
  const bridge = postcss.parse(readFileSync(join(here, "css/bridge.css"), "utf8"));
  dropReplaced(sheet, bridge);
  dropUnused(sheet);
  const theme = postcss.parse(readFileSync(join(here, "../themes/sassenpoort/tokens.css"), "utf8"));
  const allowed = readFileSync(join(here, "undefined-tokens.txt"), "utf8").split("\n").filter((line) => line.startsWith("--"));
  const missing = undefinedTokens([sheet, theme]).filter((name) => !allowed.includes(name));
  if (missing.length > 0) throw new Error(`tokens used but not defined:\n${missing.join("\n")}`);
  const { code } = transform({ filename: "site.css", code: Buffer.from(sheet.toString()), minify: true, targets: browsers });
  return code;
}

async function makeScript() {
  const result = await esbuild.build({
    entryPoints: [join(here, "js/site.js")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2020",
    logLevel: "error",
  });
  return Buffer.from(result.outputFiles[0].contents);
}

function write(name, content) {
  const size = brotliCompressSync(content).length;
  if (size > budget[name]) throw new Error(`${name} is ${size} bytes compressed, the budget is ${budget[name]}`);
  writeFileSync(join(target, name), content);
  console.log(`${name}: ${content.length} bytes, ${size} compressed (budget ${budget[name]})`);
}

mkdirSync(target, { recursive: true });
write("site.css", await makeStyle());
write("site.js", await makeScript());
copyFileSync(join(here, "favicon.svg"), join(target, "favicon.svg"));
