import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Desk } from '../../helpdesk/ports';
import { nodeError } from './advice';
import { openDesk } from './open-desk';

/** An output item before it is paired with its input: the number of its output, and its data. */
export interface Routed {
	readonly output: number;
	readonly json: IDataObject;
	readonly binary?: IBinaryKeyData;
}

/**
 * Runs a node's work for each input item, one after the other, and puts the results on its outputs.
 *
 * A failure stops the node, unless it is set to continue: then it becomes an item with `error` on the first output.
 */
export async function eachItem(
	context: IExecuteFunctions,
	outputCount: number,
	work: (desk: Desk, itemIndex: number) => Promise<readonly Routed[]>,
): Promise<INodeExecutionData[][]> {
	const outputs: INodeExecutionData[][] = Array.from({ length: outputCount }, () => []);
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		for (const { output, ...data } of await resultsOf(context, itemIndex, work)) {
			outputs[output]?.push({ ...data, pairedItem: { item: itemIndex } });
		}
	}
	return outputs;
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
		return [{ output: 0, json: { error: error instanceof Error ? error.message : String(error) } }];
	}
}
