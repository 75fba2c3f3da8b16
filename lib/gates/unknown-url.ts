import { ApiError } from '../errors/api-error.ts'
import { nearest } from '../options/option.ts'
import { yesOrNo } from '../options/words.ts'
import { scopeGate } from './gate.ts'
import { isOfMethod, method } from './method.ts'
import { isOffered } from './offered.ts'

/**
 * 404 for a URL that has no method. It stays one whatever Accept says (RFC 9110 §12.4.1). Where the application has a not-found handler,
 * that is asked.
 */
export const unknownUrl = scopeGate({
  hook: 'onRequest',
  status: [404],
  option: nearest<boolean, boolean>(yesOrNo, true),
  arm (isOn, { options, methods, settingOf }) {
    if (!isOn || options !== undefined) return undefined
    const hasMethods = settingOf(method.option)
    return (request) => {
      const { raw } = request
      if ((hasMethods && isOfMethod(raw, methods)) || methods.at(raw, raw.method).length > 0) return undefined
      return isOffered(request) ? undefined : unknown
    }
  }
})

const unknown = new ApiError('route_not_found')
