/**
 * Sets how many frames errors capture from now on. A stack costs more than the rest of an error, and of what a client has caused nobody
 * needs one.
 *
 * @returns how many they have captured so far
 */
export function captureFrames (frames: number): number {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = frames
  return before
}

/** An error that has no stack. */
export function withoutStack (message: string): Error {
  const before = captureFrames(0)
  const error = new Error(message)
  captureFrames(before)
  return error
}
