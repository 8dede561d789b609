// node same_graph.mjs a.ttl a.jsonld a.rdf: 0 when the three say the same. There are no blank nodes, so statements compare as they stand.
import { createReadStream, readFileSync } from 'node:fs';
import jsonld from 'jsonld';
import { Parser } from 'n3';
import { RdfXmlParser } from 'rdfxml-streaming-parser';

const xsdString = 'http://www.w3.org/2001/XMLSchema#string';
const term = (t) =>
  t.termType === 'Literal' ? `"${t.value}"@${t.language || ''}^^${t.language ? '' : t.datatype?.value ?? xsdString}` : `<${t.value}>`;
const line = (q) => `${term(q.subject)} ${term(q.predicate)} ${term(q.object)}`;
const sorted = (quads) => [...new Set(quads.map(line))].sort();

const xml = (file) =>
  new Promise((done, wrong) => {
    const quads = [];
    createReadStream(file).pipe(new RdfXmlParser()).on('data', (q) => quads.push(q)).on('error', wrong).on('end', () => done(quads));
  });

const [turtleFile, jsonFile, xmlFile] = process.argv.slice(2);
const turtle = sorted(new Parser().parse(readFileSync(turtleFile, 'utf8')));
const json = sorted(await jsonld.toRDF(JSON.parse(readFileSync(jsonFile, 'utf8'))));
const rdf = sorted(await xml(xmlFile));
for (const [name, other] of [['JSON-LD', json], ['RDF/XML', rdf]]) {
  const missing = turtle.filter((l) => !other.includes(l)), more = other.filter((l) => !turtle.includes(l));
  for (const l of missing) console.log(`${name} lacks ${l}`);
  for (const l of more) console.log(`${name} adds ${l}`);
}
console.log(turtle.length, json.length, rdf.length);
process.exit(turtle.length > 0 && turtle.join('\n') === json.join('\n') && turtle.join('\n') === rdf.join('\n') ? 0 : 1);
