import { describe, expect, it } from '@jest/globals';
import {
	failureReason,
	isHardFailure,
	type FailureReason,
} from '../../../helpdesk/domain/bounce/failure-reason';

describe('failureReason', () => {
	it.each<[string, string, FailureReason]>([
		[
			'550 5.1.1 <a@b.test>: Recipient address rejected: User unknown in local table',
			'5.1.1',
			'user-unknown',
		],
		['550 No such user here', '', 'user-unknown'],
		['550 the account does not exist', '', 'user-unknown'],
		['550 5.1.1 Adresse destinataire inconnue', '', 'user-unknown'],
		['Empfänger nicht gefunden', '', 'user-unknown'],
		['El destinatario no existe', '', 'user-unknown'],
		['Пользователь не найден', '', 'user-unknown'],
		['', '5.1.1', 'user-unknown'],
		['Host or domain name not found', '', 'host-unknown'],
		['Unrouteable address', '', 'host-unknown'],
		['', '5.1.2', 'host-unknown'],
		['551 The user has moved; please try <new@c.test>', '', 'moved'],
		['552 5.2.2 Over quota', '', 'mailbox-full'],
		['The mailbox is full', '5.1.1', 'mailbox-full'],
		['Das Postfach ist voll', '', 'mailbox-full'],
		['Message size exceeds fixed limit', '', 'too-large'],
		['554 5.7.1 identified as SPAM', '', 'spam'],
		['550 blocked using a DNS blacklist', '', 'blocked'],
		['550 cannot find your reverse hostname', '', 'blocked'],
		['Sender address rejected: Domain not found', '', 'sender-rejected'],
		['550 5.7.26 Unauthenticated email is not accepted due to DMARC policy', '5.7.26', 'policy'],
		['554 Relay access denied', '', 'not-relayed'],
		['550 account has been suspended', '', 'mailbox-disabled'],
		['connect to mx.test: Connection refused', '', 'network'],
		['delivery temporarily suspended: Connection timed out', '', 'expired'],
		['message delivery expired', '4.4.7', 'expired'],
		['554 virus found', '', 'virus'],
		['451 4.3.0 queue file write error', '4.3.0', 'system'],
		['say nothing', '', 'unknown'],
		// Words in an address or behind a link mean nothing.
		['550 <user.unknown@b.test>: see https://b.test/mailbox-full', '', 'unknown'],
	])('of "%s" %s is %s', (words, status, reason) => expect(failureReason(words, status)).toBe(reason));
});

describe('isHardFailure', () => {
	it.each<[FailureReason, string, boolean]>([
		['user-unknown', '5.1.1', true],
		['moved', '5.1.6', true],
		['host-unknown', '5.4.4', true],
		['host-unknown', '4.4.4', false],
		['mailbox-full', '5.2.2', false],
		['blocked', '5.7.1', false],
		['unknown', '5.0.0', false],
	])('of %s with %s is %s', (reason, status, isHard) => expect(isHardFailure(reason, status)).toBe(isHard));
});
