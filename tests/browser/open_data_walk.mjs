// A file becomes open data: brought, confirmed column by column, checked, agreed to by a colleague, seen by everybody.
import { administrator, logInAsEmployee, manager } from './persons.mjs';

const csv = 'soort;hoogte;aantal\neik;7,5;20\nes;6,25;35\nlinde;4,0;10\n';
let made = 0;

/** Each time another set: names are for ever. */
export async function openData({ checks, site, label, open }) {
  const name = `bomen-${(made += 1)}`;
  const home = `${site.url}/balie/open-data/concept/${name}`;
  const hands = await open();
  await logInAsEmployee(hands, site.url, administrator);
  await begin({ checks, site, label, hands, name });
  await answer({ checks, label, hands, home, title: `Bomen ${made}` });
  await check({ checks, label, hands, home });
  await hands.press('form[action$="/voorleggen"] button');
  await checks.look(hands.page, `${label}: a declaration waits for a colleague`);
  checks.holds(`${label}: who made it cannot agree`, (await hands.page.locator('form[action$="/akkoord"]').count()) === 0);
  await hands.page.context().close();
  await agree({ checks, site, label, open, name, home });
}

async function begin({ checks, site, label, hands, name }) {
  await hands.open(`${site.url}/balie/open-data`);
  await hands.press('main a[href$="/balie/open-data/concept"]');
  await checks.look(hands.page, `${label}: bring a file`);
  await hands.press('main form[action$="/concept"] button');
  await checks.look(hands.page, `${label}: bring a file, none chosen`, { error: true });
  await hands.type('#naam', name);
  await hands.attach('#bestand', { name: 'bomen.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await hands.press('main form[action$="/concept"] button');
  await checks.look(hands.page, `${label}: a declaration begun`);
  await hands.open(`${site.url}/en/balie/open-data/concept/${name}`);
  await checks.look(hands.page, `${label}: a declaration begun, in English`);
}

async function answer({ checks, label, hands, home, title }) {
  await hands.open(`${home}/over`);
  await hands.press('main form[action$="/over"] button');
  await checks.look(hands.page, `${label}: about the set, nothing filled in`, { error: true });
  const words = { 'titel-nl': title, 'titel-en': title.replace('Bomen', 'Trees'), 'samenvatting-nl': 'Hoeveel bomen er staan.', 'samenvatting-en': 'How many trees there are.', 'herkomst-nl': 'Geteld in het veld.', 'herkomst-en': 'Counted outside.', eigenaar: 'Stadsbeheer', contact: 'info@gemeente.example' };
  for (const [field, text] of Object.entries(words)) await hands.type(`#${field}`, text);
  await hands.choose('input[name=licentie][value="CC0-1.0"]');
  await hands.choose('input[name=themas][value=ENVI]');
  await hands.pick('#ververs', 'yearly');
  await hands.pick('#hoogwaardig', 'none');
  await hands.press('main form[action$="/over"] button');
  await hands.open(`${home}/opbouw`);
  await checks.look(hands.page, `${label}: how the rows are made up`);
  await hands.choose('input[name=onderwerp][value=thing]');
  await hands.press('main form[action$="/opbouw"] button');
  const meanings = ['kind of tree', 'height', 'number of trees'];
  for (const [at, meaning] of meanings.entries()) {
    await hands.open(`${home}/kolom/${at + 1}`);
    if (at === 0) await confirmNothing({ checks, label, hands });
    await hands.type('#betekenis-en', meaning);
    await hands.choose('input[name=bevestigd]');
    await hands.press('main form[action*="/kolom/"] button');
  }
}

async function confirmNothing({ checks, label, hands }) {
  await checks.look(hands.page, `${label}: what is proposed for a column`);
  await hands.press('main form[action*="/kolom/"] button');
  await checks.look(hands.page, `${label}: a column that nobody confirmed`, { error: true });
}

async function check({ checks, label, hands, home }) {
  await hands.open(home);
  await hands.press('form[action$="/controleren"] button');
  const isReady = async () => (await hands.page.locator('form[action$="/voorleggen"]').count()) > 0;
  for (const until = Date.now() + 20_000; !(await isReady()) && Date.now() < until; ) {
    await hands.page.waitForTimeout(200);
    await hands.open(home);
  }
  await checks.look(hands.page, `${label}: every row checked`);
  checks.holds(`${label}: the check is laid out on three tests`, (await hands.page.locator('#controle h3').count()) >= 3);
}

async function agree({ checks, site, label, open, name, home }) {
  const colleague = await open();
  await logInAsEmployee(colleague, site.url, manager);
  await colleague.open(home);
  await checks.look(colleague.page, `${label}: a colleague reads the declaration`);
  await colleague.press('form[action$="/akkoord"] button');
  await checks.look(colleague.page, `${label}: agreed`);
  const address = `${site.url}/data/${name}`;
  const isPublic = async () => (await colleague.page.request.get(address)).status() === 200;
  for (const until = Date.now() + 20_000; !(await isPublic()) && Date.now() < until; ) await colleague.page.waitForTimeout(200);
  await colleague.open(address);
  await checks.look(colleague.page, `${label}: the set is public`);
  checks.holds(`${label}: its rows are seen`, (await colleague.page.locator('#voorbeeld tbody tr').count()) === 3);
  await colleague.page.context().close();
}
