import { describe, expect, it } from '@jest/globals';
import { threadKeysOf } from '../../helpdesk/domain/thread-keys';

describe('threadKeysOf', () => {
	it.each<[string, string, string[]]>([
		['its own id', 'Message-ID: <a@x>\r\n\r\n', ['a@x']],
		[
			'what it answers, each once',
			'References: <a@x>\r\n <b@x>\r\nIn-Reply-To: <b@x>\r\n\r\n',
			['a@x', 'b@x'],
		],
		['nothing of the body', 'Subject: x\r\n\r\nMessage-ID: <a@x>', []],
		['nothing of other fields', 'X-Message-ID: <a@x>\r\nSubject: <b@x>\r\n\r\n', []],
		['what a bare LF ends', 'message-id: <a@x>\n\nIn-Reply-To: <b@x>', ['a@x']],
		['a header that is cut off', 'Message-ID: <a@x>\r\nSubj', ['a@x']],
		['nothing of what is too long to be one', `Message-ID: <${'a'.repeat(300)}@x>\r\n\r\n`, []],
	])('gives %s', (_what, head, keys) => {
		expect(threadKeysOf(head)).toEqual(keys);
	});

	it('keeps the first and the last of many', () => {
		const ids = Array.from({ length: 50 }, (_, index) => `id-${index}@x`);
		const keys = threadKeysOf(`References: ${ids.map((id) => `<${id}>`).join(' ')}\r\n\r\n`);
		expect(keys).toHaveLength(12);
		expect(keys).toEqual([...ids.slice(0, 6), ...ids.slice(-6)]);
	});
});
