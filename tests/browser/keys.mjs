// Fills in and sends with the keyboard only: Tab, Enter, Space, arrows and typing. Each stop must show where the focus is.
import { Hands } from './hands.mjs';

const mostStops = 150;

export class Keys extends Hands {
  constructor(page, checks) {
    super(page);
    this.checks = checks;
    this.unseen = new Set();
  }

  /** Tabs on until the focus is on it. */
  async reach(selector) {
    const target = this.page.locator(selector).first();
    await target.waitFor({ state: 'attached' });
    for (let stop = 0; stop < mostStops; stop++) {
      if (await target.evaluate((element) => element === document.activeElement || (element.type === 'radio' && document.activeElement?.name === element.name && document.activeElement.form === element.form))) return target;
      await this.page.keyboard.press('Tab');
      await this.note();
    }
    throw new Error(`the keyboard does not reach ${selector} on ${this.page.url()}`);
  }

  /** Notes a stop without a ring of at least two pixels. */
  async note() {
    const stop = await this.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body || element === document.documentElement) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return { ring: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth), seen: box.width > 0 && box.height > 0, what: element.outerHTML.slice(0, 100) };
    });
    if (stop && (stop.ring < 2 || !stop.seen)) this.unseen.add(`${new URL(this.page.url()).pathname}: ring of ${stop.ring} px on ${stop.what}`);
  }

  async press(selector) {
    await this.reach(selector);
    await this.toNextPage(() => this.page.keyboard.press('Enter'));
  }
  async type(selector, text) {
    await this.reach(selector);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.type(text);
  }
  async choose(selector) {
    const target = await this.reach(selector);
    if ((await target.getAttribute('type')) === 'checkbox') {
      if (!(await target.isChecked())) await this.page.keyboard.press('Space');
      return;
    }
    await this.page.keyboard.press('Space');
    for (let step = 0; step < 60 && !(await target.isChecked()); step++) await this.page.keyboard.press('ArrowDown');
    if (!(await target.isChecked())) throw new Error(`the arrows do not choose ${selector}`);
  }
  async pick(selector, value) {
    const target = await this.reach(selector);
    await this.page.keyboard.press('Home');
    for (let step = 0; step < 60 && (await target.inputValue()) !== value; step++) await this.page.keyboard.press('ArrowDown');
    if ((await target.inputValue()) !== value) throw new Error(`the arrows do not pick ${value} in ${selector}`);
  }
  async unfold(selector) {
    await this.reach(`${selector} > summary`);
    if (!(await this.page.locator(selector).first().evaluate((details) => details.open))) await this.page.keyboard.press('Enter');
  }
  /** The window of the system to choose a file is no part of the page: the stop is, and what follows is done for it. */
  async attach(selector, file) {
    await this.reach(selector);
    await super.attach(selector, file);
  }

  report() {
    this.checks.holds('keyboard: every stop shows the focus', this.unseen.size === 0, [...this.unseen].join('\n       '));
  }
}
