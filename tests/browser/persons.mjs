// Persons of the practice town, and how they come in.
export const resident = 'Sanne van der Veen';
export const mother = 'Wil Brouwer';
export const parent = 'Mehmet Özdemir';
export const handler = 'Ruben Haverkate';
export const manager = 'Marloes Dijkstra';
export const administrator = 'Koen Eikelboom';
export const desk = 'Ilse Kamphuis';

/** On the page of the practice town: becomes this person. */
export async function becomes(hands, person) {
  await hands.press(`a.choice:has-text("${person}")`);
}

export async function logInAsEmployee(hands, url, person, language = '') {
  await hands.open(`${url}${language}/balie`);
  await hands.press('main a[href*="/inloggen/staff"]');
  await becomes(hands, person);
}

export async function logInAsResident(hands, url, person, language = '') {
  await hands.open(`${url}${language}/inloggen`);
  await hands.press('main a[href*="/inloggen/digid"]');
  await becomes(hands, person);
}

export async function logOut(hands) {
  await hands.press('form[action$="/uitloggen"] button');
}
