// Walks of an employee beside the main one: a visit booked for a caller, and the keys of the work list.
import { handler, logInAsEmployee } from './persons.mjs';

const bookForm = 'main form[action$="/balie/afspraken/nieuw"]';

/** Somebody we do not know calls: a time, a name and a phone number; the visit is moved and called off again. */
export async function callerVisit({ checks, site, label, open }) {
  const hands = await open();
  await logInAsEmployee(hands, site.url, handler);
  await hands.open(`${site.url}/balie/afspraken`);
  await checks.look(hands.page, `${label}: appointments of a day`);
  await hands.press('main a[href$="/balie/afspraken/nieuw"]');
  await checks.look(hands.page, `${label}: what the caller comes for`);
  await hands.choose('input[name=doel][value=documents]');
  await hands.press(`${bookForm} button`);
  await checks.look(hands.page, `${label}: a time for a caller`);
  await hands.press(`${bookForm} button[type=submit]`);
  await checks.look(hands.page, `${label}: a time for a caller, nothing filled in`, { error: true });
  await hands.choose('input[name=slot]');
  await hands.type('#naam', 'Bep Voorbeeld');
  await hands.type('#telefoon', '06 12345678');
  await hands.type('#email', 'bep@voorbeeld.nl');
  await hands.press(`${bookForm} button[type=submit]`);
  await checks.look(hands.page, `${label}: booked for a caller`);
  const code = await hands.reference();
  checks.holds(`${label}: the code is in no address`, !hands.page.url().includes(code), hands.page.url());
  await hands.open(`${site.url}/balie/afspraken`);
  await hands.type('#code', code);
  await hands.press('#code >> xpath=ancestor::form >> button');
  await checks.look(hands.page, `${label}: one appointment`);
  const words = await hands.page.locator('main').innerText();
  checks.holds(`${label}: the code finds the visit`, words.includes('Bep Voorbeeld'), words);
  await hands.choose('form[action$="/verzetten"] input[name=slot] >> nth=3');
  await hands.press('form[action$="/verzetten"] button[type=submit]');
  await checks.look(hands.page, `${label}: visit moved`);
  await hands.press('form[action$="/afzeggen"] button[type=submit]');
  await checks.look(hands.page, `${label}: visit called off`);
  await hands.page.context().close();
}

/** j, k and Enter go through the work list, not while typing, and not once they are switched off. */
export async function listKeys({ checks, site, label, open }) {
  const hands = await open();
  const { page } = hands;
  const keys = page.keyboard;
  const focused = () => page.evaluate(() => [...document.querySelectorAll('[data-sas-keys] tbody tr')].findIndex((row) => row.querySelector('a') === document.activeElement));
  const at = async (what, place) => checks.holds(`${label}: ${what}`, (await focused()) === place, `focus on row ${await focused()}`);
  await logInAsEmployee(hands, site.url, handler);
  await keys.press('j');
  await at('j goes to the first case', 0);
  await keys.press('j');
  await at('j goes on', 1);
  await keys.press('k');
  await keys.press('k');
  await at('k goes back, and stops at the first', 0);
  const ring = await page.evaluate(() => parseFloat(getComputedStyle(document.activeElement).outlineWidth));
  checks.holds(`${label}: the focus is seen`, ring >= 2, `${ring} px`);
  await page.locator('details:has(input[name=tekst]) > summary').click();
  await page.locator('input[name=tekst]').fill('');
  await page.locator('input[name=tekst]').press('j');
  checks.holds(`${label}: a letter in a field is a letter`, (await page.locator('input[name=tekst]').inputValue()) === 'j');
  await page.locator('.sas-keys input').uncheck();
  await page.locator('h1').click();
  await keys.press('j');
  await at('switched off, j does nothing', -1);
  await page.reload();
  checks.holds(`${label}: the choice is kept`, !(await page.locator('.sas-keys input').isChecked()));
  await page.locator('.sas-keys input').check();
  await page.evaluate(() => document.activeElement.blur());
  await keys.press('j');
  const target = await page.evaluate(() => document.activeElement.href);
  await keys.press('Enter');
  await page.waitForURL(target);
  await checks.look(page, `${label}: case opened with Enter`);
  await page.context().close();
}
