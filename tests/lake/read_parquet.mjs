// Reads a sealed file with a Parquet reader that has nothing to do with the engine that wrote it, and prints every row
// as one line of JSON: what docs/lake-format.md promises to others must hold without us.
// Usage: node read_parquet.mjs FILE
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const file = await asyncBufferFromFile(process.argv[2]);
const metadata = await parquetMetadataAsync(file);
const columns = metadata.schema.slice(1).map((column) => column.name);
const value = (cell) => {
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === 'bigint') return Number(cell);
  return cell ?? null;
};
console.log(JSON.stringify({
  rows: Number(metadata.num_rows),
  columns,
  codecs: [...new Set(metadata.row_groups.flatMap((group) => group.columns.map((column) => column.meta_data.codec)))],
  version: metadata.key_value_metadata?.find((entry) => entry.key === 'sassenpoort.schema_version')?.value,
}));
for (const row of await parquetReadObjects({ file, metadata, compressors }))
  console.log(JSON.stringify(columns.map((column) => value(row[column]))));
