// Serves an OpenAPI document on a free loopback port: a request that it allows gets an example answer, any other
// 400 with the errors of openapi-backend. Usage: node validate.mjs DOCUMENT ROOT [--closed]; prints its address.
import { createServer } from 'node:http';
import { OpenAPIBackend } from 'openapi-backend';

const [document, apiRoot, ...options] = process.argv.slice(2);
if (!document || apiRoot === undefined) {
  console.error('usage: node validate.mjs DOCUMENT ROOT [--closed]');
  process.exit(2);
}

/** Objects refuse properties that they do not list, so that a misspelt one shows. */
function close(schema) {
  if (schema === null || typeof schema !== 'object') return;
  if (schema.type === 'object' && schema.properties) schema.additionalProperties ??= false;
  for (const part of Object.values(schema)) close(part);
}

const refuse = (status, errors) => ({
  status,
  body: { error: { message: 'refused by the validator', code: 100, error_data: { details: JSON.stringify(errors) } } },
});

function respond(context) {
  const { operationId } = context.operation;
  const { status, mock } = context.api.mockResponseForOperation(operationId);
  const { errors } = context.api.validateResponse(mock, operationId, status);
  return errors ? refuse(500, errors) : { status, body: mock };
}

const api = new OpenAPIBackend({
  definition: document,
  apiRoot,
  ajvOpts: { allErrors: true },
  handlers: {
    notImplemented: respond,
    notFound: ({ request }) => refuse(404, `no such path: ${request.path}`),
    methodNotAllowed: ({ request }) => refuse(405, `no such method: ${request.method}`),
    validationFail: ({ validation }) => refuse(400, validation.errors),
    unauthorizedHandler: () => refuse(401, 'no bearer token'),
  },
  securityHandlers: {
    bearerAuth: ({ request }) => /^Bearer \S+$/.test(request.headers.authorization ?? ''),
  },
});
if (options.includes('--closed')) {
  await api.loadDocument();
  api.inputDocument = api.document;
  close(api.document.components.schemas);
}
await api.init();

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, headers, url } = request;
  const { pathname: path, search: query } = new URL(url, 'http://localhost');
  const content = chunks.length ? Buffer.concat(chunks).toString() : undefined;
  // openapi-backend reads a body of any media type as JSON.
  const { status, body } = content && !/^application\/json\b/.test(headers['content-type'] ?? '')
    ? refuse(415, `no such media type: ${headers['content-type']}`)
    : await api.handleRequest({ method, path, query, headers, body: content });
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
