// SPDX-License-Identifier: Apache-2.0
// Reads A<TAB>B lines, prints < = > or ! (refused) a line, as npm's own parser says in its loose mode.
// argv[2]: the folder of the semver module.
const semver = require(process.argv[2]);
for (const line of require('fs').readFileSync(0, 'utf8').split('\n')) {
  if (line === '') continue;
  const [a, b] = line.split('\t');
  try {
    const order = semver.compare(a, b, true);
    console.log(order < 0 ? '<' : order > 0 ? '>' : '=');
  } catch {
    console.log('!');
  }
}
