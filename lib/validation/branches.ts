import type { AjvItem } from './ajv-item.ts'

/**
 * What is left of a union that was not met: one finding, where the branches ask for values, types or properties in place of each
 * other, else what is wrong in the branch that was meant.
 *
 * @param union - its own item
 * @param branches - what was wrong in each
 */
export function leftOf (union: AjvItem, branches: ReadonlyArray<readonly AjvItem[]>): readonly AjvItem[] {
  const all = branches.flat()
  return ofChoice(union, union.instancePath, all) ?? ofTypes(union, all) ?? ofProperties(union, branches) ?? ofTag(union, branches) ?? nearest(union, branches) ?? [{ ...union, params: {} }]
}

/** Values that the branches ask for at one place: all of them may stand there. */
function ofChoice (union: AjvItem, place: string, items: readonly AjvItem[]): readonly AjvItem[] | undefined {
  if (items.length === 0 || !items.every(item => isChoice(item) && item.instancePath === place)) return undefined
  const allowedValues = items.flatMap(({ params }) => params.allowedValues ?? [params.allowedValue])
  return [{ ...union, instancePath: place, keyword: 'enum', params: { allowedValues: [...new Set(allowedValues)] } }]
}

function isChoice ({ keyword }: AjvItem): boolean {
  return keyword === 'const' || keyword === 'enum'
}

function ofTypes (union: AjvItem, items: readonly AjvItem[]): readonly AjvItem[] | undefined {
  if (items.length === 0 || !items.every(({ keyword, instancePath }) => keyword === 'type' && instancePath === union.instancePath)) return undefined
  return [{ ...union, keyword: 'type', params: { type: [...new Set(items.flatMap(({ params }) => params.type))] } }]
}

/** Each branch asks for a property that is not there: one of them would do. */
function ofProperties (union: AjvItem, branches: ReadonlyArray<readonly AjvItem[]>): readonly AjvItem[] | undefined {
  if (branches.length < 2) return undefined
  const missing: unknown[] = []
  for (const [first, ...others] of branches) {
    if (first === undefined || others.length > 0 || first.keyword !== 'required' || first.instancePath !== union.instancePath || typeof first.params.missingProperty !== 'string') return undefined
    missing.push(first.params.missingProperty)
  }
  const names = [...new Set(missing)]
  return names.length === 1 ? branches[0] : [{ ...union, keyword: 'requiredAny', params: { missingProperties: names } }]
}

/**
 * Branches that are told apart by a value inside, as `kind: 'cat'`: where it fits none of them, all that would fit; where it fits one,
 * the others were not meant.
 */
function ofTag (union: AjvItem, branches: ReadonlyArray<readonly AjvItem[]>): readonly AjvItem[] | undefined {
  for (const place of tagsIn(union, branches)) {
    const fitting = branches.filter(items => !items.some(item => isChoice(item) && item.instancePath === place))
    if (fitting.length === 0) return ofChoice(union, place, branches.flat().filter(item => isChoice(item) && item.instancePath === place))
    if (fitting.length < branches.length) return leftOf(union, fitting)
  }
  return undefined
}

// Each is asked of all findings again.
const mostTags = 10

function tagsIn ({ instancePath }: AjvItem, branches: ReadonlyArray<readonly AjvItem[]>): Set<string> {
  const places = new Set<string>()
  for (const items of branches) {
    for (const item of items) if (places.size < mostTags && isChoice(item) && isInside(item.instancePath, instancePath)) places.add(item.instancePath)
  }
  return places
}

function isInside (place: string, union: string): boolean {
  return place.startsWith(`${union}/`) && !place.includes('/', union.length + 1)
}

/** What is wrong in the branch of the value's own type with the fewest findings. */
function nearest (union: AjvItem, branches: ReadonlyArray<readonly AjvItem[]>): readonly AjvItem[] | undefined {
  const candidates = branches.filter(items => !items.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === union.instancePath))
  return [...candidates].sort((a, b) => a.length - b.length)[0]
}
