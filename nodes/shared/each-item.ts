import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Desk } from '../../helpdesk/ports';
import { nodeError, textWithAdvice } from './advice';
import { openDesk } from './open-desk';

/** An output item before it is paired with its input: the number of its output, and its data. */
export interface Routed {
	readonly output: number;
	readonly json: IDataObject;
	readonly binary?: IBinaryKeyData;
}

/**
 * Runs a node's work for each input item, one after the other unless told otherwise, and puts the results on its
 * outputs in the order of the items.
 *
 * A failure stops the node, unless it is set to continue: then it becomes an item with `error`, which says what to do, too.
 */
export async function eachItem(
	context: IExecuteFunctions,
	outputCount: number,
	work: (desk: Desk, itemIndex: number) => Promise<readonly Routed[]>,
	atOnce = 1,
): Promise<INodeExecutionData[][]> {
	const outputs: INodeExecutionData[][] = Array.from({ length: outputCount }, () => []);
	const results = await allResults(context, work, atOnce);
	for (const [itemIndex, routed] of results.entries()) {
		for (const { output, ...data } of routed) {
			outputs[output]?.push({ ...data, pairedItem: { item: itemIndex } });
		}
	}
	return outputs;
}

async function allResults(
	context: IExecuteFunctions,
	work: (desk: Desk, itemIndex: number) => Promise<readonly Routed[]>,
	atOnce: number,
): Promise<(readonly Routed[])[]> {
	const count = context.getInputData().length;
	const results: (readonly Routed[])[] = Array.from({ length: count }, () => []);
	let next = 0;
	let hasFailed = false;
	const worker = async () => {
		while (next < count && !hasFailed) {
			const itemIndex = next++;
			results[itemIndex] = await resultsOf(context, itemIndex, work).catch((error: unknown) => {
				hasFailed = true;
				throw error;
			});
		}
	};
	// What has begun ends before the node does.
	const ended = await Promise.allSettled(Array.from({ length: Math.min(atOnce, count) }, worker));
	const failure = ended.find(({ status }) => status === 'rejected');
	if (failure?.status === 'rejected') throw failure.reason;
	return results;
}

async function resultsOf(
	context: IExecuteFunctions,
	itemIndex: number,
	work: (desk: Desk, itemIndex: number) => Promise<readonly Routed[]>,
): Promise<readonly Routed[]> {
	try {
		return await work(await openDesk(context), itemIndex);
	} catch (error) {
		if (!context.continueOnFail()) throw nodeError(context.getNode(), error, itemIndex);
		// n8n takes an item for an error only if it holds nothing else.
		return [{ output: 0, json: { error: textWithAdvice(error) } }];
	}
}
