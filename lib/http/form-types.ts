import { mediaTypeEssence } from './media-type.ts'

// What nearly every body is: it is not taken apart.
const plainJson = 'application/json'
const multipart = 'multipart/form-data'

/** The media types of HTML's forms: their fields are text. */
export const formTypes: readonly string[] = Object.freeze(['application/x-www-form-urlencoded', multipart])

/** @param contentType - the value of the field */
export function isForm (contentType: string | undefined): boolean {
  return contentType !== undefined && contentType !== plainJson && formTypes.includes(mediaTypeEssence(contentType))
}

/** @param contentType - the value of the field */
export function isMultipart (contentType: string | undefined): boolean {
  return contentType !== undefined && contentType !== plainJson && mediaTypeEssence(contentType) === multipart
}
