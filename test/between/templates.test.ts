import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { TEMPLATES, loadTemplate, workflowOf } from '../support/n8n-core';
import { n8nLibrary, type N8nLibrary } from '../support/n8n-core-library';
import { closeBuiltDesk, useEmptyStore } from './acme-desk';

const STICKY = 'n8n-nodes-base.stickyNote';

let library: N8nLibrary;
beforeAll(async () => {
	await useEmptyStore();
	library = await n8nLibrary();
});
afterAll(closeBuiltDesk);

describe.each(TEMPLATES)('the template %s', (name) => {
	const template = loadTemplate(name);
	const { nodes, connections } = template;

	it.each(nodes.map((node) => [node.name, node] as const))('has a known type and version: %s', (_, node) => {
		expect([descriptionOf(node).version].flat()).toContain(node.typeVersion);
	});

	it('has unique node ids, names and webhook ids', () => {
		const webhookIds = nodes.flatMap(({ webhookId }) => webhookId ?? []);
		for (const all of [nodes.map(({ id }) => id), nodes.map((node) => node.name), webhookIds]) {
			expect(new Set(all).size).toBe(all.length);
		}
	});

	it('connects outputs that exist with nodes that exist', () => {
		const workflow = workflowOf(library, template);
		for (const [source, { main = [] }] of Object.entries(connections)) {
			const node = nodes.find((each) => each.name === source) as INode;
			expect(main.length).toBeLessThanOrEqual(
				NodeHelpers.getNodeOutputs(workflow, node, descriptionOf(node)).length,
			);
			for (const { node: target, type, index } of main.flatMap((targets) => targets ?? [])) {
				const to = nodes.find((each) => each.name === target) as INode;
				expect([target, to && descriptionOf(to).inputs, type, index]).toEqual([target, ['main'], 'main', 0]);
			}
		}
	});

	it('leaves no node but notes and triggers without an input', () => {
		const targets = new Set(
			Object.values(connections).flatMap(({ main = [] }) =>
				main.flatMap((each) => (each ?? []).map(({ node }) => node)),
			),
		);
		const alone = nodes.filter((node) => node.type !== STICKY && !targets.has(node.name));
		for (const node of alone) expect(descriptionOf(node).group).toContain('trigger');
	});

	it.each(nodes.map((node) => [node.name, node] as const))('gives only known parameters: %s', (_, node) => {
		const { properties } = descriptionOf(node);
		expect(unknownParameters(node.parameters, visible(properties, node), node.name)).toEqual([]);
		expect(
			NodeHelpers.getNodeParametersIssues(properties, withDefaults(node), descriptionOf(node)),
		).toBeNull();
	});

	it('calls every node by a phrase of its own', () => {
		for (const node of nodes) {
			expect(node.name).toMatch(/^[A-Z][\w’?,:()-]*( [\w’?,:()-]+)+$/);
			expect(node.name).not.toBe(descriptionOf(node).defaults.name);
		}
	});

	it('ships no credential ids, pinned data or activation', () => {
		for (const node of nodes) {
			const known = descriptionOf(node).credentials?.map((credential) => credential.name) ?? [];
			for (const [type, { id, name: chosen }] of Object.entries(node.credentials ?? {})) {
				expect([known, id, chosen]).toEqual([
					expect.arrayContaining([type]),
					null,
					expect.stringMatching(/ mailbox$/),
				]);
			}
		}
		expect([template.active, template.pinData, template.settings.executionOrder]).toEqual([false, {}, 'v1']);
	});

	it('explains itself on sticky notes', () => {
		const notes = nodes
			.filter(({ type }) => type === STICKY)
			.map(({ parameters }) => String(parameters.content));
		expect(notes.length).toBeGreaterThan(0);
		for (const note of notes) expect(note).toMatch(/^##+ \S/);
	});
});

describe('the templates together', () => {
	it('have ids and node ids of their own', () => {
		const templates = TEMPLATES.map(loadTemplate);
		const ids = templates.flatMap(({ id, nodes }) => [id, ...nodes.map((node) => node.id)]);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('read from each form of the set-up only fields that it has', () => {
		const { nodes, connections } = loadTemplate('set-up');
		const forms = nodes.filter(({ type }) => type === 'n8n-nodes-base.formTrigger');
		expect(forms).toHaveLength(4);
		for (const form of forms) {
			const { values } = form.parameters.formFields as { values: { fieldName: string }[] };
			const save = nodes.find((node) => node.name === connections[form.name]?.main?.[0]?.[0]?.node);
			const read = [...JSON.stringify(save?.parameters).matchAll(/\$json\.(\w+)/g)].map(([, field]) => field);
			expect(new Set(read)).toEqual(new Set(values.map(({ fieldName }) => fieldName)));
		}
	});
});

function descriptionOf({ type, typeVersion }: INode): INodeTypeDescription {
	return library.nodeTypes.getByNameAndVersion(type, typeVersion).description;
}

function withDefaults(node: INode): INode {
	const { properties } = descriptionOf(node);
	const parameters = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		true,
		false,
		node,
		descriptionOf(node),
	);
	return { ...node, parameters: parameters ?? {} };
}

function visible(properties: readonly INodeProperties[], node: INode): readonly INodeProperties[] {
	const complete = withDefaults(node);
	return properties.filter((property) =>
		NodeHelpers.displayParameter(complete.parameters, property, complete, descriptionOf(node)),
	);
}

/** Gives the paths of parameters that the editor does not show, and of values that it does not offer. */
function unknownParameters(
	parameters: INodeParameters,
	properties: readonly INodeProperties[],
	path: string,
): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const place = `${path}.${name}`;
		const property = properties.find((each) => each.name === name);
		if (!property) return [place];
		if (property.type === 'collection')
			return unknownParameters(value as INodeParameters, property.options as INodeProperties[], place);
		if (property.type === 'options' && !String(value).startsWith('='))
			return (property.options ?? []).some((option) => 'value' in option && option.value === value)
				? []
				: [`${place} = ${String(value)}`];
		if (property.type === 'resourceLocator') {
			const { mode } = value as { mode: string };
			return property.modes?.some((each) => each.name === mode) ? [] : [`${place}.mode = ${mode}`];
		}
		return [];
	});
}
