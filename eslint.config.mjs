import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';

// DESIGN's import table. Each entry names what a folder may import besides n8n-workflow's types; all else is an error.
const DRIVERS = {
	authentication: 'mailauth',
	imap: 'imapflow',
	smtp: 'nodemailer',
	inbound: 'smtp-server|@fastify/busboy',
	mime: 'mailparser|htmlparser2',
	store: 'kysely(?:/migration)?|pg|node:sqlite',
	system: 'node:crypto',
	html: 'parse5|sanitize-html',
};
const NODE_BUILT_INS = 'node:(?!sqlite)[a-z_/]+';

const boundaries = [
	mayImport('helpdesk/domain/*.ts', ['\\./.+'], 'domain/ imports its own files only'),
	mayImport(
		'helpdesk/domain/*/**/*.ts',
		['\\./[a-z-]+', '\\.\\./[a-z-]+(?:/[a-z-]+)?'],
		'domain/ imports its own files only',
	),
	mayImport('helpdesk/ports.ts', ['\\./domain/.+'], 'ports.ts imports the domain only'),
	mayImport(
		'helpdesk/desk/**/*.ts',
		['\\./[a-z-]+', '\\.\\./domain/.+', '\\.\\./ports'],
		'desk/ imports domain and ports only',
	),
	...Object.entries(DRIVERS).map(([adapter, driver]) =>
		mayImport(
			`helpdesk/adapters/${adapter}/**/*.ts`,
			['\\./[a-z-]+', '\\.\\./\\.\\./domain/.+', '\\.\\./\\.\\./ports', NODE_BUILT_INS, driver],
			'an adapter imports domain, ports, node:* and its own driver; no n8n, no desk, no other adapter',
		),
	),
	mayImport(
		'nodes/shared/**/*.ts',
		['\\./[a-z-]+', '\\.\\./\\.\\./helpdesk/.+', 'n8n-workflow', NODE_BUILT_INS],
		'nodes/shared imports helpdesk and n8n-workflow; drivers stay in their adapters',
	),
	mayImport(
		'nodes/[A-Z]*/*.ts',
		['\\./.+', '\\.\\./shared/.+', '\\.\\./\\.\\./helpdesk/(?:desk/.+|domain/.+|ports)', 'n8n-workflow'],
		'a node imports nodes/shared, helpdesk/desk, helpdesk/domain and n8n-workflow; no adapter, driver or other node',
	),
	mayImport(
		'nodes/[A-Z]*/*/**/*.ts',
		[
			'\\./.+',
			'\\.\\./[a-z-]+',
			'\\.\\./\\.\\./shared/.+',
			'\\.\\./\\.\\./\\.\\./helpdesk/(?:desk/.+|domain/.+|ports)',
			'n8n-workflow',
		],
		'a node imports nodes/shared, helpdesk/desk, helpdesk/domain and n8n-workflow; no adapter, driver or other node',
	),
	mayImport('credentials/**/*.ts', ['n8n-workflow'], 'credentials import the types of n8n-workflow only'),
];

export default [
	...configWithoutCloudSupport,
	{ ignores: ['dist/**', '.build/**', '.dev/**', 'demo/n8n/**'] },
	...boundaries,
	{
		// Rules are pure: the time is a parameter, and nothing comes from chance or from the machine.
		files: ['helpdesk/domain/**/*.ts'],
		rules: {
			'no-restricted-globals': [
				'error',
				...['process', 'Buffer', 'crypto', 'performance', 'fetch', 'globalThis', 'global'],
				...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
			],
			'no-restricted-properties': [
				'error',
				{ object: 'Date', property: 'now' },
				{ object: 'Math', property: 'random' },
			],
			'no-restricted-syntax': [
				'error',
				{
					selector: "NewExpression[callee.name='Date'][arguments.length=0]",
					message: 'Take `now: Date` as a parameter.',
				},
			],
		},
	},
	{
		// The demo talks to the person who runs it.
		files: ['demo/**/*.ts'],
		rules: { 'no-console': 'off' },
	},
];

function mayImport(files, allowed, message) {
	const regex = `^(?!(?:${allowed.join('|')})$)`;
	return {
		files: [files],
		rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message, caseSensitive: true }] }] },
	};
}
