// Makes a clean checkout ready to run: npm packages, Node 24, and the private n8n. Built-ins only: it runs first.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const N8N_SOURCE = join(ROOT, 'demo', 'n8n');
const CACHE =
	process.env.HELPDESK_CACHE ??
	join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-helpdesk');
const NODE_MAJOR = 24;
// Not `npm ci`: it fails where a registry lacks a package for some other platform that the lock file names.
const INSTALL = ['install', '--no-save', '--loglevel=error'];

/** Installs the project's npm packages when node_modules does not match the lock file. */
export function installPackages() {
	const lock = readFileSync(join(ROOT, 'package-lock.json'));
	const stamp = join(ROOT, 'node_modules', '.lock-hash');
	const hash = createHash('sha256').update(lock).digest('hex');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
	step('installing the npm packages of this project (about a minute)', () => npm(INSTALL, ROOT));
	writeFileSync(stamp, hash);
}

/**
 * Installs the private n8n into the cache, once per lock file, and returns where it is.
 * Override the place with HELPDESK_CACHE.
 */
export function installN8n() {
	const hash = createHash('sha256');
	for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(N8N_SOURCE, file)));
	const home = join(CACHE, `n8n-${hash.digest('hex').slice(0, 12)}`);
	if (existsSync(join(home, 'ready'))) return home;

	const building = `${home}.building-${process.pid}`;
	mkdirSync(building, { recursive: true });
	for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
		copyFileSync(join(N8N_SOURCE, file), join(building, file));
	}
	step('installing n8n (2.3 GB, about 5 minutes, once per machine)', () => npm(INSTALL, building));
	needCompiler();
	step('building the two native modules of n8n (about a minute)', () =>
		npm(['rebuild', 'sqlite3', 'isolated-vm', '--ignore-scripts=false', '--foreground-scripts'], building, {
			...process.env,
			PATH: withNode24(building),
			npm_config_nodedir: nodeHome(building),
		}),
	);
	writeFileSync(join(building, 'ready'), new Date().toISOString());
	rmSync(home, { recursive: true, force: true });
	renameSync(building, home);
	return home;
}

/** Returns PATH with the Node that n8n needs in front. */
export function withNode24(n8nHome) {
	const separator = process.platform === 'win32' ? ';' : ':';
	return [dirname(node24(n8nHome)), process.env.PATH].join(separator);
}

/** Returns the path of a Node that can run n8n: this one if it is new enough, else the one installed beside n8n. */
export function node24(n8nHome) {
	if (Number(process.versions.node.split('.')[0]) === NODE_MAJOR) return process.execPath;
	const binary = join(nodePackage(n8nHome), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	if (!existsSync(binary)) {
		throw new Error(
			`There is no Node ${NODE_MAJOR} package for ${process.platform}/${process.arch}: install Node ${NODE_MAJOR} and run this again with it.`,
		);
	}
	return binary;
}

function nodePackage(n8nHome) {
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	return join(n8nHome, 'node_modules', `node-${platform}-${process.arch}`);
}

// node-gyp needs Node 24's headers; the packaged Node brings them, an installed one has them beside bin/.
function nodeHome(n8nHome) {
	return dirname(dirname(node24(n8nHome)));
}

function needCompiler() {
	if (['python3', 'make', 'g++'].every(isCommand)) return;
	if (process.getuid?.() === 0 && isCommand('apt-get')) {
		step('installing a C++ compiler (apt-get: python3 make g++)', () => {
			run('apt-get', ['update', '-qq'], ROOT);
			run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3', 'make', 'g++'], ROOT, {
				...process.env,
				DEBIAN_FRONTEND: 'noninteractive',
			});
		});
		return;
	}
	throw new Error('n8n has two native modules: install python3, make and g++, then run this again.');
}

function isCommand(name) {
	return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}

function npm(args, cwd, env) {
	run('npm', args, cwd, env);
}

function run(command, args, cwd, env = process.env) {
	const result = spawnSync(command, args, {
		cwd,
		env,
		encoding: 'utf8',
		shell: process.platform === 'win32',
	});
	if (result.status === 0) return;
	throw new Error(
		`${command} ${args.join(' ')} failed in ${cwd}:\n${result.error?.message ?? ''}${result.stdout ?? ''}\n${result.stderr ?? ''}`.slice(
			0,
			6000,
		),
	);
}

function step(what, act) {
	const start = Date.now();
	process.stderr.write(`… ${what}\n`);
	act();
	process.stderr.write(`  done in ${Math.round((Date.now() - start) / 1000)} s\n`);
}
