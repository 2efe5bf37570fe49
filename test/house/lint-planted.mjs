// node lint-planted.mjs '[[FILE, TEXT], …]': prints, for each text as if it stood in that file, the rules it breaks.
import { join } from 'node:path';
import { ESLint } from 'eslint';

const root = join(import.meta.dirname, '..', '..');
const eslint = new ESLint({ cwd: root });
const planted = JSON.parse(process.argv[2] ?? '[]');
const rules = [];
for (const [file, text] of planted) {
	const [result] = await eslint.lintText(text, { filePath: join(root, file) });
	// Whether the planted file exists is another rule's business.
	rules.push(result.messages.map(({ ruleId }) => ruleId).filter((rule) => !rule?.startsWith('import-x/')));
}
process.stdout.write(JSON.stringify(rules));
