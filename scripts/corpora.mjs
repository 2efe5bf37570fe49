// Scores the built package on a corpus of mails, by the corpus's own rules (npm run corpora -- --misses=20).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './set-up.mjs';

const corpora = process.env.HELPDESK_CORPORA ?? join(ROOT, '..', 'shared', 'corpora');
const score = join(corpora, 'score', 'score.mjs');

if (!existsSync(score)) {
	process.stdout.write(
		`There is no corpus of mails in ${corpora}: say in HELPDESK_CORPORA which folder has one (with score/score.mjs).\n`,
	);
	process.exit(0);
}
const adapter = join(ROOT, 'bench', 'corpora.mjs');
const run = spawnSync(process.execPath, [score, adapter, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(run.status ?? 1);
