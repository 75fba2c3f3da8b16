import type { Finding } from '../errors/issue.ts'
import type { AjvItem } from './ajv-item.ts'
import { withoutErrorMessages, wordsOf } from './error-messages.ts'
import { PathBudget, pathReader, type Path } from './path-budget.ts'
import { withoutBranches } from './unions.ts'

/** Reads the items of one validation, as far as their paths have room in the budget. */
export function ajvIssues (given: readonly AjvItem[], value: unknown, budget = new PathBudget()): Finding[] {
  const pathOf = pathReader(value)
  const found: Finding[] = []
  let named: Set<string> | undefined
  let isCombined = false
  let isWorded = false
  for (const item of given) {
    const { keyword } = item
    if (keyword === 'propertyNames') (named ??= new Set()).add(keyOf(item.instancePath, String(item.params.propertyName)))
    else if (keyword === 'if' || keyword === 'anyOf' || keyword === 'oneOf') isCombined = true
    else if (keyword === 'errorMessage') isWorded = true
  }
  const items = isWorded ? withoutErrorMessages(given) : given
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

function addFindings (found: Finding[], item: AjvItem, path: Path, budget: PathBudget): void {
  const { keyword, params } = item
  switch (keyword) {
    case 'required':
    case 'dependencies':
    case 'dependentRequired':
      return addNamed(found, item, 'required', params.missingProperty ?? params.requiredProperties, path, budget)
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return addNamed(found, item, 'additionalProperties', params.additionalProperty ?? params.unevaluatedProperty ?? params.additionalProperties ?? params.unevaluatedProperties, path, budget)
    case 'propertyNames':
      return addNamed(found, item, keyword, params.propertyName, path, budget)
    case 'discriminator':
      // Its value is none of a branch, or no text.
      return addNamed(found, item, params.tagValue === undefined ? 'required' : 'enum', params.tag, path, budget)
    // TypeBox 1.x says of each unknown property first that a schema is false, and then that it is unknown.
    case 'boolean':
      if (item.schemaPath?.endsWith('/additionalProperties') === true) return
  }
  const place = budget.take(path)
  if (place === undefined) return
  found.push(worded({ path: place, keyword, params: keyword === 'const' ? { allowedValues: [params.allowedValue] } : params }, item.author, wordsOf(item)))
}

/** What is said of names: of each one. */
function addNamed (found: Finding[], { author }: AjvItem, keyword: string, names: unknown, path: Path, budget: PathBudget): void {
  for (const name of Array.isArray(names) ? names : [names]) {
    const place = name === undefined ? budget.take(path) : budget.take(path, String(name))
    if (place !== undefined) found.push(worded({ path: place, keyword }, author, undefined))
  }
}

function worded (finding: Finding, message: string | undefined, words: string | undefined): Finding {
  if (message !== undefined) return { ...finding, message }
  return words === undefined ? finding : { ...finding, words }
}
