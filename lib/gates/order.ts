/**
 * Where each gate stands. A request meets the gates in this order, and the first that refuses speaks:
 * what can be told from the head comes before authentication or before the body is read,
 * what needs the body comes after. The names are those of the options.
 */
export const gateOrder = Object.freeze([
  { gate: 'rateLimit', hook: 'onRequest', status: [429, 503] },
  { gate: 'unknownUrl', hook: 'onRequest', status: [404] },
  { gate: 'method', hook: 'onRequest', status: [405] },
  { gate: 'concurrency', hook: 'onRequest', status: [429] },
  { gate: 'accept', hook: 'onRequest', status: [406] },
  { gate: 'contentType', hook: 'preParsing', status: [415] },
  { gate: 'contentCoding', hook: 'preParsing', status: [415] },
  { gate: 'payload', hook: 'preParsing', status: [413, 403] },
  { gate: 'preconditions', hook: 'preParsing', status: [428, 412, 304] },
  { gate: 'json', hook: 'parsing', status: [400] },
  { gate: 'items', hook: 'preValidation', status: [413, 403] },
  { gate: 'unknownProperties', hook: 'preValidation', status: [422, 400] },
  { gate: 'validation', hook: 'validation', status: [422, 400] },
  { gate: 'spamCheck', hook: 'preHandler', status: [400, 409, 503] }
] as const)

/** The name of a gate: the option that switches it. */
export type GateName = typeof gateOrder[number]['gate']
