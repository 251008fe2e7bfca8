// The questions of the mix answered by DuckDB, in this process: node duckdb.mjs TASK.json ANSWERS.json. The task: {database, csv,
// table, value, statements, questions, rounds}; the answers: {seconds, questions: [{milliseconds: [], answer: {label: value}}]}.
import { readFileSync, writeFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const [task, answers] = process.argv.slice(2);
const { database, csv, table, value, statements, questions, rounds } = JSON.parse(readFileSync(task, "utf8"));
const connection = await (await DuckDBInstance.create(database)).connect();

const begun = performance.now();
// As in PostgreSQL: all of it text but the value.
await connection.run(
  `CREATE TABLE ${table} AS SELECT * REPLACE (CAST(${value} AS DOUBLE) AS ${value}) FROM read_csv('${csv}', header = true, all_varchar = true)`,
);
for (const statement of statements) await connection.run(statement);
await connection.run("CHECKPOINT");
const seconds = (performance.now() - begun) / 1000;

async function ask(question) {
  const asked = performance.now();
  const rows = (await connection.runAndReadAll(question)).getRows();
  const milliseconds = performance.now() - asked;
  return { milliseconds, answer: Object.fromEntries(rows.map(([label, number]) => [label, Number(number)])) };
}

// Each once before it counts, then all of them round by round.
const answered = [];
for (const question of questions) answered.push({ milliseconds: [], answer: (await ask(question)).answer });
for (let round = 0; round < rounds; ++round) {
  for (const [i, question] of questions.entries()) answered[i].milliseconds.push((await ask(question)).milliseconds);
}
writeFileSync(answers, JSON.stringify({ seconds, questions: answered }));
