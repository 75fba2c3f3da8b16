import type { Finding } from '../errors/issue.ts'
import type { AjvItem } from './ajv-item.ts'
import { PathBudget, pathReader, type Path } from './path-budget.ts'
import { withoutBranches } from './unions.ts'

/** Reads the items of one validation, as far as their paths have room in the budget. */
export function ajvIssues (items: readonly AjvItem[], value: unknown, budget = new PathBudget()): Finding[] {
  const pathOf = pathReader(value)
  const found: Finding[] = []
  let named: Set<string> | undefined
  let isCombined = false
  for (const item of items) {
    if (item.keyword === 'propertyNames') (named ??= new Set()).add(keyOf(item.instancePath, String(item.params.propertyName)))
    else if (item.keyword === 'if' || item.keyword === 'anyOf' || item.keyword === 'oneOf') isCombined = true
  }
  for (const item of isCombined ? withoutBranches(items) : items) {
    if (budget.isUsedUp) break
    // What is wrong with a name is said of the property, and once.
    if (item.propertyName !== undefined && named?.has(keyOf(item.instancePath, item.propertyName)) === true) continue
    addFindings(found, item, pathOf(item.instancePath), budget)
  }
  return found
}

function keyOf (path: string, name: string): string {
  return JSON.stringify([path, name])
}

function addFindings (found: Finding[], { keyword, params }: AjvItem, path: Path, budget: PathBudget): void {
  switch (keyword) {
    case 'required':
    case 'dependencies':
    case 'dependentRequired':
      return addNamed(found, 'required', params.missingProperty ?? params.requiredProperties, path, budget)
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return addNamed(found, 'additionalProperties', params.additionalProperty ?? params.unevaluatedProperty ?? params.additionalProperties ?? params.unevaluatedProperties, path, budget)
    case 'propertyNames':
      return addNamed(found, keyword, params.propertyName, path, budget)
  }
  const place = budget.take(path)
  if (place !== undefined) found.push({ path: place, keyword, params: keyword === 'const' ? { allowedValues: [params.allowedValue] } : params })
}

/** What is said of names: of each one. */
function addNamed (found: Finding[], keyword: string, names: unknown, path: Path, budget: PathBudget): void {
  for (const name of Array.isArray(names) ? names : [names]) {
    const place = budget.take(path, String(name))
    if (place !== undefined) found.push({ path: place, keyword })
  }
}
