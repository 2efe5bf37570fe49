import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../support/child-process';

const FORBIDDEN: [file: string, imported: string][] = [
	['helpdesk/domain/planted.ts', 'node:crypto'],
	['helpdesk/domain/planted.ts', '../ports'],
	['helpdesk/domain/reply/planted.ts', '../../adapters/system/system'],
	['helpdesk/ports.ts', './desk/deliver-mail'],
	['helpdesk/desk/planted.ts', '../adapters/store/sql-store'],
	['helpdesk/desk/planted.ts', 'n8n-workflow'],
	['helpdesk/adapters/authentication/planted.ts', 'nodemailer'],
	['helpdesk/adapters/imap/planted.ts', 'nodemailer'],
	['helpdesk/adapters/imap/planted.ts', '../smtp/smtp-sender'],
	['helpdesk/adapters/store/planted.ts', '../../desk/thread-mail'],
	['helpdesk/adapters/smtp/planted.ts', 'n8n-workflow'],
	['nodes/shared/planted.ts', 'imapflow'],
	['nodes/SendReply/planted.ts', '../../helpdesk/adapters/smtp/smtp-sender'],
	['nodes/SendReply/planted.ts', '../NotifyStaff/NotifyStaff.node'],
	['nodes/HelpDesk/resources/planted.ts', 'pg'],
	['credentials/planted.ts', '../helpdesk/domain/address'],
];
const ALLOWED: [file: string, imported: string][] = [
	['helpdesk/domain/planted.ts', './address'],
	['helpdesk/domain/forwarded/planted.ts', '../reply/mail-line'],
	['helpdesk/desk/planted.ts', '../domain/address'],
	['helpdesk/adapters/imap/planted.ts', 'imapflow'],
	['nodes/shared/planted.ts', '../../helpdesk/adapters/smtp/smtp-sender'],
	['nodes/SendReply/planted.ts', '../shared/views'],
];
const IMPURE: [what: string, text: string, rule: string][] = [
	['the clock', 'export const now = new Date();\n', 'no-restricted-syntax'],
	['chance', 'export const chance = Math.random();\n', 'no-restricted-properties'],
	['the machine', 'export const env = process.env;\n', 'no-restricted-globals'],
];

describe('the import table', () => {
	const rules = new Map<string, string[]>();

	beforeAll(async () => {
		const planted = [
			...[...FORBIDDEN, ...ALLOWED].map(([file, imported]) => [file, importOf(imported)] as const),
			...IMPURE.map(([, text]) => ['helpdesk/domain/planted.ts', text] as const),
		];
		// A process of its own: jest cannot load ESLint's configuration, which is an ES module.
		const script = join(__dirname, 'lint-planted.mjs');
		const answer = await runCommand(process.execPath, [script, JSON.stringify(planted)]);
		const broken = JSON.parse(answer) as string[][];
		planted.forEach(([file, text], index) => rules.set(file + text, broken[index] ?? []));
	}, 60_000);

	it.each(FORBIDDEN)('forbids %s to import %s', (file, imported) => {
		expect(rules.get(file + importOf(imported))).toEqual(['no-restricted-imports']);
	});

	it.each(ALLOWED)('lets %s import %s', (file, imported) => {
		expect(rules.get(file + importOf(imported))).toEqual([]);
	});

	it.each(IMPURE)('keeps %s out of the domain', (_what, text, rule) => {
		expect(rules.get(`helpdesk/domain/planted.ts${text}`)).toEqual([rule]);
	});
});

function importOf(path: string): string {
	return `import { planted } from '${path}';\nexport const use = planted;\n`;
}
