import type { IssueInit } from '../errors/issue.ts'
import { stepsOf } from './path.ts'

/** An item of Ajv's `errors`, and of TypeBox 1.x, which lists several names in one item. */
export interface AjvItem {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath?: string
  readonly params: Readonly<Record<string, unknown>>
}

/** Reads the items of one validation. */
export function ajvIssues (items: readonly AjvItem[], value: unknown): IssueInit[] {
  return (items.some(isCombination) ? withoutBranches(items) : items).flatMap(item => issuesOfItem(item, value))
}

function issuesOfItem ({ keyword, instancePath, params }: AjvItem, value: unknown): IssueInit[] {
  const path = stepsOf(instancePath, value)
  switch (keyword) {
    case 'required':
    case 'dependencies':
    case 'dependentRequired':
      return namesOf(params.missingProperty ?? params.requiredProperties)
        .map(name => ({ path: [...path, name], keyword: 'required' }))
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return namesOf(params.additionalProperty ?? params.unevaluatedProperty ?? params.additionalProperties ?? params.unevaluatedProperties)
        .map(name => ({ path: [...path, name], keyword: 'additionalProperties' }))
    case 'const':
      return [{ path, keyword, params: { allowedValues: [params.allowedValue] } }]
    default:
      return [{ path, keyword, params }]
  }
}

function isCombination ({ keyword }: AjvItem): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'if'
}

function namesOf (names: unknown): string[] {
  return Array.isArray(names) ? names.map(String) : [String(names)]
}

/**
 * A union that was not met reports what is wrong in each of its branches, then itself. One finding is enough:
 * the values or types that the branches ask for at the same place, else what is wrong in the branch
 * that comes nearest, else the union itself.
 */
function withoutBranches (items: readonly AjvItem[]): readonly AjvItem[] {
  let result: AjvItem[] = []
  for (const item of items) {
    // `if` says only that `then` or `else` was not met, and what is wrong there has been said.
    if (item.keyword === 'if') continue
    if (item.keyword !== 'anyOf' && item.keyword !== 'oneOf') {
      result.push(item)
      continue
    }
    const branches = result.filter(other => isInside(other, item))
    result = [...result.filter(other => !branches.includes(other)), ...merged(item, branches)]
  }
  return result
}

function isInside (item: AjvItem, union: AjvItem): boolean {
  return item.schemaPath?.startsWith(`${union.schemaPath}/`) === true
}

function merged (union: AjvItem, branches: readonly AjvItem[]): readonly AjvItem[] {
  const here = branches.filter(item => item.instancePath === union.instancePath)
  const values = here.filter(item => item.keyword === 'const' || item.keyword === 'enum')
  if (values.length > 0 && values.length === branches.length) {
    const allowedValues = values.flatMap(({ params }) => params.allowedValues ?? [params.allowedValue])
    return [{ ...union, keyword: 'enum', params: { allowedValues } }]
  }
  const types = here.filter(item => item.keyword === 'type')
  if (types.length > 0 && types.length === branches.length) {
    return [{ ...union, keyword: 'type', params: { type: types.flatMap(({ params }) => params.type) } }]
  }
  return nearest(union, branches) ?? [{ ...union, params: {} }]
}

/** What is wrong in the branch of the value's own type with the fewest findings. */
function nearest (union: AjvItem, items: readonly AjvItem[]): readonly AjvItem[] | undefined {
  const branches = new Map<string, AjvItem[]>()
  for (const item of items) {
    const index = (item.schemaPath as string).slice((union.schemaPath as string).length + 1).split('/', 1)[0] as string
    branches.set(index, [...branches.get(index) ?? [], item])
  }
  const candidates = [...branches.values()]
    .filter(found => !found.some(item => item.keyword === 'type' && item.instancePath === union.instancePath))
  return candidates.sort((a, b) => a.length - b.length)[0]
}
