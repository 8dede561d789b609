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
  await hands.page.context().close();
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
  await hands.type('#mail', 'geen adres');
  await hands.press('main form[action$="/volgen"] button');
  await checks.look(hands.page, `${label}: mail about a data set, wrong address`, { error: true });
  await hands.type('#mail', 'an@voorbeeld.nl');
  await hands.press('main form[action$="/volgen"] button');
  await checks.look(hands.page, `${label}: mail about a data set, asked`);
}
