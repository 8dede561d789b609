// Starts the site and the practice town on free ports with data of their own.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const build = resolve(process.env.SAS_BUILD ?? join(root, 'build/dev'));
const patience = 60_000;

const freePort = () =>
  new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });

async function answers(url, process) {
  for (const until = Date.now() + patience; Date.now() < until;) {
    if (process.exitCode !== null) throw new Error(`${process.spawnfile} ended with ${process.exitCode}`);
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // not open yet
    }
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error(`${url} does not answer`);
}

/** The data sets that come with the site are released by its own jobs, soon after it opened. */
async function released(url, sets) {
  for (const until = Date.now() + 3 * patience; Date.now() < until;) {
    const there = await (await fetch(`${url}/data.json`)).json();
    if (sets.every((set) => there.some((one) => one.dataset === set))) return;
    await new Promise((later) => setTimeout(later, 250));
  }
  throw new Error(`not released: ${sets}`);
}

/** A running site with a broker: `url`, `town` (addresses), `mqttPort`, `log()` and `stop()`. */
export async function startSite({ cases = 300 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sas-browser-'));
  const log = openSync(join(folder, 'log'), 'a');
  const [sitePort, townPort, mqttPort] = [await freePort(), await freePort(), await freePort()];
  const url = `http://127.0.0.1:${sitePort}`;
  const town = `http://127.0.0.1:${townPort}`;
  const data = join(folder, 'data');
  const started = [];
  const start = async (program, args, alive) => {
    const child = spawn(join(build, program), args, { stdio: ['ignore', 'ignore', log] });
    started.push(child);
    await answers(alive, child);
  };
  const stop = async () => {
    const codes = await Promise.all(
      started.map(
        (child) =>
          new Promise((done) => {
            if (child.exitCode !== null) return done(child.exitCode);
            child.once('exit', (code) => done(code));
            child.kill('SIGTERM');
          }),
      ),
    );
    rmSync(folder, { recursive: true, force: true });
    return codes;
  };
  try {
    execFileSync(join(build, 'practice-town'), ['fill', '--data', data, '--store', 'sqlite', '--seed', '1', '--cases', String(cases), '--measured-days', '40'], { stdio: ['ignore', log, log] });
    await start('practice-town', ['serve', '--port', String(townPort), '--url', town, '--site', url, '--sensor-token-file', join(data, 'practice-sensor-token')], `${town}/`);
    await start('sassenpoort', ['serve', '--data', data, '--port', String(sitePort), '--practice', town, '--mqtt-port', String(mqttPort)], `${url}/healthz`);
    await released(url, ['producten', 'warmte', 'buurten']);
  } catch (error) {
    console.error(readFileSync(join(folder, 'log'), 'utf8').slice(-3000));
    await stop();
    throw error;
  }
  return { url, town, mqttPort, stop, log: () => readFileSync(join(folder, 'log'), 'utf8') };
}
