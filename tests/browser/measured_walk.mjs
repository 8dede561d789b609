// What was measured by area: an employee brings a list of areas, and reads figures from map, chart and tables.
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { administrator, logInAsEmployee, manager } from './persons.mjs';

const square = 'POLYGON ((6.08 52.50, 6.11 52.50, 6.11 52.52, 6.08 52.52, 6.08 52.50))';

export async function areas({ checks, site, label, open }) {
  const hands = await open();
  const { page } = hands;
  const folder = mkdtempSync(join(tmpdir(), 'sas-areas-'));
  const file = join(folder, 'postcodes.csv');
  writeFileSync(file, `code;name;wkt\n8011;Rond de markt;"${square}"\n8012;;"${square}"\n8013;Een punt;POINT (6.1 52.5)\n`);
  await logInAsEmployee(hands, site.url, administrator);
  await hands.open(`${site.url}/balie/gebieden`);
  await checks.look(page, `${label}: lists of areas`);
  await hands.type('#lijst', 'Mijn lijst');
  await hands.press('main form[action$="/balie/gebieden"] button[value=bewaren]');
  await checks.look(page, `${label}: areas without a file`, { error: true });
  await hands.type('#lijst', 'postcodes');
  await hands.attach('#bestand', file);
  await hands.press('main form[action$="/balie/gebieden"] button[value=proberen]');
  await checks.look(page, `${label}: areas tried`);
  const tried = await page.locator('main').innerText();
  checks.holds(`${label}: the report says what is wrong`, tried.includes('Er is geen naam') && tried.includes('een punt of een lijn'), tried);
  await hands.open(`${site.url}/balie/gebieden`);
  await hands.type('#lijst', 'postcodes');
  await hands.attach('#bestand', file);
  await hands.press('main form[action$="/balie/gebieden"] button[value=bewaren]');
  await checks.look(page, `${label}: areas kept`);
  await hands.press('main a[href*="lijst=postcodes"]');
  const figures = await page.locator('main').innerText();
  checks.holds(`${label}: figures of the new list`, figures.includes('Rond de markt'), figures);
  await hands.open(`${site.url}/balie/gebieden`);
  await hands.press('main form[action$="/postcodes/verwijderen"] button');
  checks.holds(`${label}: the list is gone`, !(await page.locator('main').innerText()).includes('postcodes'));
  rmSync(folder, { recursive: true });
  await page.context().close();
}

export async function figures({ checks, site, label, open }) {
  const hands = await open();
  const { page } = hands;
  await logInAsEmployee(hands, site.url, manager);
  await hands.open(`${site.url}/balie/verkennen`);
  await checks.look(page, `${label}: figures by area`);
  await page.locator('#lijst').selectOption('buurten');
  await page.locator('#meet').selectOption({ label: 'luchttemperatuur (°C)' });
  await page.locator('#periode').selectOption('maand');
  await hands.press('main form[action$="/balie/verkennen"] button');
  await checks.look(page, `${label}: temperature of a month`);
  const before = await page.locator('#verloop').innerText();
  await hands.press('main section table a:has-text("Lindenhof")');
  await checks.look(page, `${label}: another area from the list`);
  const chosen = await page.locator('main').innerText();
  checks.holds(`${label}: the chart is of that area`, /Lindenhof, luchttemperatuur: gemiddeld/.test(chosen) && before !== chosen, chosen);
  const shown = await page.locator('#verloop').locator('table tbody tr').count();
  checks.holds(`${label}: each day has its numbers`, shown >= 28, `${shown} rows`);
  await hands.press('main a[href*="/balie/verkennen/vraag?vraag="]');
  await checks.look(page, `${label}: the question as SQL`);
  const question = await page.locator('#vraag').inputValue();
  checks.holds(`${label}: it asks for what the page showed`, /area_hourly/.test(question) && /luchttemperatuur/.test(question), question);
  await page.context().close();
}
