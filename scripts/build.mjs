// Builds dist/: our TypeScript file by file as CommonJS, each driver bundled once into dist/vendor,
// because n8n wants community packages without dependencies. Types are checked by `npm run types`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './set-up.mjs';

const DRIVERS = [
	...['imapflow', 'mailparser', 'nodemailer', 'smtp-server', '@fastify/busboy'],
	...['kysely', 'pg', 'sanitize-html', 'parse5', 'htmlparser2', 'mailauth'],
];
const LEFT_OUT = {
	mailparser: ['html-to-text', 'linkify-it', 'tlds'],
	mailauth: ['undici', 'fast-xml-parser', '@postalsys/vmc', 'iconv-lite', 'encoding-japanese'],
};
// Charsets are 1.2 MB of tables, which several drivers bring along and hardly any mail needs: they are kept once, beside them.
const CHARSETS = { names: ['iconv-lite', 'encoding-japanese'], of: ['imapflow', 'mailparser'] };
const OURS = ['nodes', 'credentials', 'helpdesk'];
const common = {
	platform: 'node',
	target: 'node24',
	format: 'cjs',
	logLevel: 'warning',
};

rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
const used = new Set();
await build({
	...common,
	entryPoints: OURS.flatMap(sources),
	outbase: ROOT,
	outdir: join(ROOT, 'dist'),
	bundle: true,
	plugins: [{ name: 'vendor', setup: linkImports }],
});
mkdirSync(join(ROOT, 'dist', 'vendor'), { recursive: true });
// The charsets first: reading the names of what a driver exports loads it.
const bundled = [...CHARSETS.names, ...used];
const bundles = await Promise.all(bundled.map(bundleDriver));
for (const name of bundled) writeLazyDriver(name);
writeLicences(bundles);
const gulp = spawnSync(
	process.execPath,
	[join(ROOT, 'node_modules/gulp/bin/gulp.js'), '--silent', 'assets'],
	{
		cwd: ROOT,
		stdio: 'inherit',
	},
);
process.exit(gulp.status ?? 1);

function sources(folder) {
	const files = readdirSync(join(ROOT, folder), { recursive: true });
	return files.filter((file) => file.endsWith('.ts')).map((file) => join(ROOT, folder, file));
}

// Keeps one output file per source file: relative imports stay, drivers point into dist/vendor.
function linkImports({ onResolve }) {
	onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
		if (kind === 'entry-point') return undefined;
		const driver = DRIVERS.find((name) => path === name || path.startsWith(`${name}/`));
		if (!driver)
			return {
				path: path.startsWith('.') ? `${path}${path.endsWith('.json') ? '' : '.js'}` : path,
				external: true,
			};
		used.add(path);
		const toRoot = relative(dirname(importer), ROOT);
		return { path: `${toRoot}/vendor/${vendorName(path)}`, external: true };
	});
}

function bundleDriver(name) {
	return build({
		...common,
		absWorkingDir: ROOT,
		stdin: {
			contents: `module.exports = require('${name}')`,
			// The version that libmime asks for, which decodes for all of them.
			resolveDir: CHARSETS.names.includes(name) ? join(ROOT, 'node_modules', 'libmime') : ROOT,
		},
		outfile: bundleOf(name),
		bundle: true,
		minify: true,
		legalComments: 'none',
		metafile: true,
		external: ['pg-native'],
		alias: standInsOf(name),
		plugins: CHARSETS.of.includes(name) ? [{ name: 'charsets', setup: linkCharsets }] : [],
	});
}

function linkCharsets({ onResolve }) {
	onResolve({ filter: /.*/ }, ({ path }) =>
		CHARSETS.names.includes(path) ? { path: `./${vendorName(path)}`, external: true } : undefined,
	);
}

function standInsOf(driver) {
	const file = join(ROOT, 'scripts', `left-out-of-${driver}.cjs`);
	return Object.fromEntries((LEFT_OUT[driver] ?? []).map((name) => [name, file]));
}

// Stands for a bundle until something of it is used: n8n loads every node of a flow, and each brings drivers along that
// most flows never need.
function writeLazyDriver(name) {
	const names = Object.getOwnPropertyNames(createRequire(import.meta.url)(bundleOf(name)));
	const exported = names.filter(
		(each) => !['length', 'name', 'prototype', 'arguments', 'caller'].includes(each),
	);
	const lines = [
		'let loaded;',
		`const load = () => (loaded ??= require('./${basename(bundleOf(name))}'));`,
		'module.exports = (...args) => load()(...args);',
		`for (const name of ${JSON.stringify(exported)})`,
		'\tObject.defineProperty(module.exports, name, { enumerable: true, get: () => load()[name] });',
	];
	writeFileSync(join(ROOT, 'dist', 'vendor', vendorName(name)), `${lines.join('\n')}\n`);
}

function bundleOf(name) {
	return join(ROOT, 'dist', 'vendor', vendorName(name).replace(/\.js$/, '.bundle.js'));
}

// The licences of what is bundled ask for their text to come along.
function writeLicences(bundles) {
	const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
	const folders = new Set(
		inputs.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
	);
	const texts = [...folders].sort().map((folder) => {
		const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
		const file = readdirSync(join(ROOT, folder)).find((each) => /^licen[cs]e/i.test(each));
		const text = file ? readFileSync(join(ROOT, folder, file), 'utf8').trim() : '';
		return `${name} ${version} (${license})\n\n${text}\n`;
	});
	writeFileSync(
		join(ROOT, 'dist', 'vendor', 'THIRD-PARTY-LICENCES.txt'),
		texts.join(`\n${'-'.repeat(70)}\n\n`),
	);
}

function vendorName(name) {
	return `${name.replaceAll('/', '-')}.js`;
}
