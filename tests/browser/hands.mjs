// Fills in and sends with the mouse. `keys.mjs` has the same verbs for the keyboard.
const patience = 15_000;

export class Hands {
  constructor(page) {
    this.page = page;
  }

  async open(url) {
    await this.page.goto(url);
  }
  /** Follows a link or presses a button, and waits for the page behind it. */
  async press(selector) {
    await this.toNextPage(() => this.page.locator(selector).first().click());
  }
  /** A script may write the answer to an upload over the page instead of going to it, so the document itself is watched. */
  async toNextPage(go) {
    const { page } = this;
    await page.evaluate(() => document.documentElement.setAttribute('data-before', ''));
    await go();
    const isNext = () => page.evaluate(() => document.readyState === 'complete' && !document.documentElement.hasAttribute('data-before'));
    for (const until = Date.now() + patience; Date.now() < until;) {
      // While one document makes place for the other there is nothing to ask.
      if (await isNext().catch(() => false)) return;
      await new Promise((later) => setTimeout(later, 20));
    }
    throw new Error(`no next page after ${page.url()}`);
  }
  /** The number or code in the frame of a page, without the button beside it. */
  async reference() {
    return this.page.locator('.sas-reference__value').first().evaluate((element) => element.firstChild.textContent.trim());
  }
  async type(selector, text) {
    await this.page.locator(selector).first().fill(text);
  }
  async choose(selector) {
    await this.page.locator(selector).first().check();
  }
  /** One of a list that unfolds. */
  async pick(selector, value) {
    await this.page.locator(selector).first().selectOption(value);
  }
  async unfold(selector) {
    const target = this.page.locator(selector).first();
    if (!(await target.evaluate((details) => details.open))) await target.locator('summary').click();
  }
  async attach(selector, file) {
    await this.page.locator(selector).first().setInputFiles(file);
  }
}
