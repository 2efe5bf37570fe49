import { describe, expect, it } from '@jest/globals';
import { picturesOf } from '../../helpdesk/domain/content-id';

describe('picturesOf', () => {
	it.each([
		['as it is', 'cid:image001.png@01D9.5F', 'image001.png@01D9.5F', true],
		['with another case of the scheme', 'CID:a@x', 'a@x', true],
		['with an escaped plus', 'cid:image%2B1@x', 'image+1@x', true],
		['with a blank', 'cid:image%20001@x', 'image 001@x', true],
		['with an entity', 'cid:a&amp;b@x', 'a&b@x', true],
		['with a number for a sign', 'cid:a&#43;b&#x40;x', 'a+b@x', true],
		['escaped on both sides', 'cid:a%2Bb@x', 'a%2Bb@x', true],
		['not at all', 'cid:other@x', 'a@x', false],
	])('finds a picture that is named %s', (_how, src, contentId, expected) =>
		expect(picturesOf(`<img src="${src}">`)(contentId)).toBe(expected),
	);
});
