const { join } = require('node:path');

// Published as ES modules only, which the transform makes CommonJS of.
const ES_MODULES = 'kysely|parse5|htmlparser2|dom-serializer|domelementtype|domhandler|domutils|entities';
const TRANSFORMED = `/node_modules/(?!(?:.*/node_modules/)?(?:${ES_MODULES})/)`;
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
	transformIgnorePatterns: [TRANSFORMED],
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
			transformIgnorePatterns: ['<rootDir>/dist/', TRANSFORMED],
			// Our nodes must meet the very n8n-workflow that n8n-core uses.
			...(n8nHome && {
				moduleNameMapper: { '^n8n-workflow$': join(n8nHome, 'node_modules', 'n8n-workflow') },
			}),
		},
		{ ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
	],
	testTimeout: 30_000,
};
