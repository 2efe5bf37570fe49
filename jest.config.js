const { join } = require('node:path');

const n8nHome = process.env.HELPDESK_N8N_HOME;
const common = {
	modulePathIgnorePatterns: ['<rootDir>/.dev', '<rootDir>/.build'],
	testEnvironment: 'node',
	transform: {
		'^.+\\.(t|j|mj)s$': [
			'@swc/jest',
			{ jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
		],
	},
	// Kysely and parse5 (with what it brings along) are published as ES modules only.
	transformIgnorePatterns: ['/node_modules/(?!kysely/|parse5/)'],
};

module.exports = {
	projects: [
		{
			...common,
			displayName: 'fast',
			// A thread runs JavaScript: that of the built package.
			moduleNameMapper: { '^\\./worker-file$': '<rootDir>/test/support/worker-file.ts' },
			testMatch: ['<rootDir>/test/{domain,desk,adapters,nodes,house}/**/*.test.ts'],
		},
		{
			...common,
			// The shipped templates through n8n-core, over the built package.
			displayName: 'between',
			testMatch: ['<rootDir>/test/between/**/*.test.ts'],
			transformIgnorePatterns: [
				'<rootDir>/dist/',
				// What n8n's form node brings along is published as ES modules only.
				'/node_modules/(?!(?:.*/node_modules/)?(?:kysely|parse5|htmlparser2|dom-serializer|domelementtype|domhandler|domutils|entities)/)',
			],
			// Our nodes must meet the very n8n-workflow that n8n-core uses.
			...(n8nHome && {
				moduleNameMapper: { '^n8n-workflow$': join(n8nHome, 'node_modules', 'n8n-workflow') },
			}),
		},
		{ ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
	],
	testTimeout: 30_000,
};
