import {
	NodeConnectionTypes,
	type IBinaryKeyData,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import type { Desk } from '../../helpdesk/ports';
import { nodeError, textWithAdvice } from './advice';
import { openDesk } from './open-desk';

/** An output item before it is paired with its input: the number of its output, and its data. */
export interface Routed {
	readonly output: number;
	readonly json: IDataObject;
	readonly binary?: IBinaryKeyData;
}

/** The output of a node that has only one. */
export const ONE_OUTPUT: readonly string[] = [NodeConnectionTypes.Main];

/**
 * Runs a node's work for each input item, one after the other unless told otherwise, and puts the results on its
 * outputs in the order of the items.
 *
 * A failure stops the node, unless it is set to continue: then it becomes an item with `error`, which says what to do, too.
 * As the tool of an agent a node has one output: where it has more, `output` names that of each item.
 */
export async function eachItem(
	context: IExecuteFunctions,
	outputNames: readonly string[],
	work: (desk: Desk, itemIndex: number) => Promise<readonly Routed[]>,
	atOnce = 1,
): Promise<INodeExecutionData[][]> {
	const outputs: INodeExecutionData[][] = outputNames.map(() => []);
	const isToolOfMany = isTool(context) && outputNames.length > 1;
	const results = await allResults(context, work, atOnce);
	for (const [itemIndex, routed] of results.entries()) {
		for (const { output, json, ...files } of routed) {
			// An agent gets to see the first output and no other.
			const shown = isToolOfMany ? { output: outputNames[output], ...json } : json;
			outputs[isToolOfMany ? 0 : output]?.push({ ...files, json: shown, pairedItem: { item: itemIndex } });
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
		const failure = nodeError(context.getNode(), error, itemIndex);
		if (isTool(context)) {
			// An agent gets to see the message and nothing else.
			failure.message = textWithAdvice(error);
			throw failure;
		}
		if (!context.continueOnFail()) throw failure;
		// n8n takes an item for an error only if it holds nothing else.
		return [{ output: 0, json: { error: textWithAdvice(error) } }];
	}
}

// n8n gives a node a type of its own where it is a tool.
function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}
