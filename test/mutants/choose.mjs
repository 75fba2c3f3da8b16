// Chooses mutants by chance that can be repeated.

const mostOfFile = 3

/** As many of each operator, as far as there are, and of each file a few: the same for the same seed. */
export function choose (mutants, seed, count) {
  const random = generator(seed)
  const byOperator = [...grouped(mutants).values()].map(all => shuffled(all, random))
  const ofFile = new Map()
  const taken = []
  while (taken.length < count && byOperator.some(all => all.length > 0)) {
    for (const all of byOperator) {
      const at = all.findIndex(({ file }) => (ofFile.get(file) ?? 0) < mostOfFile)
      if (at === -1) {
        all.length = 0
        continue
      }
      const [mutant] = all.splice(at, 1)
      ofFile.set(mutant.file, (ofFile.get(mutant.file) ?? 0) + 1)
      taken.push(mutant)
      if (taken.length === count) break
    }
  }
  return taken
}

/** Node 20 has no Map.groupBy. */
function grouped (mutants) {
  const groups = new Map()
  for (const mutant of mutants) groups.set(mutant.operator, [...groups.get(mutant.operator) ?? [], mutant])
  return groups
}

function shuffled (all, random) {
  const rest = [...all]
  return all.map(() => rest.splice(Math.floor(random() * rest.length), 1)[0])
}

/** mulberry32: the same numbers everywhere. */
function generator (state) {
  return () => {
    state = (state + 0x6D2B79F5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
