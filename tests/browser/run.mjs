// node tests/browser/run.mjs [--shots DIR] [--only WORD|OTHER]
// Ends with "N passed, N failed"; exit code 1 when something failed.
import { chromium } from 'playwright-core';
import { parseArgs } from 'node:util';
import { Application } from './application.mjs';
import { Checks } from './checks.mjs';
import { callerVisit, listKeys } from './desk_walks.mjs';
import { faces, looks } from './faces.mjs';
import { Hands } from './hands.mjs';
import { Keys } from './keys.mjs';
import { actingFor, appointment, cityNow, resuming } from './other_walks.mjs';
import { openData } from './open_data_walk.mjs';
import { portal } from './portal_walk.mjs';
import { areas, figures } from './measured_walk.mjs';
import { ownSensor } from './sensor_walk.mjs';
import { startSite } from './site.mjs';

const { values: asked } = parseArgs({ options: { shots: { type: 'string' }, only: { type: 'string', default: '' } } });
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const patience = 15_000;

const checks = new Checks({ shots: asked.shots });
const site = await startSite();
let browser;

async function newHands(options, Kind = Hands) {
  const context = checks.watch(await browser.newContext({ locale: 'nl-NL', ...options }));
  context.withoutScripts = options.javaScriptEnabled === false;
  context.setDefaultTimeout(patience);
  return new Kind(await context.newPage(), checks);
}

/** Each walk has a browser of its own. A walk that cannot go on is one failure; the others go on. */
async function walk(name, work) {
  if (!new RegExp(asked.only).test(name)) return;
  try {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
    await work();
  } catch (error) {
    checks.holds(`${name} could not go on`, false, error.stack ?? error);
  } finally {
    await browser?.close();
  }
}

const variants = [
  { label: 'scripts, 1280', javaScriptEnabled: true, width: 1280 },
  { label: 'no scripts, 1280', javaScriptEnabled: false, width: 1280 },
  { label: 'scripts, 320', javaScriptEnabled: true, width: 320 },
  { label: 'no scripts, 320', javaScriptEnabled: false, width: 320 },
];

for (const { label, javaScriptEnabled, width } of variants) {
  const open = () => newHands({ javaScriptEnabled, viewport: { width, height: 900 } });
  const all = { checks, site, label, open };
  await walk(`application, ${label}`, () => new Application(all).run());
  await walk(`appointment, ${label}`, () => appointment(all));
  await walk(`resuming, ${label}`, () => resuming(all));
  await walk(`acting for, ${label}`, () => actingFor(all));
  await walk(`caller, ${label}`, () => callerVisit(all));
  await walk(`portal, ${label}`, () => portal(all));
  await walk(`open data, ${label}`, () => openData(all));
  if (javaScriptEnabled) await walk(`list keys, ${label}`, () => listKeys(all));
}

for (const { label, javaScriptEnabled, width } of [variants[0], variants[3]]) {
  const open = () => newHands({ javaScriptEnabled, viewport: { width, height: 900 } });
  const all = { checks, site, label, open, scripts: javaScriptEnabled };
  await walk(`sensor, ${label}`, () => ownSensor(all));
  await walk(`areas, ${label}`, () => areas(all));
  await walk(`figures, ${label}`, () => figures(all));
}

await walk('city now', () =>
  cityNow({ checks, site, label: 'city', open: () => newHands({ viewport: { width: 1280, height: 900 } }) }),
);

/** The same walk with nothing but the keyboard: every stop must show where the focus is. */
async function keyboardWalk(name, run) {
  await walk(name, async () => {
    const used = [];
    const open = async () => {
      used.push(await newHands({ viewport: { width: 1280, height: 900 } }, Keys));
      return used.at(-1);
    };
    try {
      await run({ checks, site, label: name, open });
    } finally {
      for (const keys of used) keys.report();
    }
  });
}

await keyboardWalk('keyboard', (all) => new Application(all).run());
await keyboardWalk('portal, keyboard', portal);
await keyboardWalk('open data, keyboard', openData);

for (const look of looks) await walk(`face, ${look.name}`, () => faces({ checks, site, look, newHands }));

const codes = await site.stop();
checks.holds('both programs stop cleanly', codes.every((code) => code === 0), codes.join(' '));
console.log(`${checks.passed} passed, ${checks.failed} failed`);
process.exit(checks.failed === 0 ? 0 : 1);
