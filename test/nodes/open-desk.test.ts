import { afterAll, describe, expect, it } from '@jest/globals';
import type { PasswordLogin, TokenLogin } from '../../helpdesk/domain/server-login';
import { senderFor } from '../../nodes/shared/open-desk';
import { processState } from '../../nodes/shared/process-state';

describe('senderFor', () => {
	const at = {
		host: '127.0.0.1',
		port: 25,
		security: 'none' as const,
		user: 'support@acme.test',
		allowsUnknownCertificate: false,
	};

	afterAll(() => {
		for (const { sender } of processState().senders.values()) sender.close();
		processState().senders.clear();
	});

	it('gives one sender for a credential whose token changes, and others for other logins', () => {
		const first = senderFor(tokenLogin('one', 'access-1'));
		expect(senderFor(tokenLogin('one', 'access-2'))).toBe(first);
		// Somebody else's credential for the same address must not use the connections of this one.
		expect(senderFor(tokenLogin('two', 'access-1'))).not.toBe(first);
		expect(senderFor(passwordLogin('secret'))).not.toBe(first);
		expect(senderFor(passwordLogin('secret'))).toBe(senderFor(passwordLogin('secret')));
		expect(processState().senders.size).toBe(3);
	});

	it('gives another sender when the password has changed, and keeps no connection of the old one', () => {
		const old = senderFor(passwordLogin('secret'));
		const before = processState().senders.size;
		expect(senderFor(passwordLogin('other'))).not.toBe(old);
		expect(processState().senders.size).toBe(before);
	});

	function tokenLogin(credentialId: string, accessToken: string): TokenLogin {
		return { ...at, credentialId, accessToken: async () => accessToken };
	}

	function passwordLogin(password: string): PasswordLogin {
		return { ...at, password };
	}
});
