import { describe, expect, it } from '@jest/globals';
import { subjectPrefix } from '../../helpdesk/domain/subject-prefix';

describe('subjectPrefix', () => {
	it.each([
		['Fwd: a', 'forward', 'a'],
		['FW: Re: a', 'forward', 'Re: a'],
		['WG:a', 'forward', 'a'],
		['Doorst: a', 'forward', 'a'],
		['İLT: a', 'forward', 'a'],
		['ilt: a', 'forward', 'a'],
		['Redir.: a', 'forward', 'a'],
		['Továbbítás: a', 'forward', 'a'],
		['ΠΡΘ: a', 'forward', 'a'],
		['转发：a', 'forward', 'a'],
		['הועבר: a', 'forward', 'a'],
		[' fwd : a', 'forward', 'a'],
		['[Fwd: a]', 'forward', 'a'],
		['(fwd) a', 'forward', 'a'],
		['a (fwd)', 'forward', 'a'],
		['Fwd[2]: a', 'forward', 'a'],
		['VS: a', 'either', 'a'],
		['Re: Fwd: a', 'reply', 'Fwd: a'],
		['RE[3]: a', 'reply', 'a'],
		['AW: a', 'reply', 'a'],
		['Re: a (fwd)', 'reply', 'a (fwd)'],
		['回复: a', 'reply', 'a'],
	])('of %j is %s', (subject, kind, rest) => expect(subjectPrefix(subject)).toEqual({ kind, rest }));

	it.each(['a', '', ':', 'Forwarding: a', 'Trouble: a', '[#7] Fwd: a', 'Invoice 7: fwd', '[Fwd: a] b'])(
		'is none for %j',
		(subject) => expect(subjectPrefix(subject)).toBeUndefined(),
	);
});
