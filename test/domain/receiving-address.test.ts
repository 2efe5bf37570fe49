import { describe, expect, it } from '@jest/globals';
import {
	addressForms,
	formatReceivingAddress,
	isGood,
	receivingAddressShape,
} from '../../helpdesk/domain/receiving-address';
import { NOW } from '../support/builders';

describe('formatReceivingAddress', () => {
	it.each([
		['an address of its own', { kind: 'own', domain: 'in.acme.test' }, 'desk-k3j9@in.acme.test'],
		['a plus address', { kind: 'plus', base: 'Support@acme.test' }, 'Support+k3j9@acme.test'],
		['nothing where it would be too long', { kind: 'plus', base: `${'a'.repeat(60)}@acme.test` }, undefined],
	] as const)('makes %s', (_what, shape, address) => {
		expect(formatReceivingAddress(shape, 'k3j9')).toBe(address);
		if (address !== undefined) {
			const again = formatReceivingAddress(receivingAddressShape({ address }), 'm4');
			expect(again).toBe(address.replace('k3j9', 'm4'));
		}
	});
});

describe('isGood', () => {
	it.each([
		['it has no end', undefined, true],
		['its end is to come', new Date(NOW.getTime() + 1), true],
		['its end is now', NOW, false],
	])('tells that %s', (_when, expiresAt, expected) => {
		expect(isGood({ expiresAt }, NOW)).toBe(expected);
	});
});

describe('addressForms', () => {
	it.each([
		['Support@Acme.test', ['support@acme.test']],
		['support+a+b@acme.test', ['support+a+b@acme.test', 'support+a@acme.test', 'support@acme.test']],
		[`a${'+'.repeat(50)}@acme.test`, [`a${'+'.repeat(50)}@acme.test`]],
	])('of %s', (address, forms) => {
		expect(addressForms(address)).toEqual(forms);
	});
});
