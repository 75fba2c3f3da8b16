/** Limits with a name share a counter wherever they are written, and those of one route; each scope counts by itself. */
export interface Written {
  readonly name: string | undefined
  /** `*` and `/prefix/*` for scopes, or `GET /categories`. */
  readonly place: string
}

/**
 * The id of a limit's counter: its name or place, or where another has that, `name#2`, `name#3`: in the order of
 * registration, which is the same in every process.
 *
 * @param counters - those that are there, by id
 * @param isSame - whether a counter that is there may be shared
 */
export function counterId<Known> ({ name, place }: Written, counters: ReadonlyMap<string, Known>, isSame: (known: Known) => boolean): string {
  const base = name ?? place
  const isShared = name !== undefined || !place.endsWith('*')
  const isOther = (known: Known | undefined): boolean => known !== undefined && !(isShared && isSame(known))
  let id = base
  for (let time = 2; isOther(counters.get(id)); time++) id = `${base}#${time}`
  return id
}
