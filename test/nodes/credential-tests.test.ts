import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ICredentialTestFunctions } from 'n8n-workflow';
import { helpDeskMailboxTest } from '../../nodes/shared/credential-tests';

describe('helpDeskMailboxTest', () => {
	let server: Server;

	beforeAll(async () => {
		server = createServer((socket) => {
			socket.on('error', () => undefined);
			socket.once('data', () => socket.end('* OK ready\r\n'));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});

	afterAll(() => new Promise((resolve) => server.close(resolve)));

	it('says in plain words that a port has no TLS, and what to do', async () => {
		const { port } = server.address() as AddressInfo;
		const { status, message } = await test({ imapPort: port, imapSecurity: 'tls' });
		expect(status).toBe('Error');
		// What Node itself throws is no Error of Jest's, and is told with its name.
		expect(message.replace('Error: ', '')).toBe(
			`IMAP at 127.0.0.1:${port} did not work: the server does not speak TLS on this port. Check host, port and security: 993 goes with TLS, 143 with STARTTLS. A certificate of your own needs "Ignore SSL Issues".`,
		);
	});

	it('says what is wrong with the address', async () => {
		expect(await test({ address: 'support' })).toEqual({
			status: 'Error',
			message:
				'The mailbox credential has no valid address: "support". Write the address as name@example.com.',
		});
	});

	function test(data: Record<string, string | number>) {
		const login = { address: 'support@acme.test', user: '', password: 'secret', imapHost: '127.0.0.1 ' };
		const credential = { id: '1', name: 'support', type: 'helpDeskMailboxApi', data: { ...login, ...data } };
		return helpDeskMailboxTest.call({} as ICredentialTestFunctions, credential);
	}
});
