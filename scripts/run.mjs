// node scripts/run.mjs TASK [ARGS]: sets up what a task needs on this machine, then runs it with Node 24.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, installN8n, installPackages, node24, withNode24 } from './set-up.mjs';

const bin = (name) => join(ROOT, 'node_modules', name);
const JEST = [bin('jest/bin/jest.js')];
const TSX = ['--import', 'tsx'];

const TASKS = {
	build: [[join('scripts', 'build.mjs')]],
	lint: [[bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0']],
	types: [[bin('typescript/bin/tsc'), '--noEmit']],
	format: [[bin('prettier/bin/prettier.cjs'), '--check', '.']],
	dead: [[bin('knip/bin/knip.js')]],
	fast: ['build', [...JEST, '--selectProjects', 'fast', '--ci', '--maxWorkers=2']],
	between: ['build', [...JEST, '--selectProjects', 'between', '--ci', '--maxWorkers=2']],
	programs: [[...TSX, join('test', 'support', 'install-programs.ts')]],
	e2e: ['programs', 'build', [...JEST, '--selectProjects', 'e2e', '--ci', '--runInBand']],
	check: ['lint', 'types', 'format', 'dead', 'fast', 'between'],
	test: ['programs', 'check', 'e2e'],
	demo: ['build', [...TSX, join('demo', 'demo.ts')]],
	faults: ['build', [...TSX, join('test', 'faults', 'faults.ts')]],
	bench: ['build', [...TSX, join('bench', 'bench.ts')]],
	corpora: ['build', [join('scripts', 'corpora.mjs')]],
	dev: ['build', [...TSX, join('demo', 'dev.ts')]],
	'set-up': [],
};

// Building needs no n8n and runs with any recent Node, so that who only wants the package need not wait for 2.3 GB.
const WITHOUT_N8N = ['build', 'format', 'corpora'];

const [task, ...args] = process.argv.slice(2);
if (!Object.hasOwn(TASKS, task ?? '')) {
	process.stderr.write(`Say one of: ${Object.keys(TASKS).join(', ')}\n`);
	process.exit(2);
}

try {
	installPackages();
	const { node, env } = WITHOUT_N8N.includes(task) ? { node: process.execPath, env: process.env } : withN8n();
	for (const [index, command] of commandsOf(task).entries()) {
		const isLast = index === commandsOf(task).length - 1;
		const code = await runNode(node, isLast ? [...command, ...args] : command, env);
		if (code !== 0) process.exit(code);
	}
} catch (error) {
	process.stderr.write(`${error.message}\n`);
	process.exit(1);
}

function withN8n() {
	const n8nHome = installN8n();
	const path = withNode24(n8nHome);
	const env = { ...process.env, PATH: path, HELPDESK_N8N_HOME: n8nHome, NODE_NO_WARNINGS: '1' };
	return { node: node24(n8nHome), env };
}

function commandsOf(name) {
	return TASKS[name].flatMap((entry) => (typeof entry === 'string' ? commandsOf(entry) : [entry]));
}

function runNode(node, command, env) {
	const child = spawn(node, command, { cwd: ROOT, env, stdio: 'inherit' });
	for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
	});
}
