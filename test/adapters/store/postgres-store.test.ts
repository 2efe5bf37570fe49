import { describe, expect, it } from '@jest/globals';
import { openPostgresStore } from '../../../helpdesk/adapters/store/postgres-store';
import { freePort } from '../../support/free-port';
import { firstValues } from '../../support/store-engines';

describe('openPostgresStore', () => {
	it('says where nobody answered, without the password', async () => {
		const login = {
			host: '127.0.0.1',
			port: await freePort(),
			database: 'desk',
			user: 'anna',
			password: 'k7-secret',
			ssl: 'disable' as const,
		};
		const failure = await openPostgresStore(login, firstValues()).catch((error: unknown) => error);
		expect(failure).toMatchObject({
			code: 'store-unavailable',
			message: expect.stringContaining(`"desk" at 127.0.0.1:${login.port}`),
		});
		expect(String(failure)).not.toContain('k7-secret');
	});
});
