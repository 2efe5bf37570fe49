import { describe, expect, it } from '@jest/globals';
import { replyReferences } from '../../helpdesk/domain/references';

describe('replyReferences', () => {
	it.each<[string, string[], string[]]>([
		['nothing', [], []],
		['one', ['a@b'], ['a@b']],
		['a short thread in its order', ['a@b', 'c@d', 'e@f'], ['a@b', 'c@d', 'e@f']],
		['identifiers that repeat, once', ['a@b', 'c@d', 'a@b', 'c@d'], ['a@b', 'c@d']],
	])('keeps %s', (_what, thread, references) => expect(replyReferences(thread)).toEqual(references));

	it('keeps the first and as many of the last as fit 1,500 characters', () => {
		const thread = Array.from(
			{ length: 100 },
			(_, index) => `${String(index).padStart(3, '0')}${'x'.repeat(40)}@b.test`,
		);
		const references = replyReferences(thread);
		expect(references[0]).toBe(thread[0]);
		expect(references.slice(1)).toEqual(thread.slice(1 - references.length));
		const line = references.map((id) => `<${id}>`).join(' ');
		expect(line.length).toBeLessThanOrEqual(1500);
		expect(line.length).toBeGreaterThan(1400);
	});

	it('keeps the first where it alone is too long', () => {
		expect(replyReferences(['a'.repeat(2000), 'b@c'])).toEqual(['a'.repeat(2000)]);
	});
});
