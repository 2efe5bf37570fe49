import { describe, expect, it } from '@jest/globals';
import { tagChangeIn, tagProblem, tagsIn } from '../../helpdesk/domain/tags';

describe('tagsIn', () => {
	it.each([
		['one', 'billing', ['billing']],
		['several', 'billing, urgent;vip', ['billing', 'urgent', 'vip']],
		['several in other scripts', '請求，至急、重要', ['請求', '至急', '重要']],
		['hashtags', '#billing #urgent ＃vip', ['billing', 'urgent', 'vip']],
		['upper case and blanks', '  Big \u00a0 Customer ', ['big-customer']],
		['the same twice', 'VIP, vip, #Vip', ['vip']],
		['one written in two ways', 'u\u0308ber, \u00fcber', ['\u00fcber']],
		['invisible characters', 'bil\u200bling\ufeff', ['billing']],
		['the end of a sentence', 'billing, urgent.', ['billing', 'urgent']],
		['signs that belong to it', 'c#, v1.2, c++', ['c#', 'v1.2', 'c++']],
		['lines', 'billing\r\nurgent', ['billing', 'urgent']],
		['nothing', ' , ,# ', []],
	])('reads %s', (_what, words, tags) => expect(tagsIn(words)).toEqual(tags));
});

describe('tagProblem', () => {
	it.each([
		['a word', 'billing', undefined],
		['a picture', '🔥', undefined],
		['fifty letters', 'ü'.repeat(50), undefined],
		['more letters', 'ü'.repeat(51), 'shorten it'],
		['a control character', 'bil\u0000ling', 'with letters, digits and signs only'],
		['half a character', 'bil\ud800ling', 'with letters, digits and signs only'],
		['a dash in front', '-billing', 'leave that out'],
		['no letter', '!?', 'write a word'],
	])('of %s', (_what, tag, advice) => {
		const problem = tagProblem(tag);
		if (advice === undefined) expect(problem).toBeUndefined();
		else expect(problem).toContain(advice);
	});
});

describe('tagChangeIn', () => {
	it.each([
		['to add', 'billing, #urgent', { add: ['billing', 'urgent'], remove: [] }],
		['to take off', '-billing', { add: [], remove: ['billing'] }],
		['to take off, as phones write it', '– billing, —urgent', { add: [], remove: ['billing', 'urgent'] }],
		['of both kinds', 'urgent, -billing', { add: ['urgent'], remove: ['billing'] }],
		['none', '', undefined],
		['a dash alone', '-', undefined],
		['one that is too long', `billing, ${'x'.repeat(51)}`, undefined],
		['one too long to be taken off', `-${'x'.repeat(51)}`, undefined],
	])('reads tags %s', (_what, words, change) => expect(tagChangeIn(words)).toEqual(change));
});
