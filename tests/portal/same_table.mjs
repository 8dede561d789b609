// node same_table.mjs table.csv table.parquet name:type… : 0 when every value of the Parquet file, read by a reader that has nothing to do with
// the engine that wrote it, is the value of the CSV. Types are those of a release. `geometry:point:LONGITUDE:LATITUDE` is a column of points made of
// two columns; `geometry:shape:COLUMN` one made of well-known text, which then stands in no column of its own.
import { readFileSync } from 'node:fs';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

// RFC 4180: a quoted field may hold commas, ends of lines and doubled quotes.
const csvRows = (text) => {
  const rows = [];
  let row = [], at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (++at; text[at] !== '"' || text[at + 1] === '"'; ++at) cell += text[text[at] === '"' ? at++ : at];
      ++at;
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\r') cell += text[at++];
    }
    row.push(cell);
    if (text[at] === ',') { ++at; continue; }
    at += 2;
    rows.push(row);
    row = [];
  }
  return rows;
};

// Well-known text as GeoJSON: the numbers in the same nest, a point without the list that holds it.
const geometryOf = (text) => {
  if (text === '') return null;
  const [, word, body] = text.match(/^([A-Z]+) (.*)$/s);
  const nest = JSON.parse(body.replace(/([^\s(),]+) ([^\s(),]+)/g, '[$1,$2]').replaceAll('(', '[').replaceAll(')', ']'));
  const type = ['Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon'].find((t) => t.toUpperCase() === word);
  if (type === 'Point') return { type, coordinates: nest[0] };
  return { type, coordinates: type === 'MultiPoint' ? nest.map((point) => (Array.isArray(point[0]) ? point[0] : point)) : nest };
};

const isTime = (cell, text) => cell instanceof Date && cell.getTime() === Date.parse(text);
const isSame = {
  text: (cell, text) => cell === text,
  shape: (cell, text) => cell === text,
  integer: (cell, text) => (typeof cell === 'bigint' || Number.isInteger(cell)) && BigInt(cell) === BigInt(text),
  decimal: (cell, text) => typeof cell === 'number' && cell === Number(text),
  date: isTime,
  moment: isTime,
  truth: (cell, text) => typeof cell === 'boolean' && String(cell) === text,
};
const isNothing = (cell) => cell === null || cell === undefined;

const [csvFile, parquetFile, ...told] = process.argv.slice(2);
const columns = told.map((one) => one.split(':'));
const [header, ...rows] = csvRows(readFileSync(csvFile, 'utf8'));
const place = (name) => {
  if (!header.includes(name)) throw new Error(`the CSV has no column ${name}`);
  return header.indexOf(name);
};
const wantedOf = {
  point: ([longitude, latitude]) => (row) => {
    const [x, y] = [row[place(longitude)], row[place(latitude)]];
    return x === '' || y === '' ? null : { type: 'Point', coordinates: [Number(x), Number(y)] };
  },
  shape: ([column]) => (row) => geometryOf(row[place(column)]),
};
const isGeometry = ([name, , ...from]) => name === 'geometry' && from.length > 0;
const judges = columns.map((column) => {
  const [name, type, ...from] = column;
  if (isGeometry(column)) {
    const wanted = wantedOf[type](from);
    return (cell, row) => JSON.stringify(cell ?? null) === JSON.stringify(wanted(row));
  }
  const at = place(name);
  return (cell, row) => (row[at] === '' ? isNothing(cell) : isSame[type](cell, row[at]));
});

const file = await asyncBufferFromFile(parquetFile);
const metadata = await parquetMetadataAsync(file);
const names = metadata.schema.slice(1).map((column) => column.name);
const found = await parquetReadObjects({ file, metadata, compressors });
const wrong = [];
if (names.join() !== columns.map(([name]) => name).join()) wrong.push(`columns: ${names}`);
if (found.length !== rows.length || Number(metadata.num_rows) !== rows.length) wrong.push(`${found.length} rows beside ${rows.length}`);
found.forEach((row, i) => judges.forEach((same, c) => {
  if (rows[i] && !same(row[columns[c][0]], rows[i])) wrong.push(`row ${i + 1}, ${columns[c][0]}`);
}));
for (const line of wrong.slice(0, 20)) console.log(line);
console.log(`${found.length * columns.length} values, ${metadata.row_groups.length} groups, ${wrong.length} wrong`);
process.exit(found.length > 0 && wrong.length === 0 ? 0 : 1);
