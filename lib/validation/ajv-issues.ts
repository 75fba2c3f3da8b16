import type { IssueInit } from '../errors/issue.ts'
import type { AjvItem } from './ajv-item.ts'
import { PathBudget, pathReader, type Path } from './path-budget.ts'
import { isUnion, withoutBranches } from './unions.ts'

/** Reads the items of one validation, as far as their paths have room in the budget. */
export function ajvIssues (items: readonly AjvItem[], value: unknown, budget = new PathBudget()): IssueInit[] {
  const pathOf = pathReader(value)
  const found: IssueInit[] = []
  const named = items.some(isName) ? new Set(items.filter(isName).map(keyOfName)) : undefined
  for (const item of items.some(isCombination) ? withoutBranches(items) : items) {
    if (budget.isUsedUp) break
    // What is wrong with a name is said of the property, and once.
    if (item.propertyName !== undefined && named?.has(keyOf(item.instancePath, item.propertyName)) === true) continue
    found.push(...issuesOfItem(item, pathOf(item.instancePath), budget))
  }
  return found
}

function isName ({ keyword }: AjvItem): boolean {
  return keyword === 'propertyNames'
}

function keyOfName ({ instancePath, params }: AjvItem): string {
  return keyOf(instancePath, String(params.propertyName))
}

function keyOf (path: string, name: string): string {
  return JSON.stringify([path, name])
}

function isCombination (item: AjvItem): boolean {
  return item.keyword === 'if' || isUnion(item)
}

function issuesOfItem ({ keyword, params }: AjvItem, path: Path, budget: PathBudget): IssueInit[] {
  const each = (name: string, names: unknown): IssueInit[] =>
    namesOf(names).flatMap(missing => issueAt(budget.take(path, missing), { keyword: name }))
  switch (keyword) {
    case 'required':
    case 'dependencies':
    case 'dependentRequired':
      return each('required', params.missingProperty ?? params.requiredProperties)
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return each('additionalProperties', params.additionalProperty ?? params.unevaluatedProperty ?? params.additionalProperties ?? params.unevaluatedProperties)
    case 'propertyNames':
      return each('propertyNames', params.propertyName)
    case 'const':
      return issueAt(budget.take(path), { keyword, params: { allowedValues: [params.allowedValue] } })
    default:
      return issueAt(budget.take(path), { keyword, params })
  }
}

function issueAt (path: Path | undefined, issue: Omit<IssueInit, 'path'>): IssueInit[] {
  return path === undefined ? [] : [{ path, ...issue }]
}

function namesOf (names: unknown): string[] {
  return Array.isArray(names) ? names.map(String) : [String(names)]
}
