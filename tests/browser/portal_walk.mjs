import { administrator, logInAsEmployee } from './persons.mjs';

// From a word to the rows and back to the people behind them: search, narrow, look, download, ask, follow.
export async function portal({ checks, site, label, open }) {
  const hands = await open();
  await hands.open(`${site.url}/data`);
  await checks.look(hands.page, `${label}: open data`);
  await hands.type('main input[name=q]:not([type=hidden])', 'producten');
  await hands.press('main form button[type=submit]');
  await checks.look(hands.page, `${label}: open data, searched`);
  await hands.unfold('#filters details');
  await hands.choose('#filters input[type=checkbox]');
  await hands.press('#filters form button[type=submit]');
  await checks.look(hands.page, `${label}: open data, narrowed`);
  await hands.press('main h3 a[href$="/data/producten"]');
  await checks.look(hands.page, `${label}: a data set`);
  checks.holds(`${label}: the data set shows rows`, (await hands.page.locator('#voorbeeld tbody tr').count()) > 0);
  await download({ checks, label, hands });
  await follow({ checks, label, hands });
  await hands.open(`${site.url}/data/producten`);
  await hands.press('#vragen a[href*="/producten/"]');
  await checks.look(hands.page, `${label}: a question about a data set`);
  await hands.press('main form[action*="over="] button');
  await hands.choose('input[value="fout"]');
  await hands.press('main form.sas-form button[type=submit]:not([name])');
  await checks.look(hands.page, `${label}: which data a question is about`);
  checks.holds(`${label}: the question knows the data set`, (await hands.page.locator('#gegevens').inputValue()).endsWith('/data/producten'));
  await lookAtShapes({ checks, site, label, hands });
  await develop({ checks, site, label, hands });
  await showOwnWork({ checks, site, label, hands, open });
  await hands.page.context().close();
}

/** A set of areas: drawn on its page, in its collection and one by one. */
async function lookAtShapes({ checks, site, label, hands }) {
  await hands.open(`${site.url}/data/buurten`);
  await checks.look(hands.page, `${label}: a data set of areas`);
  checks.holds(`${label}: the areas are drawn`, (await hands.page.locator('main svg path').count()) > 0);
  await hands.open(`${site.url}/ogc/v1/collections/buurten/items?f=html`);
  await checks.look(hands.page, `${label}: areas in a list`);
  await hands.open(`${site.url}/ogc/v1/collections/buurten/items/1?f=html`);
  await checks.look(hands.page, `${label}: one area`);
}

/** The file that the first button leads to has as many rows as it says. */
async function download({ checks, label, hands }) {
  const address = await hands.page.locator('#downloaden a[href$="/csv"]').first().getAttribute('href');
  const answer = await hands.page.request.get(new URL(address, hands.page.url()).href);
  const lines = (await answer.text()).trimEnd().split('\r\n').length - 1;
  checks.holds(`${label}: the file has every row`, String(lines) === answer.headers()['sassenpoort-rows'], `${lines} lines`);
}

async function follow({ checks, label, hands }) {
  await hands.press('#vragen a[href$="/volgen"]');
  await checks.look(hands.page, `${label}: mail about a data set`);
  await hands.press('main a[href$="/webhook"]');
  await checks.look(hands.page, `${label}: a webhook for a data set`);
  await hands.type('#adres', 'https://localhost/');
  await hands.press('main form[action$="/webhook"] button');
  await checks.look(hands.page, `${label}: a webhook that leads inside`, { error: true });
  await hands.open(hands.page.url().replace('/webhook', '/volgen'));
  await hands.type('#mail', 'geen adres');
  await hands.press('main form[action$="/volgen"] button');
  await checks.look(hands.page, `${label}: mail about a data set, wrong address`, { error: true });
  await hands.type('#mail', 'an@voorbeeld.nl');
  await hands.press('main form[action$="/volgen"] button');
  await checks.look(hands.page, `${label}: mail about a data set, asked`);
}

/** The developers' page: an API is tried, and a key is made with one click. */
async function develop({ checks, site, label, hands }) {
  await hands.open(`${site.url}/data/ontwikkelaars`);
  await checks.look(hands.page, `${label}: for developers`);
  await hands.pick('#api', 'rijen');
  await hands.pick('#tabel', 'producten');
  await hands.press('#proberen form button[type=submit]');
  await hands.type('#aantal', '2');
  await hands.press('#invullen form button[type=submit]');
  await checks.look(hands.page, `${label}: an API tried`);
  const answer = JSON.parse(await hands.page.locator('#antwoord pre').innerText());
  checks.holds(`${label}: the answer has two rows`, answer.result?.records?.length === 2);
  checks.holds(`${label}: the call stands in four languages`, (await hands.page.locator('#programma pre').count()) === 4);
  await hands.open(`${site.url}/data/ontwikkelaars/proberen?api=metingen`);
  await checks.look(hands.page, `${label}: measurements tried`);
  checks.holds(`${label}: the measurements answer`, JSON.parse(await hands.page.locator('#antwoord pre').innerText()).value !== undefined);
  await hands.open(`${site.url}/data/ontwikkelaars`);
  await hands.press('#sleutel form button');
  await checks.look(hands.page, `${label}: a key made`);
  const key = (await hands.page.locator('main').innerText()).match(/lees\.\d{8}\.[0-9a-f]{16}\.[0-9a-f]{32}/)?.[0];
  const asked = await hands.page.request.get(`${site.url}/api/3/action/site_read`, { headers: { authorization: `Bearer ${key}` } });
  checks.holds(`${label}: the key counts`, asked.headers()['ratelimit-policy']?.startsWith('"key";q=1000') ?? false);
}

let shown = 0;

/** What somebody made with a set is seen by everybody once the desk agrees. */
async function showOwnWork({ checks, site, label, hands, open }) {
  const name = `Kaart ${(shown += 1)}`;
  await hands.open(`${site.url}/data/producten`);
  await hands.press('#gemaakt a[href$="/laat-zien"]');
  await checks.look(hands.page, `${label}: show what was made`);
  await hands.press('main form[action$="/laat-zien"] button');
  await checks.look(hands.page, `${label}: show what was made, nothing filled in`, { error: true });
  const words = { titel: name, adres: `https://kaart.voorbeeld.nl/${shown}`, uitleg: 'Alle producten op een kaart.' };
  for (const [field, text] of Object.entries(words)) await hands.type(`#${field}`, text);
  await hands.press('main form[action$="/laat-zien"] button');
  await checks.look(hands.page, `${label}: what was made is sent in`);
  const desk = await open();
  await logInAsEmployee(desk, site.url, administrator);
  await desk.open(`${site.url}/balie/open-data/gemaakt`);
  await checks.look(desk.page, `${label}: what people made, at the desk`);
  await desk.press(`form[action$="/akkoord"] button:has-text("${name}")`);
  await desk.page.context().close();
  await hands.open(`${site.url}/data/producten`);
  checks.holds(`${label}: what was made stands with the set`, (await hands.page.locator('#gemaakt a', { hasText: name }).count()) === 1);
}
