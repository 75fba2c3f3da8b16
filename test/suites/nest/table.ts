// What clients of the application do, and what each dialect says to it: the exact bodies.

export interface Row {
  readonly name: string
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: string
  readonly body?: string
  /** Fields that the answer must have. */
  readonly fields?: Readonly<Record<string, string>>
  readonly akeneo: readonly [status: number, body: string]
  readonly gitlab: readonly [status: number, body: string]
  readonly problem: readonly [status: number, body: string]
}

export const rows: readonly Row[] = [
  {
    name: 'a resource that is not there',
    path: '/categories/7',
    akeneo: [404, '{"code":404,"message":"Category 7 does not exist."}'],
    gitlab: [404, '{"message":"404 Not Found - Category 7 does not exist."}'],
    problem: [404, '{"type":"about:blank","title":"Not Found","status":404,"detail":"Category 7 does not exist."}']
  },
  {
    name: 'a pipe of one parameter',
    path: '/categories/x',
    akeneo: [400, '{"code":400,"message":"Validation failed (numeric string is expected)"}'],
    gitlab: [400, '{"message":"400 Bad request - Validation failed (numeric string is expected)"}'],
    problem: [400, '{"type":"about:blank","title":"Bad Request","status":400,"detail":"Validation failed (numeric string is expected)"}']
  },
  {
    name: 'a URL that no route takes',
    path: '/nowhere?a=1',
    akeneo: [404, '{"code":404,"message":"No route found for \'GET /nowhere\'"}'],
    gitlab: [404, '{"message":"404 Not Found"}'],
    problem: [404, '{"type":"about:blank","title":"Not Found","status":404,"detail":"There is nothing at /nowhere."}']
  },
  {
    name: 'a method that is not routed',
    path: '/categories',
    method: 'PUT',
    fields: { allow: 'GET, HEAD, POST' },
    akeneo: [405, '{"code":405,"message":"No route found for \'PUT /categories\': Method Not Allowed (Allow: GET, POST)"}'],
    gitlab: [405, '{"message":"405 Method Not Allowed"}'],
    problem: [405, '{"type":"about:blank","title":"Method Not Allowed","status":405,"detail":"PUT is not supported at /categories. Supported: GET, POST."}']
  },
  {
    name: 'a guard that throws',
    path: '/categories/secret',
    fields: { 'www-authenticate': 'Bearer realm="api"' },
    akeneo: [401, '{"code":401,"message":"Authentication is required"}'],
    gitlab: [401, '{"message":"401 Unauthorized"}'],
    problem: [401, '{"type":"about:blank","title":"Unauthorized","status":401,"detail":"Authentication is required."}']
  },
  {
    name: 'a guard that says no',
    path: '/categories/secret',
    headers: { authorization: 'Bearer a' },
    akeneo: [403, '{"code":403,"message":"Access forbidden."}'],
    gitlab: [403, '{"message":"403 Forbidden"}'],
    problem: [403, '{"type":"about:blank","title":"Forbidden","status":403,"detail":"Access is forbidden."}']
  },
  {
    name: 'a response with members of its own',
    path: '/categories/old',
    akeneo: [410, '{"code":410,"message":"It has moved to /tags.","reason":"renamed","since":2024}'],
    gitlab: [410, '{"reason":"renamed","since":2024,"message":"It has moved to /tags."}'],
    problem: [410, '{"type":"about:blank","title":"Gone","status":410,"detail":"It has moved to /tags.","reason":"renamed","since":2024}']
  },
  {
    name: 'an exception without words',
    path: '/categories/twice',
    akeneo: [409, '{"code":409,"message":"The request conflicts with the current state of the resource."}'],
    gitlab: [409, '{"message":"409 Conflict"}'],
    problem: [409, '{"type":"about:blank","title":"Conflict","status":409,"detail":"The request conflicts with the current state of the resource."}']
  },
  {
    name: 'a server error with words',
    path: '/categories/down',
    akeneo: [503, '{"code":503,"message":"The server is temporarily unable to answer."}'],
    gitlab: [503, '{"message":"503 Service Unavailable"}'],
    problem: [503, '{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"The server is temporarily unable to answer."}']
  },
  {
    name: 'an error',
    path: '/categories/broken',
    akeneo: [500, '{"code":500,"message":"Internal Server Error"}'],
    gitlab: [500, '{"message":"500 Internal Server Error"}'],
    problem: [500, '{"type":"about:blank","title":"Internal Server Error","status":500}']
  },
  {
    name: 'a status that is in no catalog',
    path: '/categories/teapot',
    akeneo: [418, '{"code":418,"message":"It is a teapot."}'],
    gitlab: [418, '{"message":"418 I\'m a Teapot - It is a teapot."}'],
    problem: [418, '{"type":"about:blank","title":"I\'m a Teapot","status":418,"detail":"It is a teapot."}']
  },
  {
    name: 'an exception that is no error',
    path: '/categories/waiting',
    akeneo: [202, '{"ready":false}'],
    gitlab: [202, '{"ready":false}'],
    problem: [202, '{"ready":false}']
  },
  {
    name: 'middleware',
    path: '/categories/1',
    headers: { 'x-blocked': '1' },
    akeneo: [403, '{"code":403,"message":"You are blocked."}'],
    gitlab: [403, '{"message":"403 Forbidden - You are blocked."}'],
    problem: [403, '{"type":"about:blank","title":"Forbidden","status":403,"detail":"You are blocked."}']
  },
  {
    name: 'a request that is right',
    path: '/categories/1',
    akeneo: [200, '{"id":1}'],
    gitlab: [200, '{"id":1}'],
    problem: [200, '{"id":1}']
  },
  {
    name: 'JSON that is none',
    path: '/categories',
    method: 'POST',
    json: '{"code":',
    akeneo: [400, '{"code":400,"message":"Invalid json message received"}'],
    gitlab: [400, '{"message":"400 Bad request - The body is not valid JSON"}'],
    problem: [400, '{"type":"about:blank","title":"Bad Request","status":400,"detail":"The request body is not valid JSON."}']
  },
  {
    name: 'another content type',
    path: '/categories',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'a=b',
    akeneo: [415, '{"code":415,"message":"\'application/x-www-form-urlencoded\' in \'Content-type\' header is not valid.  Only \'application/json\' is allowed."}'],
    gitlab: [415, '{"message":"415 Unsupported Media Type"}'],
    problem: [415, '{"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"The content type \'application/x-www-form-urlencoded\' is not supported. Supported: application/json."}']
  },
  {
    name: 'a body that is too large',
    path: '/categories',
    method: 'POST',
    json: JSON.stringify({ code: 'x'.repeat(1_100_000) }),
    akeneo: [413, '{"code":413,"message":"The request is too large, 1048576 bytes is the maximum allowed."}'],
    gitlab: [413, '{"message":"413 Request Entity Too Large"}'],
    problem: [413, '{"type":"about:blank","title":"Content Too Large","status":413,"detail":"The request body is larger than 1048576 bytes."}']
  },
  {
    name: 'another Accept',
    path: '/categories/1',
    headers: { accept: 'text/html' },
    akeneo: [406, '{"code":406,"message":"‘text/html’ in ‘Accept‘ header is not valid. Only ‘application/json‘ is allowed."}'],
    gitlab: [406, '{"message":"406 Not Acceptable"}'],
    problem: [406, '{"type":"about:blank","title":"Not Acceptable","status":406,"detail":"The Accept header \'text/html\' allows nothing that can be sent. Available: application/json."}']
  },
  {
    name: 'another Accept than the route has',
    path: '/categories/table',
    headers: { accept: 'application/json' },
    akeneo: [406, '{"code":406,"message":"‘application/json’ in ‘Accept‘ header is not valid. Only ‘text/csv‘ is allowed."}'],
    gitlab: [406, '{"message":"406 Not Acceptable"}'],
    problem: [406, '{"type":"about:blank","title":"Not Acceptable","status":406,"detail":"The Accept header \'application/json\' allows nothing that can be sent. Available: text/csv."}']
  },
  {
    name: 'a body without what is required',
    path: '/categories',
    method: 'POST',
    json: '{}',
    akeneo: [422, '{"code":422,"message":"Validation failed.","errors":[{"property":"code","message":"This value should not be blank."}]}'],
    gitlab: [400, '{"message":"400 (Bad request) \\"code\\" not given"}'],
    problem: [422, '{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Validation failed.","errors":[{"detail":"is required","pointer":"#/code"}]}']
  },
  {
    name: 'all findings of a body, nested ones and own words too',
    path: '/categories',
    method: 'POST',
    json: '{"code":"ab","colour":"blue","extra":1,"owners":[{"email":"a","town":5},{"email":"a@b.example"},{}]}',
    akeneo: [422, '{"code":422,"message":"Validation failed.","errors":[{"property":"extra","message":"Property \'extra\' does not exist."},{"property":"code","message":"This value is too short. It should have 3 characters or more."},{"property":"colour","message":"The value you selected is not a valid choice."},{"property":"owners","message":"This collection should contain 2 elements or less."},{"property":"owners[0].email","message":"This value is not a valid email address."},{"property":"owners[0].town","message":"Tell us the town by its name."},{"property":"owners[2].email","message":"This value should not be blank."}]}'],
    gitlab: [400, '{"message":{"extra":["is not allowed"],"code":["is too short (minimum is 3 characters)"],"colour":["is not included in the list"],"owners":{"0":{"email":["is invalid"],"town":["Tell us the town by its name."]},"2":{"email":["can\'t be blank"]},"base":["is too long (maximum is 2 items)"]}}}'],
    problem: [422, '{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Validation failed.","errors":[{"detail":"is not a known property","pointer":"#/extra"},{"detail":"must have at least 3 characters","pointer":"#/code"},{"detail":"must be one of: \\"red\\", \\"green\\"","pointer":"#/colour"},{"detail":"must have at most 2 items","pointer":"#/owners"},{"detail":"is not a valid email","pointer":"#/owners/0/email"},{"detail":"Tell us the town by its name.","pointer":"#/owners/0/town"},{"detail":"is required","pointer":"#/owners/2/email"}]}']
  },
  {
    name: 'a value of another type',
    path: '/categories',
    method: 'POST',
    json: '{"code":5}',
    akeneo: [422, '{"code":422,"message":"Validation failed.","errors":[{"property":"code","message":"This value should be of type string."},{"property":"code","message":"This value is too long. It should have 10 characters or less."},{"property":"code","message":"This value is too short. It should have 3 characters or more."}]}'],
    gitlab: [400, '{"message":{"code":["is invalid","is too long (maximum is 10 characters)","is too short (minimum is 3 characters)"]}}'],
    problem: [422, '{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Validation failed.","errors":[{"detail":"must be of type string","pointer":"#/code"},{"detail":"must have at most 10 characters","pointer":"#/code"},{"detail":"must have at least 3 characters","pointer":"#/code"}]}']
  },
  {
    name: 'a query',
    path: '/categories?page=0&sort=A',
    akeneo: [422, '{"code":422,"message":"Validation failed.","errors":[{"property":"page","message":"This value should be 1 or more."},{"property":"sort","message":"This value is not valid."}]}'],
    gitlab: [400, '{"message":{"page":["must be greater than or equal to 1"],"sort":["is invalid"]}}'],
    problem: [422, '{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Validation failed.","errors":[{"detail":"must be 1 or more","parameter":"page"},{"detail":"does not have the right form","parameter":"sort"}]}']
  },
  {
    name: 'a query of another type',
    path: '/categories?page=x',
    akeneo: [422, '{"code":422,"message":"Validation failed.","errors":[{"property":"page","message":"This value should be of type integer."},{"property":"page","message":"This value should be 1 or more."}]}'],
    gitlab: [400, '{"message":{"page":["must be an integer","must be greater than or equal to 1"]}}'],
    problem: [422, '{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Validation failed.","errors":[{"detail":"must be of type integer","parameter":"page"},{"detail":"must be 1 or more","parameter":"page"}]}']
  },
  {
    // Nest writes the place before words that it does not know, and says no more of it.
    name: 'ValidationPipe without an exceptionFactory',
    path: '/categories/import',
    method: 'POST',
    json: '{"code":"ab","extra":1,"owners":[{"email":"a","town":5,"b":1}]}',
    akeneo: [422, '{"code":422,"message":"Validation failed.","errors":[{"property":"extra","message":"Property \'extra\' does not exist."},{"property":"code","message":"This value is too short. It should have 3 characters or more."},{"property":"owners[0].b","message":"Property \'owners[0].b\' does not exist."},{"property":"owners[0].email","message":"This value is not a valid email address."},{"property":"","message":"owners.0.Tell us the town by its name."}]}'],
    gitlab: [400, '{"message":{"base":["owners.0.Tell us the town by its name."],"extra":["is not allowed"],"code":["is too short (minimum is 3 characters)"],"owners":{"0":{"b":["is not allowed"],"email":["is invalid"]}}}}'],
    problem: [422, '{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Validation failed.","errors":[{"detail":"is not a known property","pointer":"#/extra"},{"detail":"must have at least 3 characters","pointer":"#/code"},{"detail":"is not a known property","pointer":"#/owners/0/b"},{"detail":"is not a valid email","pointer":"#/owners/0/email"},{"detail":"owners.0.Tell us the town by its name.","pointer":"#"}]}']
  }
]
