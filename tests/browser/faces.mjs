// The pages as they are, in both languages, dark, with forced colours, wide and narrow.
import { administrator, logInAsEmployee, logInAsResident, manager, resident } from './persons.mjs';

const open = ['/', '/zoeken?q=paspoort', '/zoeken?q=qqqqq', '/producten', '/producten/parkeervergunning', '/producten/paspoort', '/producten/melding-openbare-ruimte/aanvragen',
  '/inloggen', '/beloften', '/beloften/melding-openbare-ruimte', '/storingen', '/dekking?status=digital', '/afspraak', '/verder', '/stad', '/stad/sensoren', '/stad/sensoren/1', '/data', '/data?q=producten', '/data/producten', '/data/producten/versies', '/data/warmte', '/data/producten/volgen', '/data/volgen/stoppen?code=oud', '/data/ontwikkelaars', '/contact', '/toegankelijkheid', '/privacy', '/uitgelogd', '/bestaat-niet', '/balie/inloggen'];
const own = ['/mijn', '/mijn/gegevens', '/namens'];
const work = ['/balie', '/balie/zoeken', '/balie/contact', '/balie/afspraken', '/balie/afspraken/nieuw', '/balie/beloften', '/balie/beloften/melding-openbare-ruimte', '/balie/meningen'];
const manage = ['/balie/beheer', '/balie/storingen', '/balie/open-data', '/balie/open-data/producten', '/balie/open-data/oogst', '/balie/open-data/sleutels', '/balie/verkennen', '/balie/verkennen/vraag', '/balie/gebieden', '/balie/metingen', '/balie/sensoren', '/balie/sensoren/sleutels', '/balie/alarmen'];
// One address for both languages: what the browser prefers.
const features = ['/ogc/v1', '/ogc/v1/collections', '/ogc/v1/collections/warmte', '/ogc/v1/collections/warmte/items', '/ogc/v1/collections/warmte/items/1'];

export const looks = [
  { name: 'nl wide', language: '', width: 1280 },
  { name: 'nl narrow', language: '', width: 320 },
  { name: 'en wide', language: '/en', width: 1280 },
  { name: 'en narrow', language: '/en', width: 320 },
  { name: 'dark', language: '', width: 1280, options: { colorScheme: 'dark' } },
  { name: 'forced colours', language: '', width: 1280, options: { forcedColors: 'active' } },
  { name: 'forced colours, dark, narrow', language: '/en', width: 320, options: { forcedColors: 'active', colorScheme: 'dark' } },
];

const address = (site, language, path) => `${site.url}${path === '/' ? language || '/' : language + path}`;

async function visit({ checks, site, look, hands }, paths) {
  for (const path of paths) {
    await hands.open(address(site, look.language, path));
    await checks.look(hands.page, `${look.name}: ${path}`);
  }
}

/** A question and what it looks like when nothing was chosen. */
async function question({ checks, site, look, hands }) {
  await hands.open(address(site, look.language, '/producten/melding-openbare-ruimte/aanvragen'));
  await hands.press('main form[action$="/aanvragen"] button');
  await checks.look(hands.page, `${look.name}: question`);
  await hands.press('main form.sas-form button[type=submit]:not([name])');
  await checks.look(hands.page, `${look.name}: question, nothing chosen`, { error: true });
}

export async function faces({ checks, site, look, newHands }) {
  const walk = async (work) => {
    const hands = await newHands({ viewport: { width: look.width, height: 900 }, ...look.options });
    await work({ checks, site, look, hands });
    await hands.page.context().close();
  };
  await walk(async (all) => {
    await visit(all, open);
    await question(all);
    await visit({ ...all, look: { ...look, language: '' } }, features.map((path) => `${path}?f=html`));
  });
  await walk(async (all) => {
    await logInAsResident(all.hands, site.url, resident, look.language);
    await visit(all, own);
  });
  await walk(async (all) => {
    await logInAsEmployee(all.hands, site.url, manager, look.language);
    await visit(all, work);
  });
  await walk(async (all) => {
    await logInAsEmployee(all.hands, site.url, administrator, look.language);
    await visit(all, manage);
  });
}
