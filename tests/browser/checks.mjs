// What must hold for every state of every page.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// A page that says no with its status is no error of the page.
const expectedInConsole = /the server responded with a status of (400|403|404|409|410|422|503)/;

/** The address without what differs from visit to visit, so that two pages can be told apart; a form that went wrong is its page. */
const kindOf = (url) =>
  new URL(url).pathname
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}')
    .replace(/\/mening\/[^/]+/, '/mening/{token}')
    .replace(/(\/zaken\/\{id\})\/(vragen|verlengen|besluit\/voorbeeld|notitie|contact|antwoord|intrekken)$/, '$1');

export class Checks {
  constructor({ shots }) {
    this.shots = shots;
    this.passed = 0;
    this.failed = 0;
    this.titles = new Map();
    this.mirrors = new WeakMap();
    if (shots) mkdirSync(shots, { recursive: true });
  }

  /** Collects what the browser complains about, for the next look at a page of this context. */
  watch(context) {
    context.complaints = [];
    context.on('page', (page) => {
      page.on('console', (message) => {
        if (message.type() === 'error' && !expectedInConsole.test(message.text())) context.complaints.push(message.text());
      });
      page.on('pageerror', (error) => context.complaints.push(String(error)));
    });
    return context;
  }

  say(name, wrong) {
    wrong.length === 0 ? this.passed++ : this.failed++;
    console.log(`${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${name}${wrong.map((line) => `\n       ${line}`).join('')}`);
  }

  /** One statement of a walk. */
  holds(name, condition, detail = '') {
    this.say(name, condition ? [] : [String(detail).slice(0, 600) || 'does not hold']);
  }

  /** Looks at a page as it stands. `error`: it must be an error state. */
  async look(page, name, { error = false } = {}) {
    await page.waitForLoadState('load');
    const wrong = page.context().complaints.splice(0).map((text) => `console: ${text}`);
    if (error) await this.awaitFocus(page);
    const found = await page.evaluate(() => ({
      title: document.title,
      lang: document.documentElement.lang,
      headings: document.querySelectorAll('h1').length,
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      focus: document.activeElement?.id ?? '',
      status: performance.getEntriesByType('navigation')[0]?.responseStatus,
    }));
    if (found.headings !== 1) wrong.push(`${found.headings} h1 elements`);
    if (found.wide > 0) wrong.push(`scrolls ${found.wide} px sideways`);
    wrong.push(...this.wrongTitle(page.url(), found));
    if (error && !/^(Fout|Error)/.test(found.title)) wrong.push(`title of an error state: ${found.title}`);
    if (!error && /^(Fout|Error)/.test(found.title)) wrong.push(`title of an error state where none is: ${found.title}`);
    if (error && found.focus !== 'errors') wrong.push(`focus is on "${found.focus}", not on the summary`);
    wrong.push(...(await this.axe(page)));
    this.say(name, wrong);
    if (this.shots) await page.screenshot({ path: join(this.shots, `${name.replace(/[^\w-]+/g, '_')}.png`), fullPage: true });
  }

  /** A browser moves the focus when it first draws the page, a moment after it was loaded. */
  async awaitFocus(page) {
    for (let tries = 0; tries < 60; tries++) {
      if (await page.evaluate(() => document.activeElement?.id === 'errors')) return;
      await new Promise((later) => setTimeout(later, 50));
    }
  }

  wrongTitle(url, { title, lang, status }) {
    if (!title.trim()) return ['no title'];
    // What is not there has one page, at whatever address.
    const kind = status === 404 ? 'not found' : kindOf(url);
    const key = `${lang} ${title}`;
    const other = this.titles.get(key);
    if (other === undefined) this.titles.set(key, kind);
    return other === undefined || other === kind ? [] : [`the title "${title}" is also that of ${other}`];
  }

  async axe(page) {
    return violations(page.context().withoutScripts ? await this.copyOf(page) : page);
  }

  /** The document as it stands, on a page where axe can run but the scripts of the site are kept out. One such page for each browser. */
  async copyOf(page) {
    const browser = page.context().browser();
    if (!this.mirrors.has(browser)) this.mirrors.set(browser, await newMirror(browser));
    const mirror = this.mirrors.get(browser);
    mirror.content = await page.content();
    await mirror.page.setViewportSize(page.viewportSize());
    await mirror.page.goto(page.url());
    return mirror.page;
  }
}

async function newMirror(browser) {
  const mirror = { content: '', page: await (await browser.newContext()).newPage() };
  await mirror.page.route('**/*', (route) => {
    if (route.request().isNavigationRequest()) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: mirror.content });
    return route.request().resourceType() === 'script' ? route.abort() : route.continue();
  });
  return mirror;
}

/** axe through the debugger, because the content policy of the site lets no script in. */
async function violations(page) {
  const debug = await page.context().newCDPSession(page);
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await debug.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  try {
    await evaluate(axeSource);
    return JSON.parse(
      await evaluate(
        `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(tags)} }, resultTypes: ['violations'] })
           .then((all) => JSON.stringify(all.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140) + ' ' + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? '')).join(' | '))))`,
      ),
    );
  } finally {
    await debug.detach();
  }
}
