import { describe, expect, it } from '@jest/globals';
import { processState, workers } from '../../nodes/shared/process-state';

describe('workers', () => {
	const [place = '', pid = ''] = processState().owner.split(':');
	// Above what any system gives out.
	const ended = 999_999_999;

	it.each([
		['a process of this place that has ended', `${place}:${ended}:word`, true],
		['an earlier process with our id', `${place}:${pid}:word`, true],
		['one that runs', `${place}:${process.ppid}:word`, false],
		['a container of the same name with our id', `${place.replace(/\d+$/, '1')}:${pid}:word`, false],
		['a process of another host', `elsewhere/x/1:${ended}:word`, false],
	])('know of %s whether it is gone', (_who, owner, isGone) => {
		expect(workers.isGone(owner)).toBe(isGone);
	});
});
