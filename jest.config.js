const { join } = require('node:path');

const n8nHome = process.env.HELPDESK_N8N_HOME;
const common = {
	testEnvironment: 'node',
	transform: {
		'^.+\\.(t|j|mj)s$': [
			'@swc/jest',
			{ jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
		],
	},
	// Kysely is published as ES modules only.
	transformIgnorePatterns: ['/node_modules/(?!kysely/)'],
};

module.exports = {
	projects: [
		{
			...common,
			displayName: 'fast',
			testMatch: ['<rootDir>/test/{domain,desk,adapters,nodes,workflows}/**/*.test.ts'],
		},
		{
			...common,
			// The shipped templates through n8n-core, over the built package.
			displayName: 'between',
			testMatch: ['<rootDir>/test/between/**/*.test.ts'],
			...(n8nHome && {
				moduleNameMapper: {
					'^(n8n-core|n8n-workflow|n8n-nodes-base)(.*)$': join(n8nHome, 'node_modules', '$1$2'),
				},
			}),
		},
		{ ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
	],
	testTimeout: 30_000,
};
