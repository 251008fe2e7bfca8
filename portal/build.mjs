// build.mjs OPENAPI OUT: the scripts of the portal, checked, in one file for browsers. OPENAPI is the program that prints
// /openapi.json: the types in scripts/gen are made of that first. What stays the same is not written again.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import openapiTS, { astToString } from "openapi-typescript";

const [openapi, out] = process.argv.slice(2);
const inPortal = (path) => fileURLToPath(new URL(path, import.meta.url));

// Another build may read it meanwhile: it is whole at any time.
function write(path, text) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}

const described = execFileSync(openapi, { encoding: "utf8", maxBuffer: 1 << 26 });
write(inPortal("scripts/gen/api.d.ts"), astToString(await openapiTS(described)));

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "--project", inPortal("scripts")], { stdio: "inherit" });

const { outputFiles } = await build({
  entryPoints: [inPortal("scripts/portal.ts")],
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "esm",
  target: ["chrome96", "firefox94", "safari15.1"], // of five years ago
  write: false,
});
write(out, outputFiles[0].text);
