// Places in a text, and what stands there instead.

/** Takes the places out, from behind, so that those before stay where they are. */
export function replaced (code, places) {
  return places.sort((a, b) => b[0] - a[0]).reduce((text, [start, end, by]) => text.slice(0, start) + by + text.slice(end), code)
}
