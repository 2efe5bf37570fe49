import { CompiledQuery, type Compilable, type QueryResult } from 'kysely';
import type { Database } from './rows';

// Longer lists come from flows that list all there is, each time of another length: their queries are not worth keeping.
const MAX_KEPT_LENGTH = 100;

/** Stands in a query for a value that is known only when the query runs. */
class Marker {
	constructor(
		readonly name: string,
		/** Where it stands in a list. */
		readonly index?: number,
	) {}
}

/**
 * Gives a query that Kysely builds once for each engine, and that runs with other values each time: for what happens with
 * every mail, where building took as long as running. With a list among its values it is built for each length of it, and
 * for a long one each time.
 *
 * @param build - uses its values as parameters only; a value that decides how the query looks would decide it for good
 */
export function prepared<Values extends object, Row>(
	build: (db: Database, values: Values) => Compilable<Row>,
): (db: Database, values: Values) => Promise<QueryResult<Row>> {
	const compiled = new WeakMap<object, Map<string, CompiledQuery>>();
	return async (db, values) => {
		const { adapter } = db.getExecutor();
		const queries = compiled.get(adapter) ?? new Map<string, CompiledQuery>();
		compiled.set(adapter, queries);
		const lengths = Object.values(values).map(lengthOf);
		const shape = lengths.join();
		const query = queries.get(shape) ?? build(db, markersFor(values)).compile();
		if (lengths.every((length = 0) => length <= MAX_KEPT_LENGTH)) queries.set(shape, query);
		const parameters = query.parameters.map((parameter) =>
			parameter instanceof Marker ? valueOf(values, parameter) : parameter,
		);
		return await db.executeQuery<Row>(CompiledQuery.raw(query.sql, parameters));
	};
}

function lengthOf(value: unknown): number | undefined {
	return Array.isArray(value) ? value.length : undefined;
}

function valueOf(values: object, { name, index }: Marker): unknown {
	const value: unknown = values[name as keyof typeof values];
	return index !== undefined && Array.isArray(value) ? (value[index] as unknown) : value;
}

function markersFor<Values extends object>(values: Values): Values {
	const markers = Object.entries(values).map(([name, value]: [string, unknown]) => [
		name,
		Array.isArray(value) ? value.map((_, index) => new Marker(name, index)) : new Marker(name),
	]);
	return Object.fromEntries(markers) as Values;
}
