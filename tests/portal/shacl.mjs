// node shacl.mjs data.ttl shapes.ttl…: says what breaks a rule of the shapes; 1 when something does.
// Warnings are counted too: what is recommended is given.
import { readFileSync } from 'node:fs';
import { Parser, Store, DataFactory } from 'n3';
import SHACLValidator from 'rdf-validate-shacl';

// A label used twice in two files is two things.
const read = (file, index) =>
  new Parser({ baseIRI: `file:///${index}/`, blankNodePrefix: `f${index}_` }).parse(readFileSync(file, 'utf8'));

const [data, ...shapes] = process.argv.slice(2);
const store = (files) => new Store(files.flatMap(read));
const quads = read(data, 99);
const validator = new SHACLValidator(store(shapes));
const report = await validator.validate(new Store(quads));
for (const result of report.results)
  console.log(result.severity?.value.split('#')[1], result.focusNode?.value, result.path?.value, result.sourceConstraintComponent?.value.split('#')[1],
    result.value?.value ?? '');
console.log(`${quads.length} quads, ${report.results.length} results`);
process.exit(report.results.length === 0 && quads.length > 0 ? 0 : 1);
