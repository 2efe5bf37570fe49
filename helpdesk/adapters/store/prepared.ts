import { CompiledQuery, type Compilable, type QueryResult } from 'kysely';
import type { Database } from './rows';

/** Stands in a query for a value that is known only when the query runs. */
class Marker {
	constructor(readonly name: string) {}
}

/**
 * Gives a query that Kysely builds once for each engine, and that runs with other values each time: for what happens with
 * every mail, where building took as long as running.
 *
 * @param build - uses its values as parameters only; a value that decides how the query looks would decide it for good
 */
export function prepared<Values extends object, Row>(
	build: (db: Database, values: Values) => Compilable<Row>,
): (db: Database, values: Values) => Promise<QueryResult<Row>> {
	const compiled = new WeakMap<object, CompiledQuery>();
	return async (db, values) => {
		const { adapter } = db.getExecutor();
		const query = compiled.get(adapter) ?? build(db, markersFor(values)).compile();
		compiled.set(adapter, query);
		const parameters = query.parameters.map((parameter) =>
			parameter instanceof Marker ? values[parameter.name as keyof Values] : parameter,
		);
		return await db.executeQuery<Row>(CompiledQuery.raw(query.sql, parameters));
	};
}

function markersFor<Values extends object>(values: Values): Values {
	return Object.fromEntries(Object.keys(values).map((name) => [name, new Marker(name)])) as Values;
}
