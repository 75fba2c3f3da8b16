import { displayPath, type LanguageWords } from 'fastify-conformant'

const count = (value: unknown, one: string, many: string): string => `${String(value)} ${value === 1 ? one : many}`
const list = (values: unknown, last: string): string => [values].flat().map(String).join(last)

const quoted = (value: string | undefined): string => value === undefined ? '' : ` '${value}'`
const supported = (values: readonly string[] | undefined, last: string): string => values === undefined ? '' : ` Unterstützt: ${list(values, last)}.`

const types: Readonly<Record<string, string>> = {
  string: 'ein Text', number: 'eine Zahl', integer: 'eine ganze Zahl', boolean: 'true oder false', array: 'eine Liste', object: 'ein Objekt', null: 'null'
}

/** German for every keyword and every kind: what stands behind the name of a place, and what an error says. */
export const german = {
  keywords: {
    default: () => 'ist ungültig',
    required: () => 'fehlt',
    requiredAny: ({ params }) => `braucht mindestens eines von: ${list(params?.missingProperties, ', ')}`,
    type: ({ params }) => `muss ${list([params?.type].flat().map(type => types[String(type)] ?? type), ' oder ')} sein`,
    maxLength: ({ params }) => `darf höchstens ${count(params?.limit, 'Zeichen', 'Zeichen')} haben`,
    minLength: ({ params }) => params?.limit === 1 ? 'darf nicht leer sein' : `muss mindestens ${count(params?.limit, 'Zeichen', 'Zeichen')} haben`,
    pattern: () => 'hat nicht die richtige Form',
    format: ({ params }) => `ist nicht vom Format ${String(params?.format)}`,
    enum: ({ params }) => params?.allowedValues === undefined ? 'ist kein erlaubter Wert' : `muss einer dieser Werte sein: ${list(params.allowedValues, ', ')}`,
    const: ({ params }) => params?.allowedValues === undefined ? 'ist kein erlaubter Wert' : `muss ${list(params.allowedValues, ', ')} sein`,
    minimum: ({ params }) => `muss ${String(params?.limit)} oder mehr sein`,
    maximum: ({ params }) => `muss ${String(params?.limit)} oder weniger sein`,
    exclusiveMinimum: ({ params }) => `muss größer als ${String(params?.limit)} sein`,
    exclusiveMaximum: ({ params }) => `muss kleiner als ${String(params?.limit)} sein`,
    multipleOf: ({ params }) => `muss ein Vielfaches von ${String(params?.multipleOf)} sein`,
    minItems: ({ params }) => `muss mindestens ${count(params?.limit, 'Eintrag', 'Einträge')} haben`,
    maxItems: ({ params }) => `darf höchstens ${count(params?.limit, 'Eintrag', 'Einträge')} haben`,
    uniqueItems: () => 'darf keinen Eintrag doppelt haben',
    additionalProperties: ({ path }) => `Die Eigenschaft '${displayPath(path)}' gibt es nicht.`
  },
  kinds: {
    bad_request: () => 'Die Anfrage ist nicht zu verstehen.',
    malformed_json: () => 'Der Inhalt der Anfrage ist kein gültiges JSON.',
    invalid_url: () => 'Die URL ist ungültig.',
    spam_detected: () => 'Die Anfrage wurde als Spam erkannt und verworfen.',
    unauthorized: () => 'Eine Anmeldung ist nötig.',
    payment_required: () => 'Eine Zahlung ist nötig.',
    forbidden: () => 'Der Zugriff ist nicht erlaubt.',
    operational_constraint: ({ limit, unit }) => limit === undefined
      ? 'Die Anfrage ist dem Betrieb zu viel. Senden Sie weniger auf einmal.'
      : `Die Anfrage hat mehr als ${limit} ${unit === 'bytes' ? 'Bytes' : 'Einträge'}. Senden Sie weniger auf einmal.`,
    not_found: ({ resource, id }) => resource === undefined || id === undefined ? 'Die Ressource gibt es nicht.' : `${resource} '${id}' gibt es nicht.`,
    route_not_found: (_facts, { path }) => `Unter ${path} gibt es nichts.`,
    method_not_allowed: ({ allow, moved }, { method, path }) => moved === true
      ? `Was umgezogen ist, kann mit ${method} nicht angefragt werden.`
      : `${method} wird unter ${path} nicht unterstützt.${supported(allow, ', ')}`,
    not_acceptable: ({ value, allowed }) => `Das Feld Accept${quoted(value)} lässt nichts zu, was gesendet werden kann.${supported(allowed, ' oder ')}`,
    request_timeout: () => 'Die Anfrage kam nicht rechtzeitig an.',
    conflict: () => 'Die Anfrage passt nicht zum jetzigen Stand der Ressource.',
    captcha_required: () => 'Die Anfrage wurde als Spam erkannt. Ändern Sie den Inhalt, oder lösen Sie das CAPTCHA.',
    gone: () => 'Die Ressource gibt es nicht mehr.',
    length_required: () => 'Das Feld Content-Length fehlt.',
    precondition_failed: () => 'Eine Bedingung der Anfrage ist nicht erfüllt.',
    payload_too_large: ({ limit }) => limit === undefined ? 'Der Inhalt der Anfrage ist zu groß.' : `Der Inhalt der Anfrage ist größer als ${limit} Bytes.`,
    too_many_items: ({ limit }) => limit === undefined ? 'Die Anfrage hat zu viele Einträge.' : `Die Anfrage hat mehr als ${limit} Einträge.`,
    uri_too_long: () => 'Die URL ist zu lang.',
    unsupported_media_type: ({ value, allowed }) => `Der Typ${quoted(value)} wird nicht unterstützt.${supported(allowed, ' oder ')}`,
    content_type_missing: ({ allowed }) => `Das Feld Content-Type fehlt.${supported(allowed, ' oder ')}`,
    unsupported_coding: ({ value }) => `Die Codierung${quoted(value)} wird nicht unterstützt.`,
    range_not_satisfiable: () => 'Den verlangten Teil gibt es nicht.',
    expectation_failed: () => 'Die Erwartung kann nicht erfüllt werden.',
    misdirected_request: () => 'Dieser Server antwortet nicht für diesen Host.',
    unprocessable: () => 'Die Anfrage kann nicht verarbeitet werden.',
    validation_failed: () => 'Die Angaben sind ungültig.',
    locked: () => 'Die Ressource ist gesperrt.',
    failed_dependency: () => 'Ein Schritt, von dem dieser abhängt, ist gescheitert.',
    too_early: () => 'Die Anfrage könnte eine Wiederholung sein.',
    upgrade_required: () => 'Ein anderes Protokoll ist nötig.',
    precondition_required: () => 'Die Anfrage braucht eine Bedingung.',
    too_many_requests: () => 'Zu viele Anfragen. Versuchen Sie es später noch einmal.',
    header_fields_too_large: () => 'Die Kopffelder sind zu groß.',
    unavailable_for_legal_reasons: () => 'Die Ressource ist aus rechtlichen Gründen nicht verfügbar.',
    internal: () => 'Auf dem Server ist ein Fehler aufgetreten.',
    not_implemented: () => 'Die Methode gibt es hier nicht.',
    bad_gateway: () => 'Ein anderer Server hat ungültig geantwortet.',
    service_unavailable: () => 'Der Server kann gerade nicht antworten.',
    gateway_timeout: () => 'Ein anderer Server hat nicht rechtzeitig geantwortet.',
    http_version_not_supported: () => 'Diese Version von HTTP wird nicht unterstützt.',
    insufficient_storage: () => 'Für das Gesendete ist kein Platz.'
  }
} satisfies LanguageWords
