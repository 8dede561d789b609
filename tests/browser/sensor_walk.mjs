// Somebody's own sensor: registered, told by MQTT with the keys of the page, seen as it comes and after the page is read again.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { logInAsResident, resident } from './persons.mjs';
import { root } from './site.mjs';

const program = `
import sys, time
sys.path.insert(0, sys.argv[1])
from blackbox.mqtt import Publisher
port, account, key, topic = int(sys.argv[2]), *sys.argv[3:6]
until = time.monotonic() + 5
while True:
    try:
        device = Publisher(port, account, account, key)
        break
    except OSError:
        if time.monotonic() > until:
            raise
        time.sleep(0.1)
for message in sys.argv[6:]:
    device.publish(topic, message)
device.close()
`;

/** A device that says these, one after the other, and waits until the broker has each. */
const tell = ({ port, account, key, topic }, ...messages) =>
  execFileSync('python3', ['-c', program, join(root, 'tests'), String(port), account, key, topic, ...messages.map((one) => JSON.stringify(one))], { stdio: ['ignore', 'inherit', 'inherit'] });

const minutesAgo = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

const typed = { elke: '10', waarvoor: 'weten hoe warm het wordt', grond: 'mijn eigen schuur', verlaat: 'alleen de temperatuur', lengte: '6,0944', breedte: '52,5126' };

async function register(hands, site, name) {
  await hands.open(`${site.url}/mijn/sensoren/nieuw`);
  for (const [field, value] of Object.entries({ ...typed, naam: name })) await hands.type(`#${field}`, value);
  await hands.page.locator('#meet').selectOption('temperatuur');
  await hands.page.locator('#bewaren').selectOption('P1Y');
  for (const [part, value] of [['day', '1'], ['month', '1'], ['year', '2035']]) await hands.type(`#einde-${part}`, value);
  for (const field of ['precies', 'open']) await hands.choose(`input[name=${field}][value=nee]`);
  await hands.press('main form[action$="/mijn/sensoren/nieuw"] button');
  const keys = await hands.page.locator('#sleutels').innerText();
  return {
    port: site.mqttPort,
    account: keys.match(/sensor-\d+/)[0],
    key: keys.match(/Authorization: Bearer ([\w-]+)/)[1],
    topic: keys.match(/v1\.1\/Datastreams\(\d+\)\/Observations/)[0],
  };
}

async function holdsSoon(find, wanted) {
  for (const until = Date.now() + 15_000; Date.now() < until;) {
    if ((await find()).includes(wanted)) return true;
    await new Promise((later) => setTimeout(later, 100));
  }
  return false;
}

export async function ownSensor({ checks, site, label, open, scripts }) {
  const hands = await open();
  const { page } = hands;
  await logInAsResident(hands, site.url, resident);
  await hands.open(`${site.url}/mijn/sensoren`);
  await checks.look(page, `${label}: sensors of one's own`);
  await hands.open(`${site.url}/mijn/sensoren/nieuw`);
  await checks.look(page, `${label}: a sensor is registered`);
  await hands.press('main form[action$="/mijn/sensoren/nieuw"] button');
  await checks.look(page, `${label}: a sensor without anything filled in`, { error: true });
  const device = await register(hands, site, scripts ? 'Schuur' : 'Dak');
  await checks.look(page, `${label}: keys of a sensor`);
  checks.holds(`${label}: the key is in no address`, !page.url().includes(device.key), page.url());
  const newest = () => page.locator('[data-sas-series]').first().innerText();

  // Some values that were kept while there was no connection, and one of now.
  const past = [25, 15, 5].map((minutes) => ({ phenomenonTime: minutesAgo(minutes), result: 20 }));
  tell(device, ...past, { result: 21.5 });
  if (scripts) checks.holds(`${label}: a message appears on the page as it comes`, await holdsSoon(newest, '21,5'), await newest());
  const address = `${site.url}/mijn/sensoren/${device.account.replace('sensor-', '')}`;
  await hands.open(address);
  const messages = async () => {
    await hands.press(`main a[href$="${new URL(address).pathname}"]`);
    return page.locator('main').innerText();
  };
  checks.holds(`${label}: the message is there after the page is read again`, await holdsSoon(messages, '21,5 °C'), await messages());
  const before = await page.locator('#kwaliteit').innerText();
  checks.holds(`${label}: a good value makes the score 100%`, before.includes('100%'), before);
  await checks.look(page, `${label}: a sensor with a message`);

  // Each value that cannot be right takes the place of a good one.
  tell(device, ...past.map((one) => ({ ...one, result: 998 })), { result: 999 });
  if (scripts) checks.holds(`${label}: a value that cannot be right comes too`, await holdsSoon(newest, '999'), await newest());
  await page.reload();
  const flagged = async () => {
    await page.reload();
    return page.locator('main').innerText();
  };
  checks.holds(`${label}: it is flagged`, await holdsSoon(flagged, '999,0 °C'), await flagged());
  const after = await page.locator('#kwaliteit').innerText();
  checks.holds(`${label}: the score follows`, !after.includes('100%') && after !== before, after);
  await checks.look(page, `${label}: a sensor with a flagged message`);
  await page.context().close();
}
