// The main walk: search, product, login, form, receipt, desk, answer, decision, satisfaction.
import { becomes, handler, logInAsEmployee, logInAsResident, logOut, manager, resident } from './persons.mjs';

const pdf = { name: 'leasecontract.pdf', mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 2\ntrailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n${'0'.repeat(600)}\n%%EOF\n`) };
const next = 'main form.sas-form button[type=submit]:not([name])';

function dayAhead(days) {
  const day = new Date(Date.now() + days * 86_400_000);
  return [day.getDate(), day.getMonth() + 1, day.getFullYear()].map(String);
}

export class Application {
  /** `open()` gives hands (or keys) in a new browser context of the variant. */
  constructor({ checks, site, label, open }) {
    Object.assign(this, { checks, site, label, open });
  }
  look(hands, name, state) {
    return this.checks.look(hands.page, `${this.label}: ${name}`, state);
  }
  holds(name, condition, detail) {
    this.checks.holds(`${this.label}: ${name}`, condition, detail);
  }

  async run() {
    const citizen = await this.open();
    await this.find(citizen);
    await this.fillIn(citizen);
    await this.checkAndSend(citizen);
    await this.sendAgain(citizen);
    await logOut(citizen);
    await this.look(citizen, 'logged out');
    const employee = await this.open();
    await this.takeAndAsk(employee);
    await this.answer(citizen);
    await this.decide(employee);
    await this.readDecision(citizen);
    await this.giveOpinion();
    await this.seeOpinion();
    return [citizen, employee];
  }

  async find(hands) {
    await hands.open(`${this.site.url}/`);
    await this.look(hands, 'home');
    await hands.type('main input[name=q]', 'auto voor de deur');
    await hands.press('main form[role=search] button');
    await this.look(hands, 'search results');
    await hands.press('main a[href$="/producten/parkeervergunning"]');
    await this.look(hands, 'product');
    await hands.press('main a[href$="/aanvragen"]');
    await this.look(hands, 'start of the form');
    await hands.press('main a[href*="/inloggen/digid"]');
    await becomes(hands, resident);
    await this.look(hands, 'start of the form, logged in');
    await hands.press('main form[action$="/aanvragen"] button');
  }

  async fillIn(hands) {
    const { page } = hands;
    await this.look(hands, 'question: address');
    const home = Number(await page.locator('#adres-number').inputValue());
    await hands.type('#adres-number', String(home + 2));
    await hands.press(next);
    await this.look(hands, 'question: which address', { error: true });
    await hands.choose('input[name="adres-choice"]');
    await hands.press(next);
    await this.look(hands, 'question: number plate');
    await hands.type('#kenteken', 'geen kenteken');
    await hands.press(next);
    await this.look(hands, 'question: number plate, wrong', { error: true });
    this.holds('what was typed is kept', (await page.locator('#kenteken').inputValue()) === 'geen kenteken');
    await hands.type('#kenteken', 'K-352-RD');
    await hands.press(next);
    await this.look(hands, 'question: yes or no');
    await hands.press(next);
    await this.look(hands, 'question: yes or no, nothing chosen', { error: true });
    await hands.choose('input[name="eigen-auto"][value=no]');
    await hands.press(next);
    await this.look(hands, 'question: file');
    await hands.attach('#bewijs-gebruik', { ...pdf, buffer: Buffer.from('MZ dit is geen pdf') });
    await hands.press(next);
    await this.look(hands, 'question: file, not what it says', { error: true });
    await hands.attach('#bewijs-gebruik', pdf);
    await hands.press(next);
    await this.look(hands, 'question: date');
    await this.typeDate(hands, ['31', '2', '2027']);
    await hands.press(next);
    await this.look(hands, 'question: date, does not exist', { error: true });
    await this.typeDate(hands, dayAhead(10));
    await hands.press(next);
    await this.look(hands, 'question: contact');
    await hands.type('#contact-name', resident);
    await hands.type('#contact-email', 'geen adres');
    await hands.press(next);
    await this.look(hands, 'question: contact, wrong', { error: true });
    await hands.type('#contact-email', 'sanne@voorbeeld.nl');
    await hands.press(next);
  }

  async typeDate(hands, parts) {
    for (const [place, part] of ['day', 'month', 'year'].entries()) await hands.type(`#ingangsdatum-${part}`, parts[place]);
  }

  async checkAndSend(hands) {
    await this.look(hands, 'check page');
    await hands.press('main a[href*="/kenteken?terug=controle"]');
    await this.look(hands, 'changing one answer');
    await hands.type('#kenteken', 'AB-123-C');
    await hands.press(next);
    this.holds('"Wijzig" returns to the check page', hands.page.url().endsWith('/controle'), hands.page.url());
    const shown = await hands.page.locator('main').innerText();
    this.holds('the changed answer is on the check page', shown.includes('AB-123-C') || shown.includes('AB123C'), shown);
    await hands.press('main form[action$="/verzenden"] button');
    this.holds('sending leads to the receipt', hands.page.url().endsWith('/ontvangst'), hands.page.url());
    await hands.unfold('main details');
    await this.look(hands, 'receipt');
    this.number = await hands.reference();
    this.receipt = hands.page.url();
    this.case = await hands.page.locator('main a[href*="/mijn/zaken/"]').first().getAttribute('href');
    const words = await hands.page.locator('main').innerText();
    this.holds('the receipt has a number', /^Z-\d{4}-\d{6}/.test(this.number), this.number);
    this.holds('the receipt has the promised day and why', /uiterlijk \S+ \d+ \S+ \d{4}/.test(words) && words.includes('5 werkdagen'), words);
  }

  async sendAgain(hands) {
    await hands.page.goBack();
    await hands.page.waitForLoadState('load');
    if (await hands.page.locator('form[action$="/verzenden"]').count()) await hands.press('main form[action$="/verzenden"] button');
    const again = await hands.reference();
    this.holds('going back and sending again gives the same case', again === this.number, again);
    await hands.open(`${this.site.url}/mijn`);
    await this.look(hands, 'own overview');
    const own = await hands.page.locator('main').innerText();
    this.holds('the case is in the overview once', own.split(this.number).length === 2, own);
  }

  async takeAndAsk(hands) {
    await logInAsEmployee(hands, this.site.url, handler);
    await this.look(hands, 'work list');
    await hands.open(`${this.site.url}/balie/zoeken`);
    await hands.type('main input[name=zoek]', this.number);
    await hands.press('main form[action$="/balie/zoeken"] button');
    await this.look(hands, 'desk search without a reason', { error: true });
    await hands.choose('main input[name=reden][value=case]');
    await hands.press('main form[action$="/balie/zoeken"] button');
    await this.look(hands, 'desk search results');
    await hands.press(`main a:has-text("${this.number}")`);
    await this.look(hands, 'case at the desk');
    this.deskCase = hands.page.url();
    await hands.press('form[action$="/nemen"] button');
    await this.look(hands, 'case taken');
    await hands.unfold('details:has(form[action$="/vragen"])');
    await hands.press('form[action$="/vragen"] button[type=submit]');
    await this.look(hands, 'question to the applicant, empty', { error: true });
    await hands.type('textarea[name=vraag]', 'Wilt u het kentekenbewijs sturen?');
    await hands.choose('input[name=stukken][value=kentekenbewijs]');
    await hands.press('form[action$="/vragen"] button[type=submit]');
    await this.look(hands, 'question asked');
  }

  async answer(hands) {
    await logInAsResident(hands, this.site.url, resident);
    await this.look(hands, 'own overview, something is asked');
    await hands.open(`${this.site.url}${this.case}`);
    await this.look(hands, 'own case, something is asked');
    await hands.press('form[action$="/antwoord"] button[type=submit]');
    await this.look(hands, 'own case, empty answer', { error: true });
    await hands.attach('input[type=file][name=kentekenbewijs]', { ...pdf, name: 'kentekenbewijs.pdf' });
    await hands.type('textarea[name=antwoord]', 'Hierbij het bewijs.');
    await hands.press('form[action$="/antwoord"] button[type=submit]');
    await this.look(hands, 'own case, answered');
    const words = await hands.page.locator('main').innerText();
    this.holds('the sent document is in the case', words.includes('kentekenbewijs.pdf'), words);
    // A PDF is saved: the reader inside a browser does not start in the sandbox that such a file is served in.
    const [saved] = await Promise.all([hands.page.waitForEvent('download'), hands.page.locator('.sas-files a').first().click()]);
    this.holds('a document can be saved', saved.suggestedFilename().endsWith('.pdf') && (await saved.failure()) === null, saved.suggestedFilename());
  }

  async decide(hands) {
    await hands.open(this.deskCase);
    await this.look(hands, 'case at the desk, answered');
    await hands.unfold('details:has(form[action$="/besluit/voorbeeld"])');
    await hands.press('form[action$="/besluit/voorbeeld"] button[type=submit]');
    await this.look(hands, 'decision without reasons', { error: true });
    await hands.choose('input[name=resultaat][value=granted]');
    await hands.type('textarea[name=motivering]', 'U woont in het gebied en u mag de auto gebruiken.');
    await hands.press('form[action$="/besluit/voorbeeld"] button[type=submit]');
    await this.look(hands, 'preview of the decision');
    await hands.press('form[action$="/besluit"] button[type=submit]:not([name])');
    await this.look(hands, 'decided');
    await hands.press('main a[href$="/brief"]');
    await this.look(hands, 'letter at the desk');
  }

  async readDecision(hands) {
    await hands.open(`${this.site.url}${this.case}`);
    await this.look(hands, 'own case, decided');
    const words = await hands.page.locator('main').innerText();
    this.holds('the applicant reads the decision', words.includes('U woont in het gebied'), words);
    await hands.press('main a[href$="/besluit"]');
    await this.look(hands, 'letter with the decision');
    await hands.open(`${this.site.url}/mijn`);
    await hands.press('main a[href*="/mijn/berichten/"]');
    await this.look(hands, 'message about the decision');
    await hands.open(`${this.site.url}/mijn/gegevens`);
    await this.look(hands, 'what was looked up about me');
  }

  async mailAbout(word) {
    for (let tries = 0; tries < 150; tries++) {
      const mails = await (await fetch(`${this.site.town}/mail.json`)).json();
      const found = mails.find((mail) => mail.text.includes(this.number) && mail.text.includes(word));
      if (found) return found;
      await new Promise((later) => setTimeout(later, 200));
    }
    return undefined;
  }

  async giveOpinion() {
    const mail = await this.mailAbout('/mening/');
    this.holds('the decision came by mail, with a question about it', mail !== undefined);
    if (!mail) return;
    const hands = await this.open();
    await hands.open(mail.text.match(/http\S+\/mening\/[\w-]+/)[0]);
    await this.look(hands, 'question after the decision');
    await hands.press('main form[action*="/mening/"] button[type=submit]');
    await this.look(hands, 'question after the decision, no mark', { error: true });
    await hands.choose('input[name=mark][value="4"]');
    await hands.type('textarea[name=text]', 'Het duurde mij te lang.');
    await hands.press('main form[action*="/mening/"] button[type=submit]');
    await this.look(hands, 'thanks for the mark');
    await hands.page.context().close();
  }

  async seeOpinion() {
    const hands = await this.open();
    await logInAsEmployee(hands, this.site.url, manager);
    await hands.open(`${this.site.url}/balie/meningen`);
    await this.look(hands, 'low marks');
    const words = await hands.page.locator('main').innerText();
    this.holds('a low mark reaches a person', words.includes(this.number) && words.includes('Het duurde mij te lang.'), words);
    await hands.open(`${this.site.url}/balie/beloften`);
    await this.look(hands, 'promises for the manager');
    await hands.page.context().close();
  }
}
