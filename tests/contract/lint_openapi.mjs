// lint_openapi.mjs BINARY: what `openapi` prints, held against the standard and the rules of redocly.yaml. Every finding
// fails. It calls nobody.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import openapi from "@redocly/openapi-core";

const lint = async (source, config) => openapi.lintFromString({ source, absoluteRef: "openapi.json", config });

const config = await openapi.loadConfig({ configPath: fileURLToPath(new URL("redocly.yaml", import.meta.url)) });
const source = execFileSync(process.argv[2], { encoding: "utf8", maxBuffer: 1 << 26 });
const problems = await lint(source, config);
openapi.formatProblems(problems, { format: "stylish", totals: openapi.getTotals(problems) });

// A linter that finds nothing in a broken document finds nothing at all.
const broken = JSON.parse(source);
delete Object.values(Object.values(broken.paths)[0])[0].responses;
const blind = (await lint(JSON.stringify(broken), config)).length === 0;
if (blind) console.error("the linter does not see that responses are missing");
process.exitCode = problems.length > 0 || blind ? 1 : 0;
