import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Desk } from '../../helpdesk/ports';

/** One operation of a resource: what the editor shows for it, and what it does for one item. */
export interface Operation {
	readonly name: string;
	readonly value: string;
	readonly action: string;
	readonly description: string;
	readonly fields: readonly INodeProperties[];
	run(desk: Desk, context: IExecuteFunctions, itemIndex: number): Promise<IDataObject[]>;
	/** Gives the files that go with what `run` gave. */
	files?(desk: Desk, context: IExecuteFunctions, itemIndex: number): Promise<IBinaryKeyData>;
}

/** A resource of the node with its operations, in the order the editor lists them. */
export interface Resource {
	readonly name: string;
	readonly value: string;
	readonly operations: readonly Operation[];
	/** What a new node does; undefined: the first. Saved flows leave it out, so that it must not change. */
	readonly defaultOperation?: string;
}

/** Gives the properties of a resource: its operation list, and the fields of each operation. */
export function resourceProperties({
	value: resource,
	operations,
	defaultOperation = operations[0]?.value,
}: Resource): INodeProperties[] {
	const list: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: operations.map(({ name, value, action, description }) => ({ name, value, action, description })),
		default: defaultOperation,
	};
	const fields = operations.flatMap(({ value, fields: own }) =>
		own.map((field) => ({
			...field,
			displayOptions: {
				...field.displayOptions,
				show: { ...field.displayOptions?.show, resource: [resource], operation: [value] },
			},
		})),
	);
	return [list, ...fields];
}

/** The fields "Return All" and "Limit" of operations that give many. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

const ALL = 100_000;

/** Reads the fields "Return All" and "Limit". */
export function limitOf(context: IExecuteFunctions, itemIndex: number): number {
	return context.getNodeParameter('returnAll', itemIndex, false) === true
		? ALL
		: Number(context.getNodeParameter('limit', itemIndex, 50));
}
