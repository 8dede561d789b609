// Walks beside the main one: an appointment, going on elsewhere, acting for somebody else, and a form without scripts and login.
import { logInAsResident, mother, parent, resident } from './persons.mjs';

const next = 'main form.sas-form button[type=submit]:not([name])';

async function typeContact(hands) {
  await hands.type('#contact-name', 'An de Vries');
  await hands.type('#contact-email', 'an@voorbeeld.nl');
  await hands.press(next);
}

/** A product that is collected in person: why, a time, and the time can be moved. */
export async function appointment({ checks, site, label, open }) {
  const hands = await open();
  await logInAsResident(hands, site.url, parent);
  await hands.open(`${site.url}/producten/paspoort`);
  await checks.look(hands.page, `${label}: product in person`);
  await hands.press('main a[href$="/aanvragen"]');
  await hands.press('main form[action$="/aanvragen"] button');
  await hands.choose('input[name="voor-wie"][value=mijzelf]');
  await hands.press(next);
  await hands.choose('input[name="oude-document"][value=ja]');
  await hands.press(next);
  await hands.choose('input[name=spoed][value=no]');
  await hands.press(next);
  await checks.look(hands.page, `${label}: choosing a time`);
  await hands.press(next);
  await checks.look(hands.page, `${label}: choosing a time, none chosen`, { error: true });
  await hands.choose('input[name=afspraak]');
  await hands.press(next);
  await typeContact(hands);
  await checks.look(hands.page, `${label}: check page with an appointment`);
  await hands.press('main form[action$="/verzenden"] button');
  await checks.look(hands.page, `${label}: receipt with an appointment`);
  checks.holds(`${label}: the receipt has the appointment`, (await hands.page.locator('main a[href$="/afspraak"]').count()) === 1);
  await hands.page.context().close();
}

/** What the city measures comes in while somebody looks, and that can be stopped. */
export async function cityNow({ checks, site, label, open }) {
  const hands = await open();
  await hands.open(`${site.url}/stad`);
  const time = hands.page.locator('[data-sas-time]').first();
  const before = await time.getAttribute('datetime');
  const deadline = Date.now() + 100_000;
  while (Date.now() < deadline && (await time.getAttribute('datetime')) === before) await hands.page.waitForTimeout(500);
  checks.holds(`${label}: a value on the page of the city renews itself`, (await time.getAttribute('datetime')) !== before);
  await hands.page.locator('[data-sas-live] input').uncheck();
  await checks.look(hands.page, `${label}: the city, standing still`);
  await hands.page.context().close();
}

/** A form is kept and gone on with in another browser, by its code. */
export async function resuming({ checks, site, label, open }) {
  const first = await open();
  await first.open(`${site.url}/producten/melding-openbare-ruimte/aanvragen`);
  await first.press('main form[action$="/aanvragen"] button');
  await first.choose('input[name=waar][value=omschrijving]');
  await first.press(next);
  await first.type('#plek', 'Bij de vijver');
  await first.press(next);
  const waiting = new URL(first.page.url()).pathname;
  await first.press('main a[href$="/bewaren"]');
  await checks.look(first.page, `${label}: a form is kept`);
  const code = await first.reference();
  await first.page.context().close();

  const second = await open();
  await second.open(`${site.url}${waiting}`);
  await checks.look(second.page, `${label}: somebody else's form`);
  checks.holds(`${label}: another browser cannot open it`, (await second.page.locator('form.sas-form input[type=radio]').count()) === 0);
  await second.open(`${site.url}/verder`);
  await checks.look(second.page, `${label}: going on`);
  await second.type('#code', 'AAAA-AAAA-AAAA');
  await second.press(next);
  await checks.look(second.page, `${label}: going on, unknown code`, { error: true });
  await second.type('#code', code.toLowerCase());
  await second.press(next);
  checks.holds(`${label}: the code leads to the next question`, new URL(second.page.url()).pathname === waiting, second.page.url());
  await second.choose('input[name=soort][value=groen]');
  await second.press(next);
  await second.choose('input[name=gevaar][value=yes]');
  await second.press(next);
  await second.type('textarea[name=wat]', 'Een tak ligt over het pad.');
  await second.press(next);
  await second.press(next);
  await second.press(next);
  await checks.look(second.page, `${label}: check page without a login`);
  await second.press('main form[action$="/verzenden"] button');
  await checks.look(second.page, `${label}: receipt without a login`);
  await second.page.context().close();
}

/** A daughter does something for her mother: chosen once, shown on every page. */
export async function actingFor({ checks, site, label, open }) {
  const hands = await open();
  await logInAsResident(hands, site.url, resident);
  await hands.open(`${site.url}/namens`);
  await checks.look(hands.page, `${label}: for whom`);
  await hands.press('main form[action$="/namens"] button');
  await checks.look(hands.page, `${label}: for whom, none chosen`, { error: true });
  await hands.choose(`.sas-option:has-text("${mother}") input`);
  await hands.press('main form[action$="/namens"] button');
  await checks.look(hands.page, `${label}: overview of another`);
  const header = await hands.page.locator('header').innerText();
  checks.holds(`${label}: the page says for whom it is`, header.includes(mother), header);
  await hands.open(`${site.url}/producten/uittreksel-brp/aanvragen`);
  await checks.look(hands.page, `${label}: start for another`);
  await hands.press('main form[action$="/aanvragen"] button');
  for (const [name, value] of [['soort', 'adres'], ['waarvoor', 'wonen'], ['bezorging', 'digitaal']]) {
    await hands.choose(`input[name="${name}"][value="${value}"]`);
    await hands.press(next);
  }
  await hands.type('#aantal', '1');
  await hands.press(next);
  await typeContact(hands);
  await hands.press('main form[action$="/verzenden"] button');
  await checks.look(hands.page, `${label}: receipt for another`);
  const number = await hands.reference();
  await hands.open(`${site.url}/mijn`);
  checks.holds(`${label}: the case is hers`, (await hands.page.locator('main').innerText()).includes(number));
  await hands.open(`${site.url}/namens`);
  await checks.look(hands.page, `${label}: for whom, while acting`);
  await hands.press('form[action$="/namens/stoppen"] button');
  checks.holds(`${label}: and not of who acted`, !(await hands.page.locator('main').innerText()).includes(number));
  await hands.page.context().close();
}
