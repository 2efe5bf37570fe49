import { describe, expect, it } from '@jest/globals';
import { withoutClearSignature } from '../../helpdesk/domain/clear-signature';

const BEGIN = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = ['-----BEGIN PGP SIGNATURE-----', 'Version: GnuPG v2', '', 'iQIzBAEBCAAdFiEE', '=abcd'];
const END = '-----END PGP SIGNATURE-----';

describe('withoutClearSignature', () => {
	it.each<[string, readonly string[], string]>([
		['nothing of it', ['Reboot.', '- that is all'], 'Reboot.\n- that is all'],
		['all of it', [BEGIN, 'Hash: SHA256', '', 'Reboot.', '', ...SIGNATURE, END], 'Reboot.\n'],
		['without a hash', [BEGIN, '', 'Reboot.', ...SIGNATURE, END], 'Reboot.'],
		[
			'lines that begin with a dash',
			[BEGIN, '', '- -- ', 'John', '- - one', ...SIGNATURE, END],
			'-- \nJohn\n- one',
		],
		['words behind it', ['', BEGIN, '', 'Reboot.', ...SIGNATURE, END, 'Bye'], 'Reboot.\nBye'],
		[
			'a signed one below, as it was quoted',
			[BEGIN, '', 'One', ...SIGNATURE, END, 'Frank wrote:', BEGIN, '', 'Two', ...SIGNATURE, END],
			['One', 'Frank wrote:', BEGIN, '', 'Two', ...SIGNATURE, END].join('\n'),
		],
		[
			'only such a one',
			['Hi', BEGIN, '', 'Two', ...SIGNATURE],
			['Hi', BEGIN, '', 'Two', ...SIGNATURE].join('\n'),
		],
		[
			'a signature without end',
			[BEGIN, '', 'One', ...SIGNATURE, 'It is two of them.'],
			'One\nIt is two of them.',
		],
		['a quoted one', [`> ${BEGIN}`, '> ', '> - Reboot.'], `> ${BEGIN}\n> \n> - Reboot.`],
	])('gives what was typed where a mail has %s', (_what, lines, expected) =>
		expect(withoutClearSignature(lines.join('\n'))).toBe(expected),
	);
});
